import type { numpy as np } from '@jax-js/jax'
import { expect } from 'vitest'
import { createRandom } from '../../training/random.ts'
import {
  type Parameter,
  parameter,
  type Runtime,
  Tape,
  type Var,
} from '../../training/tensor/index.ts'

/** An op at one size: by the engine, in plain float64, and for jax-js. */
export interface OpCase {
  /** What distinguishes the case, for its title. */
  note?: string
  /** [rows, cols] of each input. */
  shapes: readonly (readonly [number, number])[]
  engine: (tape: Tape, ...inputs: Parameter[]) => Var
  /** Row-major inputs to row-major output. */
  reference: (...inputs: Float64Array[]) => ArrayLike<number>
  /** jax-js 0.1 moves arrays: write every use but the last as `x.ref`. */
  oracle: (...inputs: np.Array[]) => np.Array
  /** Standard deviation of the inputs; default 1. */
  spread?: number
  /** Max error, relative to the largest number of its kind; default 1e-5. */
  tolerance?: number
}

/** By the op's name. */
export type OpCases = Record<string, readonly OpCase[]>
/** Calls that an op refuses, by a part of the message. */
export type Refusals = Record<string, (tape: Tape) => unknown>

/** Sizes with every remainder modulo vectors of four and threads. */
export const SIZES = [
  [1, 1],
  [3, 4],
  [5, 7],
  [17, 32],
  [40, 33],
  [130, 9],
] as const

/** A matrix of ones, for calls that are refused. */
export function ones({ runtime }: Tape, rows: number, cols: number): Parameter {
  return parameter(runtime, rows, cols, () => 1)
}

export interface EngineRun {
  inputs: Float64Array[]
  output: Float32Array
  /** r, random. */
  upstream: Float64Array
  /** Gradients of Σ r·output by each input. */
  slopes: Float32Array[]
}

/** Bytes filled with NaN before an op runs: more than any case here uses. */
const DIRTY = 8 << 20

/** Runs a case forward and backward in memory filled with NaN. */
export function runEngine(runtime: Runtime, example: OpCase, seed: number): EngineRun {
  const { shapes, engine, spread = 1 } = example
  const random = createRandom(seed)
  const mark = runtime.mark()
  runtime.f32(runtime.alloc(DIRTY), DIRTY / 4).fill(Number.NaN)
  runtime.release(mark)
  const inputs = shapes.map(([rows, cols]) =>
    parameter(runtime, rows, cols, () => spread * random.normal()),
  )
  const tape = new Tape(runtime)
  const output = engine(tape, ...inputs)
  const upstream = Float64Array.from(output.data, () => Math.fround(random.normal()))
  const values = output.data.slice()
  const loss = tape.make(1, 1)
  tape.record(() => output.grad.set(upstream))
  tape.backward(loss)
  const run = {
    inputs: inputs.map(({ data }) => Float64Array.from(data)),
    output: values,
    upstream,
    slopes: inputs.map(({ grad }) => grad.slice()),
  }
  runtime.release(mark)
  return run
}

/** Every number within `tolerance` × the largest expected magnitude (at least 1e-2). */
export function expectClose(
  name: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
): void {
  expect(actual.length, name).toBe(expected.length)
  let [largest, worst, place] = [1e-2, 0, 0]
  for (let n = 0; n < expected.length; n++) {
    largest = Math.max(largest, Math.abs(expected[n]))
    const error = Math.abs(actual[n] - expected[n])
    if (error <= worst) continue
    worst = error
    place = n
  }
  const finite = Array.from(actual).every(Number.isFinite)
  const seen = `${name}: ${actual[place]} for ${expected[place]} at ${place}, finite ${finite}`
  expect(finite && worst / largest < tolerance, seen).toBe(true)
}
