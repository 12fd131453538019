import { addInto, scaleInto } from '../linear.ts'
import type { Tape, Var } from '../tape.ts'

/**
 * X with some rows replaced by the same row, [1,d]: a mask token (RLMRec-Gen, Ren et al., WWW 2024).
 * Replaced rows get no gradient; the token gets the sum of theirs.
 *
 * @param index rows of X, each at most once
 */
export function replaceRows(tape: Tape, x: Var, index: Int32Array, token: Var): Var {
  const { rows, cols } = x
  if (token.rows !== 1 || token.cols !== cols || !index.every((r) => r >= 0 && r < rows))
    throw new Error(
      `replaceRows: [${rows},${cols}] needs indices of its rows and a token [1,${cols}], not ` +
        `[${token.rows},${token.cols}]`,
    )
  const y = tape.make(rows, cols)
  scaleInto(tape.runtime, y.pointer, x.pointer, rows * cols)
  for (const r of index) y.data.set(token.data, r * cols)
  tape.record(() => {
    const [up, to] = [y.grad, token.grad]
    for (const r of index) {
      const row = up.subarray(r * cols, (r + 1) * cols)
      for (let c = 0; c < cols; c++) to[c] += row[c]
      // The output's gradient is not read again, so it can become the gradient of X.
      row.fill(0)
    }
    addInto(tape.runtime, x.gradient(), y.gradient(), rows * cols)
  })
  return y
}
