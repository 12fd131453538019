import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

export interface GaussianOptions {
  /** 32 bits. A draw depends only on them and on its position, not on the number of threads. */
  seed: number
  /** Default 0. */
  mean?: number
  /** Default 1. */
  deviation?: number
}

/** Independent normal draws (Box & Muller, 1958), a constant of the step. Returns [rows,cols]. */
export function gaussianNoise(
  tape: Tape,
  rows: number,
  cols: number,
  { seed, mean = 0, deviation = 1 }: GaussianOptions,
): Var {
  const out = tape.constant(rows, cols)
  const rest = [out.pointer, seed, mean, deviation]
  runShared(tape.runtime, rows * cols, (from, to) => ['gaussian', from, to, ...rest], 8)
  return out
}

/**
 * For every row e a vector of length `size` in the orthant of e, size·sign(e)⊙x/‖x‖ with
 * x ~ U(0,1)^d: SimGCL's noise (Yu et al., SIGIR 2022, section 3.2). A constant of the step.
 *
 * @param e [n,d], d a multiple of 4
 * @param seed as in {@link GaussianOptions}
 * @returns [n,d]
 */
export function orthantNoise(tape: Tape, e: Var, size: number, seed: number): Var {
  const { rows, cols } = e
  if (cols % 4) throw new Error(`orthantNoise: width ${cols} must be a multiple of 4`)
  const out = tape.constant(rows, cols)
  const rest = [e.pointer, out.pointer, cols, seed, size]
  runShared(tape.runtime, rows, (from, to) => ['orthantNoise', from, to, ...rest])
  return out
}
