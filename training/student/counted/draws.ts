import type { Random } from '../../random.ts'
import type { Csr } from '../../sparse/index.ts'

/** Row and column of an entry: an item, and one that came after it. */
export type Pair = [from: number, to: number]

/** What pairs are drawn from. */
export interface PairCounts {
  /** t, from the earlier item to the later one, [N,N]. */
  transitions: Csr
  /** n, distinct users per item, [N]. */
  users: ArrayLike<number>
}

/** Entries as often as their values say, evenly drawn: Σ values of them, but no more than `max`. */
export function* evenPairs({ rows, offsets, index, values }: Csr, max: number): Generator<Pair> {
  const total = values.reduce((sum, value) => sum + value, 0)
  const count = Math.min(max, Math.round(total))
  for (let row = 0, n = 0, below = 0; row < rows; row++)
    for (let e = offsets[row]; e < offsets[row + 1]; e++) {
      below += values[e]
      for (; n < count && (n + 0.5) * total < below * count; n++) yield [row, index[e]]
    }
}

/** Draws a column of a row with chance by value; −1 for a row without values. */
export function columnDrawer({ offsets, index, values }: Csr, random: Random) {
  const sums = new Float64Array(values.length)
  for (let e = 0, sum = 0; e < values.length; e++) {
    sum += values[e]
    sums[e] = sum
  }
  return (row: number): number => {
    const [start, end] = [offsets[row], offsets[row + 1]]
    const before = start > 0 ? sums[start - 1] : 0
    const total = end > start ? sums[end - 1] - before : 0
    if (total <= 0) return -1
    const drawn = before + random.uniform() * total
    let [low, high] = [start, end - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle] > drawn) high = middle
      else low = middle + 1
    }
    return index[low]
  }
}
