import { type Csr, transpose } from '../sparse/index.ts'
import { type Runtime, runShared, share } from './runtime.ts'

/** A sparse matrix in the arena, with what its backward pass needs. */
export interface Graph {
  readonly rows: number
  readonly cols: number
  readonly forward: Compressed
  /** The transpose; the same as `forward` for a symmetric matrix with symmetric values. */
  readonly backward: Compressed
  /** The address of int32s: for each entry of `backward` its place in `forward`. */
  readonly mirror?: number
  /** Rows that are some of the columns: the address of int32s, the column of each; absent: (r,r). */
  readonly own?: number
}

/** Addresses of one CSR matrix. */
export interface Compressed {
  offsets: number
  index: number
  values: number
  entries: number
  /** Row ranges of about equal work, one per thread. */
  ranges: readonly (readonly [number, number])[]
}

/** Copies a matrix into the arena; `symmetric` promises A = Aᵀ and saves the transpose. */
export function sparse(
  runtime: Runtime,
  matrix: Csr,
  { symmetric = false }: { symmetric?: boolean } = {},
): Graph {
  const forward = place(runtime, matrix)
  const { rows, cols } = matrix
  if (!symmetric) return { rows, cols, forward, backward: place(runtime, transpose(matrix)) }
  const mirror = runtime.alloc(matrix.index.length * 4)
  runtime.i32(mirror, matrix.index.length).set(mirrorOf(matrix))
  return { rows, cols, forward, backward: forward, mirror }
}

function place(runtime: Runtime, { rows, offsets, index, values }: Csr): Compressed {
  const compressed = {
    offsets: runtime.alloc((rows + 1) * 4),
    index: runtime.alloc(index.length * 4),
    values: runtime.alloc(index.length * 4),
    entries: index.length,
    ranges: balance(offsets, rows, runtime.threads),
  }
  runtime.i32(compressed.offsets, rows + 1).set(offsets.subarray(0, rows + 1))
  runtime.i32(compressed.index, index.length).set(index)
  runtime.f32(compressed.values, index.length).set(values)
  return compressed
}

/** Cuts rows so that every thread gets about as many entries. */
export function balance(offsets: Int32Array, rows: number, threads: number): [number, number][] {
  if (threads === 1 || rows === 0) return share(rows, threads)
  const cuts = [0]
  for (let t = 1; t < threads; t++) {
    const wanted = (offsets[rows] * t) / threads
    let row = cuts[t - 1]
    while (row < rows && offsets[row] < wanted) row++
    cuts.push(row)
  }
  cuts.push(rows)
  return Array.from({ length: threads }, (_, t) => [cuts[t], cuts[t + 1]])
}

function mirrorOf({ rows, offsets, index }: Csr): Int32Array {
  // Walking the rows in order meets every column's entries in the order of that column's row.
  const next = offsets.slice(0, rows)
  const mirror = new Int32Array(index.length)
  for (let r = 0; r < rows; r++)
    for (let e = offsets[r]; e < offsets[r + 1]; e++) mirror[e] = next[index[e]]++
  return mirror
}

/**
 * A copy of a symmetric graph with each undirected edge kept with probability `keep`, in both
 * directions alike and without rescaling (SGL, Wu et al., SIGIR 2021; FIELD-NOTES).
 *
 * @param seed 32 bits, which decide about every edge
 * @param into a graph from an earlier call, whose memory is used again
 */
export function dropEdges(
  runtime: Runtime,
  graph: Graph,
  keep: number,
  seed: number,
  into?: Graph,
): Graph {
  const { forward, mirror } = graph
  if (!mirror) throw new Error('dropEdges: the graph is not symmetric')
  const dropped = into ?? copyOf(runtime, graph)
  const rest = [forward.values, mirror, dropped.forward.values, seed, Math.ceil(keep * 2 ** 24)]
  runShared(runtime, forward.entries, (from, to) => ['dropEdges', from, to, ...rest], 4)
  return dropped
}

function copyOf(runtime: Runtime, graph: Graph): Graph {
  const copy = { ...graph.forward, values: runtime.alloc(graph.forward.entries * 4) }
  return { ...graph, forward: copy, backward: copy }
}

/** A sparse product in the arena; `base` is 0 for none and may be `y`. */
export interface Product {
  /** Address of [cols,dim]. */
  x: number
  /** Addresses of [rows,dim]. */
  base?: number
  y: number
  dim: number
  factor?: number
  /** Y += instead of Y =. */
  accumulate?: boolean
  /**
   * Threads change places. In a bipartite graph, where every second product is turned, each reads
   * rows that it wrote in the last one, from its own cache: a quarter less time on two cores.
   */
  turned?: boolean
}

/** Y (+)= factor·(base + A·X) on all threads. */
export function multiplyInto(runtime: Runtime, matrix: Compressed, product: Product): void {
  const { offsets, index, values, ranges } = matrix
  const { x, base = 0, y, dim, factor = 1, accumulate = false, turned = false } = product
  const rest = [offsets, index, values, x, base, y, dim, factor, +accumulate]
  const shift = turned ? ranges.length >> 1 : 0
  const places = ranges.map((_, thread) => ranges[(thread + shift) % ranges.length])
  runtime.run(places.map(([from, to]) => [['spmm', from, to, ...rest]]))
}
