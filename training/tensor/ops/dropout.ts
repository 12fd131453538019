import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'
import { mul } from './elementwise.ts'

/**
 * X⊙M, where an element of M is 1/(1 − rate) with probability 1 − rate, else 0 (Srivastava et al.,
 * JMLR 2014).
 *
 * @param rate 0 ≤ rate < 1
 * @param seed 32 bits; a mask depends only on it and on the position
 */
export function dropout(tape: Tape, x: Var, rate: number, seed: number): Var {
  if (!(rate >= 0 && rate < 1)) throw new Error(`dropout: rate ${rate} must be in [0, 1)`)
  if (rate === 0) return x
  const { rows, cols } = x
  // Masks are written in fours, so the last may end beyond the matrix.
  const mask = tape.constant(1, Math.ceil((rows * cols) / 4) * 4)
  runShared(
    tape.runtime,
    rows * cols,
    (from, to) => ['keepMask', from, to, mask.pointer, seed, rate],
    4,
  )
  return mul(tape, x, { ...mask, data: mask.data.subarray(0, rows * cols), rows, cols })
}
