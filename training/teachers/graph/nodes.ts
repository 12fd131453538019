import type { Random } from '../../random.ts'
import {
  type Graph,
  type IntentGroup,
  type Parameter,
  parameter,
  type Runtime,
  sparse,
} from '../../tensor/index.ts'
import { bipartite } from './adjacency.ts'
import type { GraphModelOptions, Triples } from './types.ts'

/** The nodes of a graph, users first, then items, with what every backbone learns for them. */
export interface Nodes {
  readonly runtime: Runtime
  readonly random: Random
  /** U; node U + i is item i. */
  readonly users: number
  /** U + N */
  readonly count: number
  /** Â */
  readonly graph: Graph
  /** E^{(0)} [U+N,d] */
  readonly embedding: Parameter
}

export function createNodes(options: GraphModelOptions, dim: number): Nodes {
  const { runtime, random, interactions: x } = options
  const split = x.rows * dim
  const forUser = xavier(random, x.rows, dim)
  const forItem = xavier(random, x.cols, dim)
  return {
    ...{ runtime, random, users: x.rows, count: x.rows + x.cols },
    graph: sparse(runtime, bipartite(x), { symmetric: true }),
    embedding: parameter(runtime, x.rows + x.cols, dim, (n) => (n < split ? forUser() : forItem())),
  }
}

/** Draws from ±√(6/(rows + cols)) (Glorot & Bengio, AISTATS 2010, eq. 16). */
export function xavier({ uniform }: Random, rows: number, cols: number): () => number {
  const most = Math.sqrt(6 / (rows + cols))
  return () => (2 * uniform() - 1) * most
}

/** Intent prototypes C_u and C_i, each [d,K]. */
export interface Prototypes {
  readonly users: Parameter
  readonly items: Parameter
}

export function createPrototypes(
  { runtime, random }: Nodes,
  dim: number,
  many: number,
): Prototypes {
  const one = () => parameter(runtime, dim, many, xavier(random, dim, many))
  return { users: one(), items: one() }
}

/** Users' rows with the users' prototypes, items' with the items'. */
export function intentGroups(
  nodes: Pick<Nodes, 'users' | 'count'>,
  { users, items }: Prototypes,
): IntentGroup[] {
  return [
    { from: 0, to: nodes.users, prototypes: users },
    { from: nodes.users, to: nodes.count, prototypes: items },
  ]
}

/** The nodes of some items. */
export function itemNodes({ users }: Nodes, items: Int32Array): Int32Array {
  return items.map((i) => users + i)
}

/**
 * A batch's first triples: contrast costs their square, so a batch that grew with the data is not
 * contrasted as a whole. 4096, METHOD 1's batch, unless given.
 */
export function contrasted({ user, positive, negative }: Triples, most = 4096): Triples {
  const some = (index: Int32Array) => index.subarray(0, most)
  return { user: some(user), positive: some(positive), negative: some(negative) }
}

/** The nodes that a batch is about, each once and in order, by node number. */
export interface BatchNodes {
  users: Int32Array
  positives: Int32Array
  negatives: Int32Array
}

export function batchNodes(nodes: Nodes, { user, positive, negative }: Triples): BatchNodes {
  const once = (index: Int32Array) => Int32Array.from(new Set(index)).sort()
  return {
    users: once(user),
    positives: once(itemNodes(nodes, positive)),
    negatives: once(itemNodes(nodes, negative)),
  }
}
