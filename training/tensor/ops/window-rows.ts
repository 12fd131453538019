import { assertRows } from '../indices.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Y[r] = X[index[r·k]] … X[index[r·k + k − 1]] side by side, zeros for −1: the k rows that a
 * convolution multiplies by its weights [k·d, out] (Kalchbrenner et al., ACL 2014). Sequences of any
 * lengths are adjacent rows of X; the index keeps a window inside its sequence.
 *
 * @param x [n,d]
 * @param index [M·k], each −1 or a row of X
 * @returns [M, k·d]
 * @throws Error for an index that is not a multiple of k long, or outside of X
 */
export function windowRows(tape: Tape, x: Var, index: Int32Array, k: number): Var {
  const { rows, cols } = x
  const count = index.length / k
  if (!Number.isInteger(count))
    throw new Error(`windowRows: ${index.length} indices are not a multiple of ${k}`)
  assertRows(
    'windowRows',
    index.filter((r) => r !== -1),
    rows,
  )
  const { runtime } = tape
  const y = tape.make(count, k * cols)
  const at = tape.ints(index)
  const forward = [x.pointer, at, y.pointer, k, cols]
  runShared(runtime, count, (from, to) => ['windowForward', from, to, ...forward])
  tape.record(() => {
    const backward = [x.gradient(), at, y.gradient(), index.length, cols]
    runShared(runtime, rows, (from, to) => ['windowBackward', from, to, ...backward])
  })
  return y
}
