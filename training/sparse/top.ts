/**
 * The k largest values among those offered, sorted by insertion: for lists that are short, or
 * rarely change. Equal values: the lower column first. The engine's `topK` does the same for one
 * dense array of scores.
 */
export class TopK {
  readonly size: number
  /** Columns and values, largest first; only the first `count` are valid. */
  readonly columns: Int32Array
  readonly values: Float64Array
  count = 0

  /** @param size k */
  constructor(size: number) {
    this.size = size
    this.columns = new Int32Array(size)
    this.values = new Float64Array(size)
  }

  /** A smaller value cannot enter: −∞ while there is room. */
  get threshold(): number {
    if (this.size === 0) return Infinity
    return this.count < this.size ? -Infinity : this.values[this.size - 1]
  }

  /** Takes a value if it is among the k largest so far. */
  offer(column: number, value: number): void {
    const { columns, values } = this
    let at = this.count
    if (at === this.size) {
      if (at === 0 || !this.#isBefore(column, value, at - 1)) return
      at--
    } else this.count++
    for (; at > 0 && this.#isBefore(column, value, at - 1); at--) {
      values[at] = values[at - 1]
      columns[at] = columns[at - 1]
    }
    values[at] = value
    columns[at] = column
  }

  clear(): void {
    this.count = 0
  }

  #isBefore(column: number, value: number, at: number): boolean {
    const other = this.values[at]
    return value > other || (value === other && column < this.columns[at])
  }
}
