"""Products with the normalised adjacency, in three forms: coo, csr (autograd) and symmetric."""

import numpy as np
import torch
import torch.nn.functional as F


class Graph:
    """A symmetric matrix in CSR order, with what dropout and hand-written backwards need."""

    def __init__(self, offsets, index, values):
        self.size = (len(offsets) - 1,) * 2
        rows = np.repeat(np.arange(self.size[0]), np.diff(offsets))
        # The k-th entry in column order is the mirror image of the k-th in row order.
        mirror = np.empty(len(index), np.int64)
        mirror[np.lexsort((rows, index))] = np.arange(len(index))
        places = np.minimum(mirror, np.arange(len(index)))
        edges, edge = np.unique(places, return_inverse=True)
        self.edges = len(edges)
        self.edge = torch.from_numpy(edge)
        self.mirror = torch.from_numpy(mirror)
        self.rows = torch.from_numpy(rows)
        self.cols = torch.from_numpy(index.astype(np.int64))
        self.both = torch.stack([self.rows, self.cols])
        # MKL takes 32-bit indices as they are.
        self.offsets = torch.from_numpy(offsets.astype(np.int32))
        self.index = torch.from_numpy(index.astype(np.int32))
        self.values = torch.from_numpy(values)
        self.whole = {"coo": self.coo(self.values), "csr": self.csr(self.values)}

    def csr(self, values):
        return torch.sparse_csr_tensor(
            self.offsets, self.index, values, self.size, check_invariants=False
        )

    def coo(self, values, kept=None):
        both = self.both if kept is None else self.both[:, kept]
        return torch.sparse_coo_tensor(
            both, values, self.size, is_coalesced=True, check_invariants=False
        )

    def view(self, keep, form):
        """The matrix, each edge kept with a probability, in both directions alike."""
        kind = "coo" if form == "coo" else "csr"
        if keep == 1:
            return self.whole[kind]
        kept = (torch.rand(self.edges) < keep)[self.edge]
        if kind == "coo":
            return self.coo(self.values[kept], kept)
        return self.csr(self.values * kept)


class SymmetricProduct(torch.autograd.Function):
    """A·X for A = Aᵀ: the backward is the same product."""

    @staticmethod
    def forward(ctx, a, x):
        ctx.a = a
        return a @ x

    @staticmethod
    def backward(ctx, slope):
        return None, ctx.a @ slope


class SymmetricPropagation(torch.autograd.Function):
    """Σ_l A^l·X for A = Aᵀ as X + A·(X + A·(X + …)): the backward is the same map."""

    @staticmethod
    def forward(ctx, a, x, layers):
        ctx.a, ctx.layers = a, layers
        return horner(a, x, layers)

    @staticmethod
    def backward(ctx, slope):
        return None, horner(ctx.a, slope, ctx.layers), None


def horner(a, x, layers):
    y = x
    for _ in range(layers):
        y = torch.addmm(x, a, y)
    return y


def product(a, x, form):
    return SymmetricProduct.apply(a, x) if form == "symmetric" else torch.sparse.mm(a, x)


def propagate(a, x, layers, form):
    """The sum over layers, and what each layer took."""
    taken = [x]
    for _ in range(layers):
        taken.append(product(a, taken[-1], form))
    return sum(taken[1:], taken[0]), taken[:-1]


def propagate_sum(a, x, layers, form):
    if form == "symmetric":
        return SymmetricPropagation.apply(a, x, layers)
    return propagate(a, x, layers, form)[0]


class WeightedProduct(torch.autograd.Function):
    """A(w)·X over a graph's edges, gradients of both; the transpose by the mirrored values."""

    @staticmethod
    def forward(ctx, graph, weights, x):
        ctx.graph = graph
        ctx.save_for_backward(weights, x)
        return graph.csr(weights) @ x

    @staticmethod
    def backward(ctx, slope):
        graph = ctx.graph
        weights, x = ctx.saved_tensors
        to_weights = (slope[graph.rows] * x[graph.cols]).sum(1)
        return None, to_weights, graph.csr(weights[graph.mirror]) @ slope


class EdgeDots(torch.autograd.Function):
    """x_r·x_c over a graph's edges; the gradient is a product with the slopes and their mirror."""

    @staticmethod
    def forward(ctx, graph, x):
        ctx.graph = graph
        ctx.save_for_backward(x)
        return (x[graph.rows] * x[graph.cols]).sum(1)

    @staticmethod
    def backward(ctx, slope):
        (x,) = ctx.saved_tensors
        return None, ctx.graph.csr(slope + slope[ctx.graph.mirror]) @ x


def edge_dots(graph, x, form):
    if form == "symmetric":
        return EdgeDots.apply(graph, x)
    return (F.embedding(graph.rows, x) * F.embedding(graph.cols, x)).sum(1)


def weighted_product(graph, weights, x, form):
    if form == "symmetric":
        return WeightedProduct.apply(graph, weights, x)
    if form == "csr":
        return torch.sparse.mm(graph.csr(weights), x)
    # COO's own gradient of the values would be dense, nodes × nodes.
    taken = weights[:, None] * F.embedding(graph.cols, x)
    return torch.zeros_like(x).index_add(0, graph.rows, taken)
