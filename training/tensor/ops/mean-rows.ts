import { assertRows } from '../indices.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Y[b] = the mean of X[index[e]] over offsets[b] ≤ e < offsets[b+1], zeros for an empty bag: a word
 * as the mean of its n-grams' rows (Bojanowski et al., TACL 2017).
 *
 * @param x [n,d]
 * @param index rows of X, bag after bag
 * @param offsets [B+1], from 0 to the length of `index`, ascending
 * @returns [B,d]
 * @throws Error for offsets that do not cover the index, or an index outside of X
 */
export function meanRows(tape: Tape, x: Var, index: Int32Array, offsets: Int32Array): Var {
  const { rows, cols } = x
  assertRows('meanRows', index, rows)
  const bags = offsets.length - 1
  const ascending = offsets.every((end, b) => end >= (b ? offsets[b - 1] : 0))
  if (offsets[0] !== 0 || offsets[bags] !== index.length || !ascending)
    throw new Error(`meanRows: offsets must ascend from 0 to ${index.length}`)
  const { runtime } = tape
  const y = tape.make(bags, cols)
  const [at, ends] = [tape.ints(index), tape.ints(offsets)]
  const forward = [x.pointer, at, ends, y.pointer, cols]
  runShared(runtime, bags, (from, to) => ['bagForward', from, to, ...forward])
  tape.record(() => {
    const backward = [x.gradient(), at, ends, y.gradient(), bags, cols]
    runShared(runtime, rows, (from, to) => ['bagBackward', from, to, ...backward])
  })
  return y
}
