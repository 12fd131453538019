/** A sparse matrix by rows. Columns ascend within a row unless a function says otherwise. */
export interface Csr {
  rows: number
  cols: number
  /** [rows + 1]: the entries of row r are `offsets[r] … offsets[r + 1] − 1`. */
  offsets: Int32Array
  /** Column per entry. */
  index: Int32Array
  values: Float32Array
}

/**
 * The matrix X of users and items: 1 where row r holds item i, however often, or the largest weight of
 * its events.
 *
 * @param histories one row per user, ragged
 * @param items N
 * @param factors weight per kind of event; null: X is binary
 * @returns [rows, N]
 */
export function interactionMatrix(
  histories: { offsets: Int32Array; item: Int32Array; kind?: Uint8Array },
  items: number,
  factors: ArrayLike<number> | null = null,
): Csr {
  const rows = histories.offsets.length - 1
  const offsets = new Int32Array(rows + 1)
  const index = new Int32Array(histories.item.length)
  let filled = 0
  for (let r = 0; r < rows; r++) {
    const row = histories.item.slice(histories.offsets[r], histories.offsets[r + 1]).sort()
    for (let e = 0; e < row.length; e++) {
      if (e === 0 || row[e] !== row[e - 1]) index[filled++] = row[e]
    }
    offsets[r + 1] = filled
  }
  const values = new Float32Array(filled).fill(1)
  const x = { rows, cols: items, offsets, index: index.slice(0, filled), values }
  if (factors && histories.kind) weigh(x, { ...histories, kind: histories.kind }, factors)
  return x
}

/** Replaces each entry of X by the largest weight of its events. */
function weigh(
  { rows, offsets, index, values }: Csr,
  { item, kind, ...histories }: { offsets: Int32Array; item: Int32Array; kind: Uint8Array },
  factors: ArrayLike<number>,
): void {
  for (let r = 0; r < rows; r++) {
    const weights = new Map<number, number>()
    for (let e = histories.offsets[r]; e < histories.offsets[r + 1]; e++)
      weights.set(item[e], Math.max(weights.get(item[e]) ?? 0, factors[kind[e]]))
    for (let e = offsets[r]; e < offsets[r + 1]; e++) values[e] = weights.get(index[e])!
  }
}

/** A matrix from its entries, sorted by row, then column. Columns and values are not copied. */
export function fromSorted(
  rows: number,
  cols: number,
  entries: { row: Int32Array; column: Int32Array; value: Float32Array },
): Csr {
  const offsets = new Int32Array(rows + 1)
  for (const row of entries.row) offsets[row + 1]++
  for (let r = 0; r < rows; r++) offsets[r + 1] += offsets[r]
  return { rows, cols, offsets, index: entries.column, values: entries.value }
}

/** Aᵀ of A [rows, cols]: [cols, rows], columns ascending even where those of A do not. */
export function transpose(matrix: Csr): Csr {
  const { rows, cols, offsets, index, values } = matrix
  const starts = new Int32Array(cols + 1)
  for (let e = 0; e < offsets[rows]; e++) starts[index[e] + 1]++
  for (let c = 0; c < cols; c++) starts[c + 1] += starts[c]
  const next = starts.slice()
  const rowOf = new Int32Array(offsets[rows])
  const moved = new Float32Array(offsets[rows])
  for (let r = 0; r < rows; r++) {
    for (let e = offsets[r]; e < offsets[r + 1]; e++) {
      const at = next[index[e]]++
      rowOf[at] = r
      moved[at] = values[e]
    }
  }
  return { rows: cols, cols: rows, offsets: starts, index: rowOf, values: moved }
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

/** A matrix with the same pattern and `change(value, row, column)` at each entry. */
export function mapValues(
  matrix: Csr,
  change: (value: number, row: number, column: number) => number,
): Csr {
  const { rows, offsets, index } = matrix
  const values = new Float32Array(offsets[rows])
  for (let r = 0; r < rows; r++)
    for (let e = offsets[r]; e < offsets[r + 1]; e++)
      values[e] = change(matrix.values[e], r, index[e])
  return { ...matrix, values }
}

/** Number of stored entries per column, [cols]: of a binary users × items matrix, users per item. */
export function columnCounts({ cols, index }: Csr): Int32Array {
  const counts = new Int32Array(cols)
  for (const column of index) counts[column]++
  return counts
}
