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

/** The nodes of a graph, users first, then items, with the embeddings that every backbone learns. */
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
    runtime,
    random,
    users: x.rows,
    count: x.rows + x.cols,
    graph: sparse(runtime, bipartite(x), { symmetric: true }),
    embedding: parameter(runtime, x.rows + x.cols, dim, (n) => (n < split ? forUser() : forItem())),
  }
}

/** Uniform draws within ±√(6/(rows + cols)) (Glorot & Bengio, AISTATS 2010, eq. 16). */
export function xavier({ uniform }: Random, rows: number, cols: number): () => number {
  const bound = Math.sqrt(6 / (rows + cols))
  return () => (2 * uniform() - 1) * bound
}

/** Intent prototypes C_u and C_i, each [d,K]. */
export interface Prototypes {
  readonly users: Parameter
  readonly items: Parameter
}

export function createPrototypes(
  { runtime, random }: Nodes,
  dim: number,
  count: number,
): Prototypes {
  const draw = () => parameter(runtime, dim, count, xavier(random, dim, count))
  return { users: draw(), items: draw() }
}

/** Pairs the users' rows with the users' prototypes, and the items' rows with the items'. */
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
 * Max triples of a batch that are contrasted: the size of an ordinary batch
 * (docs/method.md#training-settings).
 */
export const MAX_CONTRASTED = 4096

/**
 * A batch's first triples. Contrast costs the square of their number, so a batch that grew with the
 * data is not contrasted as a whole.
 */
export function contrasted({ user, positive, negative }: Triples, max = MAX_CONTRASTED): Triples {
  const some = (index: Int32Array) => index.subarray(0, max)
  return { user: some(user), positive: some(positive), negative: some(negative) }
}

/** The nodes of a batch, each once, ascending by node number. */
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
