"""Obeys bench/peers.ts: a JSON object a line in, a JSON object a line out."""

import json
import sys
import time
import warnings

import numpy as np
import torch
from propagation import Graph
from steps import InfoNce, Irllrec, LightGCN

warnings.filterwarnings("ignore", message="Sparse")
TYPES = {"F32": np.float32, "I32": np.int32}


def read(path):
    """The tensors of a safetensors file, copied."""
    data = open(path, "rb").read()
    start = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:start])
    tensors = {}
    for name, entry in header.items():
        at, end = entry["data_offsets"]
        flat = np.frombuffer(data[start + at : start + end], TYPES[entry["dtype"]])
        tensors[name] = flat.reshape(entry["shape"]).copy()
    return tensors


class Runner:
    def __init__(self, file, model, form, settings):
        raw = read(file)
        tensors = {n: torch.from_numpy(x) for n, x in raw.items()}
        self.batches = [None]
        if model == "infonce":
            self.model = InfoNce(tensors, settings)
        else:
            graph = Graph(raw["graph/offsets"], raw["graph/index"], raw["graph/values"])
            self.batches = [batch.long() for batch in tensors["batches"]]
            self.model = {"lightgcn": LightGCN, "irllrec": Irllrec}[model](
                graph, tensors, settings, form
            )
        self.adam = None
        if model != "infonce":
            self.adam = torch.optim.Adam(
                self.model.parameters,
                lr=settings["learningRate"],
                weight_decay=settings["weightDecay"],
                fused=True,
            )
        self.done = 0

    def step(self):
        for parameter in self.model.parameters:
            parameter.grad = None
        loss = self.model.loss(self.batches[self.done % len(self.batches)])
        loss.backward()
        if self.adam:
            self.adam.step()
        self.model.after()
        self.done += 1
        return loss.item()


def answer(state, order):
    if order["do"] == "version":
        return {"version": torch.__version__}
    if order["do"] == "open":
        torch.set_num_threads(order["threads"])
        torch.manual_seed(1)
        state["runner"] = Runner(*(order[k] for k in ("file", "model", "form", "settings")))
        return {}
    if order["do"] == "close":
        state.clear()
        return {}
    seconds, losses = [], []
    for _ in range(order["count"]):
        began = time.perf_counter()
        losses.append(state["runner"].step())
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds, "losses": losses}


state = {}
for line in sys.stdin:
    try:
        reply = answer(state, json.loads(line))
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
