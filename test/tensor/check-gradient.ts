import { expect } from 'vitest'
import { createRandom } from '../../training/random.ts'
import {
  type Parameter,
  parameter,
  type Runtime,
  Tape,
  type Var,
} from '../../training/tensor/index.ts'

/** An op and the same map written plainly in float64. */
export interface GradientCase {
  /** [rows, cols] of each input. */
  shapes: readonly (readonly [number, number])[]
  engine: (tape: Tape, ...inputs: Parameter[]) => Var
  /** Row-major inputs to row-major output. */
  reference: (...inputs: Float64Array[]) => ArrayLike<number>
  /** Spread of the inputs. */
  spread?: number
  /** Largest error, relative to the largest number of its kind. */
  tolerance?: number
}

/** Bytes that hold NaN before an op runs: more than any case here takes. */
const DIRTY = 8 << 20

/**
 * Compares an op with its reference: the output, and the gradient of Σ r·output (r random) against
 * central differences of the reference, which in float64 are good to about 1e-9. What the op is given
 * to write to is full of NaN.
 */
export function checkGradient(runtime: Runtime, name: string, example: GradientCase): void {
  const { shapes, engine, reference, spread = 1, tolerance = 1e-5 } = example
  const random = createRandom(7)
  const mark = runtime.mark()
  runtime.f32(runtime.alloc(DIRTY), DIRTY / 4).fill(Number.NaN)
  runtime.release(mark)
  const inputs = shapes.map(([rows, cols]) =>
    parameter(runtime, rows, cols, () => spread * random.normal()),
  )
  const exact = inputs.map((input) => Float64Array.from(input.data))
  const tape = new Tape(runtime)
  const output = engine(tape, ...inputs)
  expectClose(`${name}: output`, output.data, reference(...exact), tolerance)

  const upstream = Float64Array.from(output.data, () => Math.fround(random.normal()))
  const loss = tape.make(1, 1)
  tape.record(() => output.grad.set(upstream))
  tape.backward(loss)
  const scalar = () => {
    const values = reference(...exact)
    return upstream.reduce((sum, r, n) => sum + r * values[n], 0)
  }
  for (const [n, input] of inputs.entries()) {
    const slopes = exact[n].map((value, at) => {
      const step = 1e-5
      exact[n][at] = value + step
      const above = scalar()
      exact[n][at] = value - step
      const below = scalar()
      exact[n][at] = value
      return (above - below) / (2 * step)
    })
    expectClose(`${name}: gradient of input ${n}`, input.grad, slopes, tolerance)
  }
  tape.reset()
  runtime.release(mark)
}

/** Every number within `tolerance` × the largest expected magnitude (at least 1e-2). */
export function expectClose(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(actual.length, name).toBe(expected.length)
  let [most, worst, place] = [1e-2, 0, 0]
  for (let n = 0; n < expected.length; n++) {
    most = Math.max(most, Math.abs(expected[n]))
    const error = Math.abs(actual[n] - expected[n])
    if (error <= worst) continue
    worst = error
    place = n
  }
  const finite = Array.from(actual).every(Number.isFinite)
  const seen = `${name}: ${actual[place]} for ${expected[place]} at ${place}, finite ${finite}`
  expect(finite && worst / most < tolerance, seen).toBe(true)
}
