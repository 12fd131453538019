import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { symmetric } from '../../training/sparse/index.ts'
import {
  catalogueSoftmax,
  infoNce,
  intentAttention,
  intentMix,
  matmul,
  mul,
  neighbourhood,
  parameter,
  softmaxRows,
  sparse,
  sumSquares,
  Tape,
} from '../../training/tensor/index.ts'
import { historiesOf } from './ops/intent-attention.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime()

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

test('a bias of any size', () => {
  const mark = runtime.mark()
  const queries = parameter(runtime, 1, 4, [1, 0, 0, 0])
  const items = parameter(runtime, 3, 4, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
  const targets = {
    offsets: Int32Array.of(0, 1),
    index: Int32Array.of(0),
    weight: Float32Array.of(1),
  }
  for (const [shift, far] of [
    [1000, 0],
    [-1000, 0],
    [0, 250],
  ]) {
    const bias = parameter(runtime, 3, 1, [shift, shift, shift + far])
    const tape = new Tape(runtime)
    const options = { intents: 1, pool: 'max', temperature: 0.5, targets } as const
    const loss = catalogueSoftmax(tape, { queries, items, bias }, options)
    // Logits 2, 0 and `far`, whatever the shift.
    const expected = Math.log(Math.exp(2 - far) + Math.exp(-far) + 1) + far - 2
    expect(loss.data[0]).toBeCloseTo(expected, 3)
    tape.reset()
  }
  runtime.release(mark)
})

test('masked items get no gradient at all', () => {
  const mark = runtime.mark()
  const random = createRandom(2)
  const queries = parameter(runtime, 1, 4, () => random.normal())
  const items = parameter(runtime, 5, 4, () => random.normal())
  const bias = parameter(runtime, 5, 1, () => 0)
  const tape = new Tape(runtime)
  const loss = catalogueSoftmax(
    tape,
    { queries, items, bias },
    {
      intents: 1,
      pool: 'max',
      temperature: 1,
      smoothing: 0.2,
      targets: {
        offsets: Int32Array.of(0, 1),
        index: Int32Array.of(4),
        weight: Float32Array.of(1),
      },
      mask: { offsets: Int32Array.of(0, 2), index: Int32Array.of(1, 3) },
    },
  )
  tape.backward(loss)
  expect([...items.grad.subarray(4, 8), ...items.grad.subarray(12, 16)]).toEqual(Array(8).fill(0))
  expect([bias.grad[1], bias.grad[3]]).toEqual([0, 0])
  expect(bias.grad[4]).toBeLessThan(0)
  tape.reset()
  runtime.release(mark)
})

test('an empty history gives zeros', () => {
  const mark = runtime.mark()
  const tape = new Tape(runtime)
  const weights = {
    query: parameter(runtime, 2, 4, () => 1),
    position: parameter(runtime, 2, 3, () => 1),
    kind: parameter(runtime, 2, 1, () => 1),
    age: parameter(runtime, 2, 2, () => 1),
  }
  const x = parameter(runtime, 0, 4, [])
  expect([...intentAttention(tape, x, historiesOf([0, 0], 1), weights).data]).toEqual(
    Array(16).fill(0),
  )
  tape.reset()
  runtime.release(mark)
})
