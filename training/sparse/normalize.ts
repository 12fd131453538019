import { type Csr, columnCounts, mapValues } from './csr.ts'

/**
 * D_r^{-½}·X·D_c^{-½} of a binary X: 1 at (r, c) becomes 1/√(n_r·n_c), where n counts the entries
 * of the row and of the column.
 */
export function normalizeBoth(x: Csr): Csr {
  const degree = columnCounts(x)
  return mapValues(x, (_, r, c) => 1 / Math.sqrt((x.offsets[r + 1] - x.offsets[r]) * degree[c]))
}

/** Divides each row by its sum; empty rows stay empty. */
export function normalizeRows(matrix: Csr): Csr {
  const values = matrix.values.slice()
  for (let r = 0; r < matrix.rows; r++) {
    const row = values.subarray(matrix.offsets[r], matrix.offsets[r + 1])
    const total = row.reduce((sum, value) => sum + value, 0)
    for (let n = 0; n < row.length; n++) row[n] /= total
  }
  return { ...matrix, values }
}

/** Softmax of each row at a temperature, over its stored entries only. */
export function softmaxRows(matrix: Csr, temperature: number): Csr {
  const { rows, offsets } = matrix
  const values = new Float32Array(matrix.values.length)
  for (let r = 0; r < rows; r++) {
    const [from, to] = [offsets[r], offsets[r + 1]]
    const max = matrix.values.subarray(from, to).reduce((a, b) => Math.max(a, b), 0)
    let total = 0
    for (let e = from; e < to; e++) total += Math.exp((matrix.values[e] - max) / temperature)
    for (let e = from; e < to; e++)
      values[e] = Math.exp((matrix.values[e] - max) / temperature) / total
  }
  return { ...matrix, values }
}
