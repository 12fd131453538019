import { describe, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import {
  add,
  bpr,
  exp,
  gather,
  matmul,
  mulRows,
  normalizeRows,
  propagate,
  scale,
  softmaxRows,
  sparse,
  spmm,
  sumSquares,
} from '../../training/tensor/index.ts'
import { checkGradient, type GradientCase } from './check-gradient.ts'
import { dense, normalisedGraph, randomSparse } from './sparse-matrices.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime()

const rowsOf = (x: Float64Array, cols: number) =>
  Array.from({ length: x.length / cols }, (_, r) => x.subarray(r * cols, (r + 1) * cols))

/** op(A)·op(B) in float64. */
function product(
  [a, ac, ta]: readonly [ArrayLike<number>, number, boolean],
  [b, bc, tb]: readonly [ArrayLike<number>, number, boolean],
): Float64Array {
  const [m, k] = ta ? [ac, a.length / ac] : [a.length / ac, ac]
  const n = tb ? b.length / bc : bc
  const out = new Float64Array(m * n)
  for (let r = 0; r < m; r++)
    for (let c = 0; c < n; c++)
      for (let i = 0; i < k; i++)
        out[r * n + c] +=
          (ta ? a[i * ac + r] : a[r * ac + i]) * (tb ? b[c * bc + i] : b[i * bc + c])
  return out
}

const SHAPES = [
  [1, 1],
  [3, 4],
  [5, 7],
  [17, 32],
  [130, 9],
] as const

describe.each(SHAPES)('[%i,%i]', (rows, cols) => {
  const check = (name: string, example: GradientCase) =>
    test(name, () => checkGradient(runtime, name, example))

  check('add', {
    shapes: [
      [rows, cols],
      [rows, cols],
    ],
    engine: (tape, x, y) => add(tape, x, y),
    reference: (x, y) => x.map((v, n) => v + y[n]),
  })
  check('an input that is used twice', {
    shapes: [[rows, cols]],
    engine: (tape, x) => add(tape, x, scale(tape, x, 3)),
    reference: (x) => x.map((v) => 4 * v),
  })
  check('scale', {
    shapes: [[rows, cols]],
    engine: (tape, x) => scale(tape, x, -2.5),
    reference: (x) => x.map((v) => -2.5 * v),
  })
  check('exp', {
    shapes: [[rows, cols]],
    engine: exp,
    reference: (x) => x.map(Math.exp),
  })
  check('sumSquares', {
    shapes: [[rows, cols]],
    engine: sumSquares,
    reference: (x) => [x.reduce((sum, v) => sum + v * v, 0)],
  })
  check('mulRows', {
    shapes: [
      [rows, cols],
      [rows, 1],
    ],
    engine: mulRows,
    reference: (x, w) => x.map((v, n) => v * w[Math.floor(n / cols)]),
  })
  check('normalizeRows', {
    shapes: [[rows, cols]],
    engine: normalizeRows,
    reference: (x) =>
      rowsOf(x, cols).flatMap((row) => {
        const norm = Math.sqrt(row.reduce((sum, v) => sum + v * v, 1e-12))
        return Array.from(row, (v) => v / norm)
      }),
  })
  check('softmaxRows', {
    shapes: [[rows, cols]],
    spread: 4,
    engine: softmaxRows,
    reference: (x) =>
      rowsOf(x, cols).flatMap((row) => {
        const sum = row.reduce((total, v) => total + Math.exp(v), 0)
        return Array.from(row, (v) => Math.exp(v) / sum)
      }),
  })
  const random = createRandom(rows)
  const index = Int32Array.from({ length: 2 * rows + 1 }, () => random.below(rows))
  const [users, positives, negatives] = [0, 1, 2].map(() => random.shuffle(index.slice()))
  check('bpr, rows in several triples and places', {
    shapes: [[rows, cols]],
    engine: (tape, x) => bpr(tape, x, { users, positives, negatives }),
    reference: (x) => {
      const dot = (a: number, b: number) => {
        let sum = 0
        for (let c = 0; c < cols; c++) sum += x[a * cols + c] * x[b * cols + c]
        return sum
      }
      let sum = 0
      for (const [b, u] of users.entries())
        sum += Math.log1p(Math.exp(dot(u, negatives[b]) - dot(u, positives[b])))
      return [sum / users.length]
    },
  })
  check('gather, rows more than once', {
    shapes: [[rows, cols]],
    engine: (tape, x) => gather(tape, x, index),
    reference: (x) => Array.from(index).flatMap((r) => [...x.subarray(r * cols, (r + 1) * cols)]),
  })
})

test.each([
  [1, 1, 1],
  [4, 8, 4],
  [5, 9, 3],
  [13, 17, 70],
])('matmul %i × %i over %i, transposed every way', (m, n, k) => {
  for (const transposeA of [false, true])
    for (const transposeB of [false, true])
      checkGradient(runtime, `matmul ${transposeA} ${transposeB}`, {
        shapes: [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]],
        engine: (tape, a, b) => matmul(tape, a, b, { transposeA, transposeB }),
        reference: (a, b) =>
          product([a, transposeA ? m : k, transposeA], [b, transposeB ? k : n, transposeB]),
      })
})

test.each([
  [1, 1, 4],
  [9, 5, 3],
  [6, 40, 36],
  [70, 12, 64],
])('spmm [%i,%i] with %i columns', (rows, cols, dim) => {
  const matrix = randomSparse(rows, cols, 0.2, createRandom(3))
  const plain = dense(matrix)
  const graph = sparse(runtime, matrix)
  checkGradient(runtime, 'spmm', {
    shapes: [[cols, dim]],
    engine: (tape, x) => spmm(tape, graph, x),
    reference: (x) => product([plain, cols, false], [x, dim, false]),
  })
})

test.each([
  [12, 4, 0],
  [12, 5, 1],
  [31, 8, 2],
  [19, 36, 3],
])('propagate over %i nodes, %i columns, %i layers', (nodes, dim, layers) => {
  const matrix = normalisedGraph(nodes, 0.2, createRandom(5))
  const plain = dense(matrix)
  const graph = sparse(runtime, matrix, { symmetric: true })
  for (const combine of ['sum', 'mean'] as const)
    checkGradient(runtime, `propagate ${combine}`, {
      shapes: [[nodes, dim]],
      engine: (tape, x) => propagate(tape, graph, x, layers, combine),
      reference: (x) => {
        const total = Float64Array.from(x)
        let layer: Float64Array = x
        for (let l = 0; l < layers; l++) {
          layer = product([plain, nodes, false], [layer, dim, false])
          for (let n = 0; n < total.length; n++) total[n] += layer[n]
        }
        return combine === 'sum' ? total : total.map((v) => v / (layers + 1))
      },
    })
})
