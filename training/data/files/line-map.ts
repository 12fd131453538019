/** Which line of a file each record begins on; remembers only where lines were skipped. */
export class LineMap {
  readonly #records: number[] = []
  readonly #lines: number[] = []
  #count = 0
  #next = 0

  /** Adds a record that begins on `line`, 1 for the first of the file. */
  add(line: number): void {
    if (line !== this.#next) {
      this.#records.push(this.#count)
      this.#lines.push(line)
    }
    this.#count++
    this.#next = line + 1
  }

  get count(): number {
    return this.#count
  }

  lineOf(record: number): number {
    let low = 0
    let high = this.#records.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#records[middle] <= record) low = middle
      else high = middle - 1
    }
    return (this.#lines[low] ?? 1) + record - (this.#records[low] ?? 0)
  }
}
