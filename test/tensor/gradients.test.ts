/** Every op against central differences of the same map in float64. */
import { expect, test } from 'vitest'
import { Tape } from '../../training/tensor/index.ts'
import { CASES, expectEveryOpCovered, REFUSALS } from './every-op.ts'
import { expectClose, type OpCase, runEngine } from './op-case.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime()

test('every op has a case', expectEveryOpCovered)

test.each(CASES)('%s', (title, example) => {
  const { inputs, output, upstream, slopes } = runEngine(runtime, example, 7)
  const { reference, tolerance } = example
  expectClose(`${title}: output`, output, reference(...inputs), tolerance)
  for (const [n, slope] of slopes.entries()) {
    const expected = centralDifferences(reference, inputs, n, upstream)
    expectClose(`${title}: gradient of input ${n}`, slope, expected, tolerance)
  }
})

test.each(REFUSALS)('refused: %s', (message, attempt) => {
  const mark = runtime.mark()
  expect(() => attempt(new Tape(runtime))).toThrow(message)
  runtime.release(mark)
})

/** The slopes of Σ r·f by one of f's inputs, in float64 good to about 1e-9. */
function centralDifferences(
  f: OpCase['reference'],
  inputs: Float64Array[],
  which: number,
  r: Float64Array,
): Float64Array {
  const STEP = 1e-5
  const x = inputs[which]
  return x.map((value, at) => {
    x[at] = value + STEP
    const above = f(...inputs)
    x[at] = value - STEP
    const below = f(...inputs)
    x[at] = value
    let slope = 0
    for (let n = 0; n < r.length; n++) slope += r[n] * (above[n] - below[n])
    return slope / (2 * STEP)
  })
}
