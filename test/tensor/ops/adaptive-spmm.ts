import { numpy as np } from '@jax-js/jax'
import { createRandom } from '../../../training/random.ts'
import type { Csr } from '../../../training/sparse/index.ts'
import { adaptiveSpmm, gather, neighbourhood, sparse } from '../../../training/tensor/index.ts'
import { dot, rowsOf, unit } from '../float64.ts'
import { constant, pick, times, unitRows } from '../jax-arrays.ts'
import { type OpCases, ones, type Refusals } from '../op-case.ts'
import { dense, normalizedGraph, randomSparse } from '../sparse-matrices.ts'

/** Nodes, width of the keys, width of the propagated rows, nodes of a neighbourhood. */
const SETTINGS: [number, number, number, number[]][] = [
  [12, 4, 4, [3]],
  [31, 7, 5, [0, 2, 11, 30]],
  [24, 32, 36, [5, 6, 7, 8, 9, 10, 23]],
]

/** G of docs/method.md#irllrec over the edges of `matrix`, in float64. */
function reference(
  { rows, offsets, index }: Csr,
  keys: Float64Array,
  x: Float64Array,
  [k, d]: readonly [number, number],
): Float64Array[] {
  const own = rowsOf(keys, k).map(unit)
  const of = rowsOf(x, d)
  return Array.from({ length: rows }, (_, r) => {
    const neighbours = index.subarray(offsets[r], offsets[r + 1])
    const weights = Float64Array.from(neighbours, (c) => (dot(own[r], own[c]) + 1) / 2)
    const sum = weights.reduce((a, b) => a + b, 0)
    const y = new Float64Array(d)
    for (const [e, n] of neighbours.entries())
      for (let c = 0; c < d; c++) y[c] += (weights[e] / sum) * of[n][c]
    return y
  })
}

/** As {@link reference}, with a dense matrix of the graph's pattern. */
function oracle(matrix: Csr, keys: np.Array, x: np.Array): np.Array {
  const { rows, offsets } = matrix
  const edges = dense(matrix).map((v) => +(v !== 0))
  const lonely = Float64Array.from({ length: rows }, (_, r) => +(offsets[r] === offsets[r + 1]))
  const own = unitRows(keys)
  const cosines = times(own.ref, own)
  const weights = cosines
    .add(1)
    .mul(0.5)
    .mul(constant(edges, [rows, rows]))
  const sums = weights.ref.sum(1, { keepdims: true }).add(constant(lonely, [rows, 1]))
  return np.matmul(weights.div(sums), x)
}

export const cases: OpCases = {
  adaptiveSpmm: SETTINGS.flatMap(([nodes, k, d, some]) => {
    const matrix = normalizedGraph(nodes, 0.3, createRandom(5))
    const sparser = normalizedGraph(nodes, 0.2, createRandom(5))
    const shapes = [
      [nodes, k],
      [nodes, d],
    ] as const
    return [
      {
        shapes,
        engine: (tape, keys, x) => {
          const graph = sparse(tape.runtime, matrix, { symmetric: true })
          return adaptiveSpmm(tape, graph, keys, x)
        },
        reference: (keys, x) => reference(matrix, keys, x, [k, d]).flatMap((row) => [...row]),
        oracle: (keys, x) => oracle(matrix, keys, x),
      },
      {
        note: `of nodes ${some}`,
        shapes,
        engine: (tape, keys, x) => {
          const graph = sparse(tape.runtime, sparser, { symmetric: true })
          const near = neighbourhood(tape, graph, Int32Array.from(some))
          const [ofKeys, ofX] = [keys, x].map((v) => gather(tape, v, near.nodes))
          return adaptiveSpmm(tape, near.graph, ofKeys, ofX)
        },
        reference: (keys, x) => {
          const all = reference(sparser, keys, x, [k, d])
          return some.flatMap((r) => [...all[r]])
        },
        oracle: (keys, x) => pick(oracle(sparser, keys, x), some),
      },
    ]
  }),
}

export const refusals: Refusals = {
  'adaptiveSpmm: keys [4,4] and [4,4] need a symmetric graph': (tape) => {
    const oneWay = sparse(tape.runtime, randomSparse(4, 4, 0.5, createRandom(1)))
    return adaptiveSpmm(tape, oneWay, ones(tape, 4, 4), ones(tape, 4, 4))
  },
}
