import { expect, test } from 'vitest'
import { type Csr, symmetric } from '../../training/data/index.ts'
import { createRandom } from '../../training/random.ts'
import {
  adaptiveSpmm,
  addRowBias,
  concatRows,
  gather,
  infoNce,
  intentMix,
  leakyRelu,
  matmul,
  mul,
  neighbourhood,
  parameter,
  replaceRows,
  softCrossEntropy,
  softmaxRows,
  sparse,
  sumSquares,
  Tape,
} from '../../training/tensor/index.ts'
import { checkGradient } from './check-gradient.ts'
import { normalisedGraph, randomSparse } from './sparse-matrices.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime()

type Rows = ArrayLike<number>[]

function rowsOf(x: Float64Array, cols: number): Rows {
  return Array.from({ length: x.length / cols }, (_, r) => x.subarray(r * cols, (r + 1) * cols))
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let c = 0; c < a.length; c++) sum += a[c] * b[c]
  return sum
}

function unit(row: ArrayLike<number>): number[] {
  const length = Math.sqrt(dot(row, row) + 1e-12)
  return Array.from(row, (v) => v / length)
}

function softmax(x: number[]): number[] {
  const most = Math.max(...x)
  const e = x.map((v) => Math.exp(v - most))
  const sum = e.reduce((a, b) => a + b, 0)
  return e.map((v) => v / sum)
}

/** METHOD 1, 2: over the edges of `matrix`, in float64. */
function adaptiveReference(
  { offsets, index }: Csr,
  keys: Float64Array,
  x: Float64Array,
  [nodes, k, d]: readonly [number, number, number],
): number[] {
  const own = rowsOf(keys, k).map(unit)
  return Array.from({ length: nodes }, (_, r) => {
    const neighbours = [...index.subarray(offsets[r], offsets[r + 1])]
    const weights = neighbours.map((c) => (dot(own[r], own[c]) + 1) / 2)
    const sum = weights.reduce((a, b) => a + b, 0)
    return Array.from({ length: d }, (_, c) =>
      neighbours.reduce((y, n, e) => y + (weights[e] / sum) * x[n * d + c], 0),
    )
  }).flat()
}

function infoNceReference(a: Rows, p: Rows, more: Rows, temperature: number): number {
  const candidates = [...p, ...more].map(unit)
  const losses = a.map((row, b) => {
    const x = candidates.map((c) => dot(unit(row), c) / temperature)
    return -Math.log(softmax(x)[b])
  })
  return losses.reduce((sum, v) => sum + v, 0) / a.length
}

test.each([
  [1, 0, 4, 0.5],
  [3, 2, 8, 0.2],
  [37, 0, 8, 0.1],
  // e^{−2/τ} is below every float32.
  [7, 2, 4, 0.01],
  [6, 9, 32, 0.2],
])('infoNce: %i rows, %i more negatives, %i columns, τ %d', (batch, more, d, temperature) => {
  const pair = [
    [batch, d],
    [batch, d],
  ] as const
  checkGradient(runtime, 'infoNce', {
    shapes: more ? [...pair, [more, d]] : pair,
    engine: (tape, a, p, negatives) => infoNce(tape, a, p, { temperature, negatives }),
    reference: (a, p, n) => [
      infoNceReference(rowsOf(a, d), rowsOf(p, d), n ? rowsOf(n, d) : [], temperature),
    ],
  })
})

test('infoNce of rows with themselves spreads them', () => {
  checkGradient(runtime, 'infoNce', {
    shapes: [[9, 8]],
    engine: (tape, a) => infoNce(tape, a, a, { temperature: 0.3 }),
    reference: (a) => [infoNceReference(rowsOf(a, 8), rowsOf(a, 8), [], 0.3)],
  })
})

test('infoNce keeps nothing of the size batch × candidates', () => {
  const mark = runtime.mark()
  const random = createRandom(3)
  const [a, p] = [0, 1].map(() => parameter(runtime, 4096, 8, () => random.normal()))
  const before = runtime.mark()
  const tape = new Tape(runtime)
  tape.backward(infoNce(tape, a, p, { temperature: 0.2 }))
  // A matrix of 4096 × 4096 would be 64 MB, all of the arena.
  expect(runtime.mark() - before).toBeLessThan(4 << 20)
  tape.reset()
  runtime.release(mark)
})

