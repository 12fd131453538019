import { assertRows } from '../indices.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Y[m] = X[index[m]]; dX[index[m]] += dY[m], in the order of m: each thread sums its own rows of X.
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
