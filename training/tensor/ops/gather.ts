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
  const outside = index.findIndex((r) => !(r >= 0 && r < rows))
  if (outside >= 0)
    throw new Error(`gather: index ${index[outside]} at ${outside} is outside of ${rows} rows`)
  const { runtime } = tape
  const count = index.length
  const y = tape.make(count, cols)
  const at = tape.ints(index)
  runShared(runtime, count, (from, to) => ['gatherRows', from, to, x.pointer, at, y.pointer, cols])
  tape.record(() => {
    const rest = [x.gradient(), at, y.gradient(), count, cols]
    runShared(runtime, rows, (from, to) => ['scatterRows', from, to, ...rest])
  })
  return y
}