test.each([
  [1, 1],
  [5, 7],
  [40, 33],
])('elementwise and by rows, [%i,%i]', (rows, cols) => {
  const both = [
    [rows, cols],
    [rows, cols],
  ] as const
  checkGradient(runtime, 'mul', {
    shapes: both,
    engine: mul,
    reference: (x, y) => x.map((v, n) => v * y[n]),
  })
  checkGradient(runtime, 'leakyRelu', {
    shapes: [[rows, cols]],
    engine: (tape, x) => leakyRelu(tape, x, 0.1),
    reference: (x) => x.map((v) => (v > 0 ? v : 0.1 * v)),
  })
  checkGradient(runtime, 'addRowBias', {
    shapes: [
      [rows, cols],
      [1, cols],
    ],
    engine: addRowBias,
    reference: (x, b) => x.map((v, n) => v + b[n % cols]),
  })
  checkGradient(runtime, 'concatRows', {
    shapes: [[3, cols], both[0]],
    engine: concatRows,
    reference: (a, b) => [...a, ...b],
  })
  checkGradient(runtime, 'softCrossEntropy', {
    shapes: [[rows, cols]],
    engine: (tape, x) => softCrossEntropy(tape, x, targets(tape, rows, cols)),
    reference: (x) => {
      const t = rowsOf(Float64Array.from(targetValues(rows, cols)), cols)
      const losses = rowsOf(x, cols).map((row, r) => {
        const p = softmax(Array.from(row))
        return -dot(
          t[r],
          p.map((v) => Math.log(v)),
        )
      })
      return [losses.reduce((sum, v) => sum + v, 0) / rows]
    },
  })
  const index = Int32Array.from({ length: Math.ceil(rows / 3) }, (_, n) => 3 * n)
  checkGradient(runtime, 'replaceRows', {
    shapes: [
      [rows, cols],
      [1, cols],
    ],
    engine: (tape, x, token) => replaceRows(tape, x, index, token),
    reference: (x, token) =>
      x.map((v, n) => (Math.floor(n / cols) % 3 === 0 ? token[n % cols] : v)),
  })
})

/** Not of mass 1, so that the mass is seen to count. */
function targetValues(rows: number, cols: number): Float32Array {
  const random = createRandom(9)
  return Float32Array.from({ length: rows * cols }, () => random.uniform())
}

function targets(tape: Tape, rows: number, cols: number) {
  const given = tape.constant(rows, cols)
  given.data.set(targetValues(rows, cols))
  return given
}

test.each([
  [12, 4, 4],
  [31, 7, 5],
  [24, 32, 36],
])('adaptiveSpmm over %i nodes, keys of %i, columns %i', (nodes, k, d) => {
  const matrix = normalisedGraph(nodes, 0.3, createRandom(5))
  const graph = sparse(runtime, matrix, { symmetric: true })
  checkGradient(runtime, 'adaptiveSpmm', {
    shapes: [
      [nodes, k],
      [nodes, d],
    ],
    engine: (tape, keys, x) => adaptiveSpmm(tape, graph, keys, x),
    reference: (keys, x) => adaptiveReference(matrix, keys, x, [nodes, k, d]),
  })
})

test.each([
  [12, 4, 4, [3]],
  [31, 7, 5, [0, 2, 11, 30]],
  [24, 32, 36, [5, 6, 7, 8, 9, 10, 23]],
])('adaptiveSpmm of some of %i nodes, keys of %i, columns %i', (nodes, k, d, some) => {
  const matrix = normalisedGraph(nodes, 0.2, createRandom(5))
  const graph = sparse(runtime, matrix, { symmetric: true })
  checkGradient(runtime, 'adaptiveSpmm of a neighbourhood', {
    shapes: [
      [nodes, k],
      [nodes, d],
    ],
    engine: (tape, keys, x) => {
      const near = neighbourhood(tape, graph, Int32Array.from(some))
      const [ofKeys, ofX] = [keys, x].map((v) => gather(tape, v, near.nodes))
      return adaptiveSpmm(tape, near.graph, ofKeys, ofX)
    },
    reference: (keys, x) => {
      const all = rowsOf(Float64Array.from(adaptiveReference(matrix, keys, x, [nodes, k, d])), d)
      return some.flatMap((r) => Array.from(all[r]))
    },
  })
})

test('a neighbourhood holds the nodes asked for and whom they have an edge to', () => {
  const pairs = [
    [0, 3],
    [1, 3],
    [2, 4],
  ]
  const matrix = symmetric(6, {
    a: Int32Array.from(pairs, ([a]) => a),
    b: Int32Array.from(pairs, ([, b]) => b),
    value: [1, 1, 1],
  })
  const mark = runtime.mark()
  const graph = sparse(runtime, matrix, { symmetric: true })
  const near = neighbourhood(new Tape(runtime), graph, Int32Array.of(3, 5))
  expect([...near.nodes]).toEqual([0, 1, 3, 5])
  expect([near.graph.rows, near.graph.cols]).toEqual([2, 4])
  const { offsets, index, entries } = near.graph.forward
  expect([...runtime.i32(offsets, 3)]).toEqual([0, 2, 2])
  expect([...runtime.i32(index, entries)]).toEqual([0, 1])
  runtime.release(mark)
})

