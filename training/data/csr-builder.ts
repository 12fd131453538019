import type { Csr } from './types.ts'

/** Builds a sparse matrix row by row, keeping each row's largest entries. */
export class CsrBuilder {
  #offsets = [0]
  #index: number[] = []
  #values: number[] = []
  #columns: Int32Array
  #weights: Float64Array
  #held = 0

  /** @param most entries kept per row: the largest, ties to the lower column */
  constructor(most: number) {
    this.#columns = new Int32Array(most)
    this.#weights = new Float64Array(most)
  }

  /** Offers an entry to the row under way. */
  push(column: number, value: number): void {
    const [columns, weights, most] = [this.#columns, this.#weights, this.#columns.length]
    let at = this.#held
    if (at === most) {
      if (!before(value, column, weights[at - 1], columns[at - 1])) return
      at--
    } else this.#held++
    while (at > 0 && before(value, column, weights[at - 1], columns[at - 1])) {
      weights[at] = weights[at - 1]
      columns[at] = columns[at - 1]
      at--
    }
    weights[at] = value
    columns[at] = column
  }

  /** Ends the row: its entries lie largest first. */
  endRow(): void {
    for (let n = 0; n < this.#held; n++) {
      this.#index.push(this.#columns[n])
      this.#values.push(this.#weights[n])
    }
    this.#held = 0
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

function before(value: number, column: number, held: number, heldColumn: number): boolean {
  return value > held || (value === held && column < heldColumn)
}
