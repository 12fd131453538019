import type { Tape, Var } from '../tape.ts'

/** X[r,:]·w[r]; w is [r,1]. */
export function mulRows(tape: Tape, x: Var, w: Var): Var {
  const { rows, cols } = x
  if (w.rows !== rows || w.cols !== 1)
    throw new Error(
      `mulRows: [${rows},${cols}] needs weights [${rows},1], not [${w.rows},${w.cols}]`,
    )
  const y = tape.make(rows, cols)
  for (let r = 0, n = 0; r < rows; r++)
    for (let c = 0; c < cols; c++, n++) y.data[n] = x.data[n] * w.data[r]
  tape.record(() => {
    const [dx, dw, dy] = [x.grad, w.grad, y.grad]
    for (let r = 0, n = 0; r < rows; r++) {
      let sum = 0
      for (let c = 0; c < cols; c++, n++) {
        dx[n] += dy[n] * w.data[r]
        sum += dy[n] * x.data[n]
      }
      dw[r] += sum
    }
  })
  return y
}

/** X[r,:]/√(‖X[r,:]‖² + 1e-12): unit rows; a row of zeros stays one. */
export function normalizeRows(tape: Tape, x: Var): Var {
  const { rows, cols } = x
  const y = tape.make(rows, cols)
  const inverse = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    let squares = 1e-12
    for (let c = r * cols; c < (r + 1) * cols; c++) squares += x.data[c] ** 2
    inverse[r] = 1 / Math.sqrt(squares)
    for (let c = r * cols; c < (r + 1) * cols; c++) y.data[c] = x.data[c] * inverse[r]
  }
  tape.record(() => {
    const [dx, dy] = [x.grad, y.grad]
    for (let r = 0; r < rows; r++) {
      let dot = 0
      for (let c = r * cols; c < (r + 1) * cols; c++) dot += dy[c] * y.data[c]
      for (let c = r * cols; c < (r + 1) * cols; c++)
        dx[c] += (dy[c] - dot * y.data[c]) * inverse[r]
    }
  })
  return y
}

/** Row-wise softmax, e^{x−max}/Σ. */
export function softmaxRows(tape: Tape, x: Var): Var {
  const { rows, cols } = x
  const y = tape.make(rows, cols)
  for (let r = 0; r < rows; r++) {
    const row = x.data.subarray(r * cols, (r + 1) * cols)
    const most = row.reduce((a, b) => Math.max(a, b), -Infinity)
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
