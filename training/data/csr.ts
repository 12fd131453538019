import type { Csr, Sequences } from './types.ts'

/**
 * The binary matrix X of who touched what: 1 where row r holds item i, however often.
 *
 * @param sequences one row per user
 * @param items N
 * @returns [rows, N], columns ascending
 */
export function interactionMatrix(sequences: Sequences, items: number): Csr {
  const rows = sequences.offsets.length - 1
  const offsets = new Int32Array(rows + 1)
  const index = new Int32Array(sequences.item.length)
  let filled = 0
  for (let r = 0; r < rows; r++) {
    const row = sequences.item.slice(sequences.offsets[r], sequences.offsets[r + 1]).sort()
    for (let e = 0; e < row.length; e++) {
      if (e === 0 || row[e] !== row[e - 1]) index[filled++] = row[e]
    }
    offsets[r + 1] = filled
  }
  const values = new Float32Array(filled).fill(1)
  return { rows, cols: items, offsets, index: index.slice(0, filled), values }
}

/** Aᵀ of A [rows, cols]: [cols, rows], columns ascending. */
export function transpose(matrix: Csr): Csr {
  const { rows, cols, offsets, index, values } = matrix
  const turned = new Int32Array(cols + 1)
  for (let e = 0; e < offsets[rows]; e++) turned[index[e] + 1]++
  for (let c = 0; c < cols; c++) turned[c + 1] += turned[c]
  const next = turned.slice()
  const out = { index: new Int32Array(offsets[rows]), values: new Float32Array(offsets[rows]) }
  for (let r = 0; r < rows; r++) {
    for (let e = offsets[r]; e < offsets[r + 1]; e++) {
      const at = next[index[e]]++
      out.index[at] = r
      out.values[at] = values[e]
    }
  }
  return { rows: cols, cols: rows, offsets: turned, ...out }
}

/**
 * A symmetric matrix from its strict upper triangle.
 *
 * @param size rows and columns
 * @param upper entries (a, b, value) with a < b, sorted by a, then b
 */
export function symmetric(
  size: number,
  upper: { a: Int32Array; b: Int32Array; value: ArrayLike<number> },
): Csr {
  const { a, b, value } = upper
  const offsets = new Int32Array(size + 1)
  for (let e = 0; e < a.length; e++) {
    offsets[a[e] + 1]++
    offsets[b[e] + 1]++
  }
  for (let r = 0; r < size; r++) offsets[r + 1] += offsets[r]
  const next = offsets.slice()
  const index = new Int32Array(a.length * 2)
  const values = new Float32Array(a.length * 2)
  const put = (row: number, column: number, x: number) => {
    index[next[row]] = column
    values[next[row]++] = x
  }
  // The lower triangle first: row r's columns below r come before those above, each in order.
  for (let e = 0; e < a.length; e++) put(b[e], a[e], value[e])
  for (let e = 0; e < a.length; e++) put(a[e], b[e], value[e])
  return { rows: size, cols: size, offsets, index, values }
}
