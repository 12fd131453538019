"""Products with the normalized adjacency, in three forms: coo, csr (autograd) and symmetric."""

import numpy as np
import torch
import torch.nn.functional as F


class Graph:
    """A symmetric matrix in CSR order, with what dropout needs."""

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


class Neighbourhood:
    """The rows of some nodes, ascending, with their columns numbered anew: what they have edges to."""

    def __init__(self, graph, wanted):
        place = torch.full(graph.size[:1], -1)
        place[wanted] = torch.arange(len(wanted))
        kept = (place[graph.rows] >= 0).nonzero().squeeze(1)
        cols = graph.cols[kept]
        near = torch.zeros(graph.size[0], dtype=torch.bool)
        near[wanted] = near[cols] = True
        number = near.cumsum(0) - 1
        self.nodes, self.own = near.nonzero().squeeze(1), number[wanted]
        self.rows, self.cols = place[graph.rows[kept]], number[cols]
        self.size = (len(wanted), len(self.nodes))
        self.forward = self.offsets(self.rows, self.size[0]), self.cols.int()
        self.order = None

    @staticmethod
    def offsets(sorted_rows, count):
        return torch.searchsorted(sorted_rows, torch.arange(count + 1)).int()

    def csr(self, values):
        return torch.sparse_csr_tensor(
            *self.forward, values, self.size, check_invariants=False
        )

    def turned(self, values):
        """The transpose."""
        if self.order is None:
            self.order = torch.argsort(self.cols, stable=True)
            sides = self.offsets(self.cols[self.order], self.size[1]), self.rows[self.order].int()
            self.backward = sides
        return torch.sparse_csr_tensor(
            *self.backward, values[self.order], self.size[::-1], check_invariants=False
        )


class WeightedProduct(torch.autograd.Function):
    """A(w)·X over a neighbourhood's edges, gradients of both."""

    @staticmethod
    def forward(ctx, near, weights, x):
        ctx.near = near
        ctx.save_for_backward(weights, x)
        return near.csr(weights) @ x

    @staticmethod
    def backward(ctx, slope):
        near = ctx.near
        weights, x = ctx.saved_tensors
        to_weights = (slope[near.rows] * x[near.cols]).sum(1)
        return None, to_weights, near.turned(weights) @ slope


class EdgeDots(torch.autograd.Function):
    """x_r·x_c over a neighbourhood's edges; the gradient is a product with the slopes, each way."""

    @staticmethod
    def forward(ctx, near, x):
        ctx.near = near
        ctx.save_for_backward(x)
        return (x[near.own[near.rows]] * x[near.cols]).sum(1)

    @staticmethod
    def backward(ctx, slope):
        (x,) = ctx.saved_tensors
        near = ctx.near
        to_x = near.turned(slope) @ x[near.own]
        return None, to_x.index_add_(0, near.own, near.csr(slope) @ x)


def edge_dots(near, x, form):
    if form == "symmetric":
        return EdgeDots.apply(near, x)
    return (F.embedding(near.own[near.rows], x) * F.embedding(near.cols, x)).sum(1)


def weighted_product(near, weights, x, form):
    if form == "symmetric":
        return WeightedProduct.apply(near, weights, x)
    if form == "csr":
        return torch.sparse.mm(near.csr(weights), x)
    # COO's own gradient of the values would be dense, nodes × nodes.
    taken = weights[:, None] * F.embedding(near.cols, x)
    return torch.zeros(near.size[0], x.shape[1]).index_add(0, near.rows, taken)
