import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Independent draws from N(mean, 1), a constant of the step.
 *
 * @param seed 32 bits; every draw depends on them and on its place alone, for any number of threads
 * @returns [rows,cols]
 */
export function gaussianNoise(tape: Tape, rows: number, cols: number, seed: number, mean = 0): Var {
  const { runtime } = tape
  const out = tape.constant(rows, cols)
  // The kernel makes eight at a time; memory comes in blocks of sixteen.
  const rest = [out.pointer, seed, mean]
  runShared(runtime, rows * cols, (from, to) => ['gaussian', from, to, ...rest], 8)
  return out
}

/**
 * For every row e a vector of length `size` in the orthant that e lies in, size·sign(e)⊙x/‖x‖ with
 * x ~ U(0,1)^d: SimGCL's noise (Yu et al., SIGIR 2022, section 3.2). A constant of the step.
 *
 * @param e [n,d], d a multiple of 4
 * @param seed as in {@link gaussianNoise}
 * @returns [n,d]
 */
export function orthantNoise(tape: Tape, e: Var, size: number, seed: number): Var {
  const { rows, cols } = e
  if (cols % 4) throw new Error(`orthantNoise: width ${cols} is no multiple of 4`)
  const out = tape.constant(rows, cols)
  const rest = [e.pointer, out.pointer, cols, seed, size]
  runShared(tape.runtime, rows, (from, to) => ['orthantNoise', from, to, ...rest])
  return out
}
