import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Y[m] = X[index[m]]; dX[index[m]] += dY[m], in the order of m: each thread adds up the rows of X
 * that are its own.
 *
 * @param x [n,d]
 * @param index [M], each in 0…n−1
 * @returns [M,d]
 * @throws Error naming the first index outside of X
 */
export function gather(tape: Tape, x: Var, index: Int32Array): Var {
  const { rows, cols } = x
  assertRows('gather', index, rows)
  const { runtime } = tape
  const count = index.length
  const y = x.constant ? tape.constant(count, cols) : tape.make(count, cols)
  const at = tape.ints(index)
  runShared(runtime, count, (from, to) => ['gatherRows', from, to, x.pointer, at, y.pointer, cols])
  if (x.constant) return y
  tape.record(() => {
    const rest = [x.gradient(), at, y.gradient(), count, cols]
    runShared(runtime, rows, (from, to) => ['scatterRows', from, to, ...rest])
  })
  return y
}

/** @throws Error naming the first index that is no row */
export function assertRows(op: string, index: Int32Array, rows: number): void {
  // A callback for each index would take longer than the kernel.
  for (let m = 0; m < index.length; m++)
    if (!(index[m] >= 0 && index[m] < rows))
      throw new Error(`${op}: index ${index[m]} at ${m} is outside of ${rows} rows`)
}
