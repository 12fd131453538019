"""The steps that are compared: LightGCN, LightGCN with IRLLRec (paper), InfoNCE alone."""

import torch
import torch.nn.functional as F
from propagation import Neighbourhood, edge_dots, propagate, propagate_sum, weighted_product


def info_nce(anchors, candidates, temperature):
    """Row b's positive is candidate b."""
    logits = F.normalize(anchors) @ F.normalize(candidates).T / temperature
    return F.cross_entropy(logits, torch.arange(len(anchors)))


def bpr(final, users, batch):
    user, positive, negative = batch
    nodes = torch.cat([user, positive + users, negative + users])
    u, p, n = F.embedding(nodes, final).chunk(3)
    return F.softplus((u * (n - p)).sum(1)).mean()


class LightGCN:
    def __init__(self, graph, tensors, settings, form):
        self.graph, self.settings, self.form = graph, settings, form
        self.embedding = tensors["embedding"].requires_grad_()
        self.parameters = [self.embedding]

    def loss(self, batch):
        a = self.graph.view(self.settings["keepEdges"], self.form)
        final = propagate_sum(a, self.embedding, self.settings["layers"], self.form)
        return bpr(final, self.settings["users"], batch)

    def after(self):
        pass


class Tower:
    """LeakyReLU(x·W₁ + b₁)·W₂ + b₂."""

    def __init__(self, tensors, name):
        self.weights = [tensors[f"{name}/{part}"] for part in ("w1", "b1", "w2", "b2")]

    def __call__(self, x):
        w1, b1, w2, b2 = self.weights
        return torch.addmm(b2, F.leaky_relu(torch.addmm(b1, x, w1)), w2)


class Irllrec(LightGCN):
    def __init__(self, graph, tensors, settings, form):
        super().__init__(graph, tensors, settings, form)
        self.text = tensors["text"]
        self.profile, self.intent = Tower(tensors, "profile"), Tower(tensors, "text intent")
        self.teacher = Tower(tensors, "momentum")
        self.prototypes = [tensors[f"prototypes/{side}"] for side in ("users", "items")]
        self.parameters += self.profile.weights + self.intent.weights + self.prototypes
        for parameter in self.parameters:
            parameter.requires_grad_()

    def loss(self, batch):
        s, users = self.settings, self.settings["users"]
        a = self.graph.view(s["keepEdges"], self.form)
        final, layers = propagate(a, self.embedding, s["layers"], self.form)
        nodes, groups, sides = places(batch, users)
        texts = self.text[nodes]
        e, p, z = F.embedding(nodes, final), self.profile(texts), self.intent(texts)
        r = self.interaction_intents(nodes, layers)
        x, y = (v * (1 + s["noise"] * torch.randn_like(v)) for v in (z, e))
        return (
            bpr(final, users, batch)
            + s["profileWeight"] * align(e, p, groups, s["profileTemperature"])
            + s["pairWeight"] * align(r, z, groups, s["pairTemperature"])
            + s["translationWeight"] * align(x, y, sides, s["translationTemperature"])
            + s["matchingWeight"] * self.matching(z, e, texts)
        )

    def interaction_intents(self, nodes, layers):
        """Of those nodes, by their own edges only."""
        near = Neighbourhood(self.graph, nodes)
        taken = [F.embedding(near.nodes, e) for e in layers]
        users = int((near.nodes < self.settings["users"]).sum())
        sums = [adaptive(near, self.mixture(e, users), e, self.form) for e in taken]
        return sum(sums[1:], sums[0]) / len(sums)

    def mixture(self, e, users):
        """softmax(e·C)·Cᵀ, users and items with prototypes of their own."""
        halves = zip((e[:users], e[users:]), self.prototypes)
        return torch.cat([F.softmax(x @ c, 1) @ c.T for x, c in halves])

    def matching(self, z, e, texts):
        with torch.no_grad():
            targets = F.softmax(self.teacher(texts), 1)
        return F.cross_entropy(z, targets) + F.cross_entropy(e, targets)

    def after(self):
        momentum = self.settings["momentum"]
        with torch.no_grad():
            for mine, theirs in zip(self.teacher.weights, self.intent.weights):
                mine.lerp_(theirs, 1 - momentum)


def adaptive(near, keys, x, form):
    """One propagation, edges weighed by (cos + 1)/2 of their ends' keys, rows to 1."""
    weights = (edge_dots(near, F.normalize(keys), form) + 1) / 2
    sums = torch.zeros(near.size[0]).index_add(0, near.rows, weights)
    return weighted_product(near, weights / sums.index_select(0, near.rows), x, form)


def places(batch, users):
    """The batch's nodes, each once; its users, positives and negatives, its users and items in them."""
    user, positive, negative = batch
    groups = [torch.unique(g) for g in (user, positive + users, negative + users)]
    nodes = torch.unique(torch.cat(groups))
    order, cut = torch.arange(len(nodes)), len(groups[0])
    return nodes, [torch.searchsorted(nodes, g) for g in groups], [order[:cut], order[cut:]]


def align(a, b, groups, temperature):
    # The fastest lookup of rows whose gradient we know.
    pairs = [(F.embedding(g, a), F.embedding(g, b)) for g in groups]
    return sum(info_nce(x, y, temperature) for x, y in pairs)


class InfoNce:
    def __init__(self, tensors, settings):
        names = ("anchors", "positives", "negatives")
        self.parameters = [tensors[name].requires_grad_() for name in names]
        self.temperature = settings["temperature"]

    def loss(self, _):
        anchors, positives, negatives = self.parameters
        return info_nce(anchors, torch.cat([positives, negatives]), self.temperature)

    def after(self):
        pass
