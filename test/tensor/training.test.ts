import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import {
  Adam,
  dropEdges,
  parameter,
  sparse,
  sumSquares,
  Tape,
} from '../../training/tensor/index.ts'
import { expectClose } from './op-case.ts'
import { normalizedGraph, randomSparse } from './sparse-matrices.ts'
import { trainBoth } from './steps.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime(16)

test('the same seed and threads give the same bits', async () => {
  for (const threads of [1, 2, 3]) {
    const [first, second] = [await trainBoth(threads, 20), await trainBoth(threads, 20)]
    expect(Buffer.from(first.buffer).equals(Buffer.from(second.buffer))).toBe(true)
  }
})

test('one, two and three threads agree', async () => {
  const alone = await trainBoth(1, 5)
  expectClose('two threads', await trainBoth(2, 5), alone, 1e-4)
  expectClose('three threads', await trainBoth(3, 5), alone, 1e-4)
})

test('Adam moves as its paper says, and leaves the gradient zero', () => {
  const mark = runtime.mark()
  const random = createRandom(8)
  const start = Float32Array.from({ length: 21 }, () => random.normal())
  const x = parameter(runtime, 3, 7, start)
  const options = { lr: 0.05, beta1: 0.8, beta2: 0.95, eps: 1e-6, weightDecay: 0.01 }
  const adam = new Adam(runtime, [x], options)
  const expected = Float64Array.from(start)
  const [m, v] = [new Float64Array(21), new Float64Array(21)]
  for (let t = 1; t <= 30; t++) {
    if (t === 15) adam.lr = options.lr = 0.01
    const tape = new Tape(runtime)
    tape.backward(sumSquares(tape, x))
    tape.reset()
    adam.step()
    expect([...x.grad]).toEqual(Array(21).fill(0))
    for (let n = 0; n < 21; n++) {
      const g = 2 * expected[n] + options.weightDecay * expected[n]
      m[n] = options.beta1 * m[n] + (1 - options.beta1) * g
      v[n] = options.beta2 * v[n] + (1 - options.beta2) * g * g
      const [first, second] = [m[n] / (1 - options.beta1 ** t), v[n] / (1 - options.beta2 ** t)]
      expected[n] -= (options.lr * first) / (Math.sqrt(second) + options.eps)
    }
  }
  expectClose('parameters', x.data, expected, 1e-5)
  runtime.release(mark)
})

test('dropped edges go in both directions, the others keep their values', () => {
  const mark = runtime.mark()
  const matrix = normalizedGraph(80, 0.2, createRandom(1))
  const graph = sparse(runtime, matrix, { symmetric: true })
  const before = runtime.f32(graph.forward.values, matrix.values.length)
  const dropped = dropEdges(runtime, graph, 0.7, 2)
  const after = runtime.f32(dropped.forward.values, matrix.values.length)
  const at = (values: Float32Array, r: number, c: number) => {
    const row = matrix.index.subarray(matrix.offsets[r], matrix.offsets[r + 1])
    return values[matrix.offsets[r] + row.indexOf(c)]
  }
  let kept = 0
  for (let r = 0; r < 80; r++)
    for (const c of matrix.index.subarray(matrix.offsets[r], matrix.offsets[r + 1])) {
      const value = at(after, r, c)
      expect(value).toBe(at(after, c, r))
      if (value === 0) continue
      expect(value).toBe(at(before, r, c))
      kept++
    }
  expect(kept / matrix.values.length).toBeGreaterThan(0.64)
  expect(kept / matrix.values.length).toBeLessThan(0.76)
  expect(before).toEqual(matrix.values)
  const again = dropEdges(runtime, graph, 0.7, 3, dropped)
  expect(again).toBe(dropped)
  runtime.release(mark)
})

test('what makes no sense is refused', () => {
  const mark = runtime.mark()
  const oneWay = sparse(runtime, randomSparse(4, 4, 0.5, createRandom(1)))
  expect(() => dropEdges(runtime, oneWay, 0.5, 1)).toThrow('not symmetric')
  expect(() => parameter(runtime, 2, 2, [1, 2, 3])).toThrow('3 numbers for [2,2]')
  const x = parameter(runtime, 2, 2, [1, 2, 3, 4])
  expect(() => new Tape(runtime).backward(x)).toThrow('a loss is [1,1], not [2,2]')
  runtime.release(mark)
})
