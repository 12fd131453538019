import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/** X[r,:]·w[r]; w is [r,1]. */
export function mulRows(tape: Tape, x: Var, w: Var): Var {
  const { rows, cols } = x
  if (w.rows !== rows || w.cols !== 1)
    throw new Error(
      `mulRows: [${rows},${cols}] needs weights [${rows},1], not [${w.rows},${w.cols}]`,
    )
  const { runtime } = tape
  const y = tape.make(rows, cols)
  const product = (a: number, to: number, accumulate: boolean) =>
    runShared(runtime, rows, (from, end) => [
      'scaleRows',
      ...[from, end, a, w.pointer, to, cols, +accumulate],
    ])
  product(x.pointer, y.pointer, false)
  tape.record(() => {
    const dy = y.gradient()
    product(dy, x.gradient(), true)
    const rest = [x.pointer, dy, w.gradient(), cols]
    runShared(runtime, rows, (from, to) => ['rowDots', from, to, ...rest])
  })
  return y
}

/** X[r,:]/√(‖X[r,:]‖² + 1e-12): unit rows; a row of zeros stays one. */
export function normalizeRows(tape: Tape, x: Var): Var {
  const { rows, cols } = x
  const { runtime } = tape
  const y = tape.make(rows, cols)
  const inverse = tape.make(rows, 1).pointer
  const forward = [x.pointer, y.pointer, inverse, cols]
  runShared(runtime, rows, (from, to) => ['normalizeForward', from, to, ...forward])
  tape.record(() => {
    const backward = [y.gradient(), y.pointer, inverse, x.gradient(), cols]
    runShared(runtime, rows, (from, to) => ['normalizeBackward', from, to, ...backward])
  })
  return y
}

/** Row-wise softmax, e^{x−max}/Σ. */
export function softmaxRows(tape: Tape, x: Var): Var {
  const { rows, cols } = x
  const y = tape.make(rows, cols)
  for (let r = 0; r < rows; r++) {
    const row = x.data.subarray(r * cols, (r + 1) * cols)
    let most = -Infinity
    for (let c = 0; c < cols; c++) most = Math.max(most, row[c])
    let sum = 0
    for (let c = 0; c < cols; c++) sum += y.data[r * cols + c] = Math.exp(row[c] - most)
    for (let c = 0; c < cols; c++) y.data[r * cols + c] /= sum
  }
  tape.record(() => {
    const [dx, dy] = [x.grad, y.grad]
    for (let r = 0; r < rows; r++) {
      let dot = 0
      for (let c = r * cols; c < (r + 1) * cols; c++) dot += dy[c] * y.data[c]
      for (let c = r * cols; c < (r + 1) * cols; c++) dx[c] += y.data[c] * (dy[c] - dot)
    }
  })
  return y
}
