import type { Csr } from './csr.ts'

/** Keeps the entries for which `keep(entry, row)` is true; `entry` indexes `index` and `values`. */
export function filterEntries(matrix: Csr, keep: (entry: number, row: number) => boolean): Csr {
  const { rows, offsets, index, values } = matrix
  const starts = new Int32Array(rows + 1)
  const kept = new Int32Array(offsets[rows])
  let count = 0
  for (let r = 0; r < rows; r++) {
    for (let e = offsets[r]; e < offsets[r + 1]; e++) if (keep(e, r)) kept[count++] = e
    starts[r + 1] = count
  }
  const entries = kept.subarray(0, count)
  return {
    ...matrix,
    offsets: starts,
    index: entries.map((e) => index[e]),
    values: Float32Array.from(entries, (e) => values[e]),
  }
}

/**
 * Keeps some columns and renumbers them.
 *
 * @param columns those to keep, ascending; column n of the result is `columns[n]`
 */
export function pickColumns(matrix: Csr, columns: ArrayLike<number>): Csr {
  const place = new Int32Array(matrix.cols).fill(-1)
  for (let n = 0; n < columns.length; n++) place[columns[n]] = n
  const kept = filterEntries(matrix, (e) => place[matrix.index[e]] >= 0)
  return { ...kept, cols: columns.length, index: kept.index.map((column) => place[column]) }
}

/** Row n of the result is row `order[n]`. @param order every row once */
export function permuteRows(matrix: Csr, order: ArrayLike<number>): Csr {
  const { rows, offsets } = matrix
  const starts = new Int32Array(rows + 1)
  const index = new Int32Array(offsets[rows])
  const values = new Float32Array(offsets[rows])
  for (let n = 0; n < rows; n++) {
    const [from, to] = [offsets[order[n]], offsets[order[n] + 1]]
    index.set(matrix.index.subarray(from, to), starts[n])
    values.set(matrix.values.subarray(from, to), starts[n])
    starts[n + 1] = starts[n] + to - from
  }
  return { ...matrix, offsets: starts, index, values }
}

/** The rows of `first`; where a row is empty, that of `second`. Both have the same shape. */
export function fillEmptyRows(first: Csr, second: Csr): Csr {
  const { rows } = first
  const sourceOf = (r: number) => (first.offsets[r + 1] > first.offsets[r] ? first : second)
  const offsets = new Int32Array(rows + 1)
  for (let r = 0; r < rows; r++) {
    const from = sourceOf(r)
    offsets[r + 1] = offsets[r] + from.offsets[r + 1] - from.offsets[r]
  }
  const index = new Int32Array(offsets[rows])
  const values = new Float32Array(offsets[rows])
  for (let r = 0; r < rows; r++) {
    const from = sourceOf(r)
    index.set(from.index.subarray(from.offsets[r], from.offsets[r + 1]), offsets[r])
    values.set(from.values.subarray(from.offsets[r], from.offsets[r + 1]), offsets[r])
  }
  return { ...first, offsets, index, values }
}

/** Puts the columns of every row in ascending order. A row holds a column at most once. */
export function sortColumns(matrix: Csr): Csr {
  const { rows, cols, offsets } = matrix
  const [index, values] = [matrix.index.slice(), matrix.values.slice()]
  const dense = new Float32Array(cols)
  for (let r = 0; r < rows; r++) {
    const [from, to] = [offsets[r], offsets[r + 1]]
    for (let e = from; e < to; e++) dense[index[e]] = values[e]
    index.subarray(from, to).sort()
    for (let e = from; e < to; e++) values[e] = dense[index[e]]
  }
  return { ...matrix, index, values }
}

/** Per entry of `pattern`, in its order, the value of `matrix` there; 0 where it has no entry. */
export function valuesAt(matrix: Csr, pattern: Csr): Float32Array {
  const out = new Float32Array(pattern.offsets[pattern.rows])
  const dense = new Float32Array(matrix.cols)
  for (let r = 0; r < pattern.rows; r++) {
    const [from, to] = [matrix.offsets[r], matrix.offsets[r + 1]]
    for (let e = from; e < to; e++) dense[matrix.index[e]] = matrix.values[e]
    for (let e = pattern.offsets[r]; e < pattern.offsets[r + 1]; e++)
      out[e] = dense[pattern.index[e]]
    for (let e = from; e < to; e++) dense[matrix.index[e]] = 0
  }
  return out
}
