import { CsrBuilder } from './builder.ts'
import { type Csr, transpose } from './csr.ts'

/** out += weight · A[row, :], `out` dense. */
export function addRow(
  { offsets, index, values }: Csr,
  row: number,
  weight: number,
  out: Float32Array | Float64Array,
): void {
  for (let e = offsets[row]; e < offsets[row + 1]; e++) out[index[e]] += weight * values[e]
}

/** ⟨A[row, :], x⟩ with a dense x. */
export function dotRow({ offsets, index, values }: Csr, row: number, x: Float64Array): number {
  let sum = 0
  for (let e = offsets[row]; e < offsets[row + 1]; e++) sum += values[e] * x[index[e]]
  return sum
}

/**
 * The weights of a history in an item-to-item model, newest event first: the score of item i is
 * Σ_{j∈H} decay^p·S[j,i], p the number of events newer than j.
 *
 * @param item a history's items, oldest first
 * @param visit called with the item, its weight decay^p and its position in the history
 */
export function visitNewestFirst(
  item: ArrayLike<number>,
  decay: number,
  visit: (item: number, weight: number, position: number) => void,
): void {
  for (let p = 0, l = item.length - 1; l >= 0; l--, p++) visit(item[l], decay ** p, l)
}

/** A sum of sparse rows: a dense row that remembers which of its columns were added to. */
export class RowSum {
  /** The sum per column, [cols]; 0 in the others. */
  readonly values: Float64Array
  #columns: Int32Array
  #seen: Uint8Array
  #before: Float64Array
  #count = 0

  constructor(cols: number) {
    this.values = new Float64Array(cols)
    this.#columns = new Int32Array(cols)
    this.#seen = new Uint8Array(cols)
    this.#before = new Float64Array(cols)
  }

  /** The columns that were added to, in the order of their first addition: a view. */
  get columns(): Int32Array {
    return this.#columns.subarray(0, this.#count)
  }

  /** this += weight · A[row, :] */
  add({ offsets, index, values }: Csr, row: number, weight: number): void {
    for (let e = offsets[row]; e < offsets[row + 1]; e++) {
      const c = index[e]
      if (!this.#seen[c]) {
        this.#seen[c] = 1
        this.#columns[this.#count++] = c
      }
      this.values[c] += weight * values[e]
    }
  }

  /** this += weight · x · A for a sparse row x of another matrix. */
  addProduct(x: Csr, row: number, a: Csr, weight = 1): void {
    for (let e = x.offsets[row]; e < x.offsets[row + 1]; e++)
      this.add(a, x.index[e], weight * x.values[e])
  }

  /** this += weight · this · A */
  addOwnProduct(a: Csr, weight: number): void {
    // By index: a search of the memory's weights does this millions of times.
    const count = this.#count
    for (let n = 0; n < count; n++) this.#before[n] = this.values[this.#columns[n]]
    for (let n = 0; n < count; n++) this.add(a, this.#columns[n], weight * this.#before[n])
  }

  /** Moves the positive entries, except that of column `diagonal`, into the builder's next row. */
  flush(into: CsrBuilder, diagonal: number): void {
    for (let n = 0; n < this.#count; n++) {
      const c = this.#columns[n]
      if (c !== diagonal && this.values[c] > 0) into.push(c, this.values[c])
    }
    into.endRow()
    this.clear()
  }

  clear(): void {
    for (let n = 0; n < this.#count; n++) {
      this.values[this.#columns[n]] = 0
      this.#seen[this.#columns[n]] = 0
    }
    this.#count = 0
  }
}

/**
 * The largest positive entries of A·B per row, without the diagonal.
 *
 * @param maxPerRow entries kept per row, largest first
 */
export function multiply(a: Csr, b: Csr, maxPerRow: number): Csr {
  const sum = new RowSum(b.cols)
  const product = new CsrBuilder(maxPerRow)
  for (let r = 0; r < a.rows; r++) {
    sum.addProduct(a, r, b)
    sum.flush(product, r)
  }
  return product.build(b.cols)
}

/** AᵀA, [cols, cols], columns ascending. */
export function gram(a: Csr): Csr {
  const t = transpose(a)
  const sum = new RowSum(a.cols)
  const offsets = new Int32Array(a.cols + 1)
  const columns: Int32Array[] = []
  const rows: Float32Array[] = []
  for (let r = 0; r < a.cols; r++) {
    sum.addProduct(t, r, a)
    columns[r] = sum.columns.slice().sort()
    rows[r] = Float32Array.from(columns[r], (c) => sum.values[c])
    offsets[r + 1] = offsets[r] + columns[r].length
    sum.clear()
  }
  const index = new Int32Array(offsets[a.cols])
  const values = new Float32Array(offsets[a.cols])
  for (let r = 0; r < a.cols; r++) {
    index.set(columns[r], offsets[r])
    values.set(rows[r], offsets[r])
  }
  return { rows: a.cols, cols: a.cols, offsets, index, values }
}
