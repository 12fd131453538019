import type { Csr } from './csr.ts'
import { TopK } from './top.ts'

/** Builds a sparse matrix row by row and keeps the largest entries of each row, largest first. */
export class CsrBuilder {
  #offsets = [0]
  #index: number[] = []
  #values: number[] = []
  #row: TopK

  /** @param maxPerRow entries kept per row: the largest; on ties the lower column */
  constructor(maxPerRow: number) {
    this.#row = new TopK(maxPerRow)
  }

  /** A smaller value cannot enter the current row any more. */
  get threshold(): number {
    return this.#row.threshold
  }

  /** Offers an entry to the current row. A column is offered at most once per row. */
  push(column: number, value: number): void {
    this.#row.offer(column, value)
  }

  endRow(): void {
    const { columns, values, count } = this.#row
    for (let n = 0; n < count; n++) {
      this.#index.push(columns[n])
      this.#values.push(values[n])
    }
    this.#row.clear()
    this.#offsets.push(this.#index.length)
  }

  build(cols: number): Csr {
    return {
      rows: this.#offsets.length - 1,
      cols,
      offsets: Int32Array.from(this.#offsets),
      index: Int32Array.from(this.#index),
      values: Float32Array.from(this.#values),
    }
  }
}

/** Keeps the k largest entries of every row, largest first; on ties the lower column. */
export function topPerRow(matrix: Csr, k: number): Csr {
  const { rows, cols, offsets, index, values } = matrix
  const kept = new CsrBuilder(Math.min(k, cols))
  for (let r = 0; r < rows; r++) {
    for (let e = offsets[r]; e < offsets[r + 1]; e++) kept.push(index[e], values[e])
    kept.endRow()
  }
  return kept.build(cols)
}
