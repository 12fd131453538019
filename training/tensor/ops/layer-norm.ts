import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * Layer normalization (Ba, Kiros & Hinton, 2016, eq. 4), row by row:
 *
 *   Y[r] = gain⊙n + bias,  n = (X[r] − mean)/σ,  σ = √(variance + 1e-5)
 *
 * With u = dY[r]⊙gain: dX[r] = (u − mean(u) − n·mean(u⊙n))/σ, dgain = Σ_r dY[r]⊙n, dbias = Σ_r
 * dY[r].
 *
 * @param x [n,d]
 * @param gain [1,d]
 * @param bias [1,d]
 * @returns [n,d]
 */
export function layerNorm(tape: Tape, x: Var, gain: Var, bias: Var): Var {
  const { rows, cols } = x
  if ([gain, bias].some((v) => v.rows !== 1 || v.cols !== cols))
    throw new Error(
      `layerNorm: [${rows},${cols}] needs a gain and a bias [1,${cols}], not ` +
        `[${gain.rows},${gain.cols}] and [${bias.rows},${bias.cols}]`,
    )
  const { runtime } = tape
  const y = tape.make(rows, cols)
  const moments = runtime.room(rows * 8)
  const forward = [x.pointer, gain.pointer, bias.pointer, moments, y.pointer, cols]
  runShared(runtime, rows, (from, to) => ['layerNormForward', from, to, ...forward])
  tape.record(() => {
    const dy = y.gradient()
    const byColumn = [dy, x.pointer, moments, rows, cols, gain.gradient()]
    runShared(runtime, cols, (from, to) => ['layerNormGain', from, to, ...byColumn], 4)
    const sums = [dy, rows, cols, bias.gradient()]
    runShared(runtime, cols, (from, to) => ['columnSums', from, to, ...sums], 4)
    if (x.constant) return
    const byRow = [dy, x.pointer, gain.pointer, moments, x.gradient(), cols]
    runShared(runtime, rows, (from, to) => ['layerNormBackward', from, to, ...byRow])
  })
  return y
}