test.each([
  [5, 4, 3],
  [9, 32, 16],
])('intentMix of %i rows of %i numbers, %i intents', (rows, d, K) => {
  checkGradient(runtime, 'intentMix', {
    shapes: [
      [rows, d],
      [d, K],
      [d, K + 1],
    ],
    engine: (tape, x, users, items) =>
      intentMix(tape, x, [
        { from: 0, to: 3, prototypes: users },
        { from: 3, to: rows, prototypes: items },
      ]),
    reference: (x, users, items) =>
      rowsOf(x, d).flatMap((row, r) => {
        const [c, many] = r < 3 ? [users, K] : [items, K + 1]
        const columns = Array.from({ length: many }, (_, k) =>
          Array.from({ length: d }, (_, j) => c[j * many + k]),
        )
        const shares = softmax(columns.map((column) => dot(row, column)))
        return Array.from({ length: d }, (_, j) =>
          shares.reduce((y, a, k) => y + a * columns[k][j], 0),
        )
      }),
  })
})

test('intentMix in many blocks is what its parts give', () => {
  const mark = runtime.mark()
  const random = createRandom(4)
  const x = parameter(runtime, 5000, 8, () => random.normal())
  const prototypes = parameter(runtime, 8, 6, () => random.normal())
  const gradients = [true, false].map((fused) => {
    const tape = new Tape(runtime)
    const mixed = fused
      ? intentMix(tape, x, [{ from: 0, to: 5000, prototypes }])
      : matmul(tape, softmaxRows(tape, matmul(tape, x, prototypes)), prototypes, {
          transposeB: true,
        })
    tape.backward(sumSquares(tape, mixed))
    const seen = [...prototypes.grad, ...x.grad.subarray(30_000)]
    prototypes.grad.fill(0)
    x.grad.fill(0)
    tape.reset()
    return seen
  })
  const most = Math.max(...gradients[1].map(Math.abs))
  gradients[0].forEach((g, n) => {
    expect(Math.abs(g - gradients[1][n]) / most).toBeLessThan(1e-5)
  })
  runtime.release(mark)
})

test('a constant and what is detached get no gradient', () => {
  const mark = runtime.mark()
  const w = parameter(runtime, 4, 4, () => 0.5)
  const tape = new Tape(runtime)
  const text = tape.constant(3, 4)
  text.data.fill(2)
  const teacher = tape.detached(() => matmul(tape, text, w))
  const loss = sumSquares(tape, mul(tape, matmul(tape, text, w), teacher))
  tape.backward(loss)
  // Σ (12 rows·cols) of (4·4)²; d/dw = 3 rows · 2·16·4·2, the teacher's own path left out.
  expect(loss.data[0]).toBe(12 * 256)
  expect([...w.grad]).toEqual(Array(16).fill(3 * 2 * 16 * 4 * 2))
  expect([...text.grad]).toEqual(Array(12).fill(0))
  tape.reset()
  runtime.release(mark)
})

test('what does not fit is refused', () => {
  const mark = runtime.mark()
  const tape = new Tape(runtime)
  const make = (rows: number, cols: number) => parameter(runtime, rows, cols, () => 1)
  const oneWay = sparse(runtime, randomSparse(4, 4, 0.5, createRandom(1)))
  const groups = [{ from: 0, to: 3, prototypes: make(4, 2) }]
  expect(() => infoNce(tape, make(3, 4), make(2, 4), { temperature: 1 })).toThrow(
    'anchors [3,4] and positives [2,4]',
  )
  expect(() => adaptiveSpmm(tape, oneWay, make(4, 4), make(4, 4))).toThrow('symmetric graph')
  expect(() => intentMix(tape, make(4, 4), groups)).toThrow('groups up to [3]')
  expect(() => addRowBias(tape, make(4, 4), make(1, 3))).toThrow('not [1,3]')
  expect(() => concatRows(tape, make(4, 4), make(1, 3))).toThrow('differ in width')
  expect(() => mul(tape, make(4, 4), make(1, 3))).toThrow('mul: [4,4] and [1,3] differ')
  expect(() => softCrossEntropy(tape, make(4, 4), make(1, 3))).toThrow('targets [1,3]')
  expect(() => replaceRows(tape, make(4, 4), Int32Array.of(4), make(1, 4))).toThrow('[4,4]')
  tape.reset()
  runtime.release(mark)
})
