import type { Sequences } from '../data/index.ts'
import type { Random } from '../random.ts'

/** Transitions look at most this many events ahead, as those of a log do. */
const MAX_GAP = 5
/** Rows of two events that stand for opened pairs, max; more are scaled down. */
const MAX_ROWS = 300_000

/** What devices do, and how many of them. */
export interface Rules {
  /** k */
  threshold: number
  /** p */
  sample: number
  /** m */
  pairs: number
  devices: number
  epochs: number
}

/** A pair as one number: i · items + j. */
type Pair = number

/** The distinct pairs of each row, i before j. */
export function pairsByRow({ offsets, item }: Sequences, items: number): Pair[][] {
  return Array.from({ length: offsets.length - 1 }, (_, row) => {
    const pairs = new Set<Pair>()
    for (let at = offsets[row]; at < offsets[row + 1]; at++)
      for (let later = at + 1; later <= Math.min(at + MAX_GAP, offsets[row + 1] - 1); later++)
        if (item[at] !== item[later]) pairs.add(item[at] * items + item[later])
    return [...pairs]
  }).filter((pairs) => pairs.length > 0)
}

/**
 * The pairs that open, with how many devices gave each, summed over epochs. A device gives m pairs an
 * epoch that it has not given before, in random order. Other numbers of devices than the rows are
 * drawn from them with replacement.
 */
export function openedPairs(
  rows: readonly Pair[][],
  { threshold, sample, pairs, devices, epochs }: Rules,
  random: Random,
): Map<Pair, number> {
  const given = Array.from({ length: epochs }, () => new Map<Pair, number>())
  for (let device = 0; device < devices; device++) {
    const own = rows[devices === rows.length ? device : random.below(rows.length)]
    const order = random.shuffle([...own])
    for (let n = 0; n < Math.min(order.length, epochs * pairs); n++) {
      if (sample < 1 && random.uniform() >= sample) continue
      const counts = given[Math.floor(n / pairs)]
      counts.set(order[n], (counts.get(order[n]) ?? 0) + 1)
    }
  }
  const opened = new Map<Pair, number>()
  for (const counts of given)
    for (const [pair, count] of counts)
      if (count >= threshold) opened.set(pair, (opened.get(pair) ?? 0) + count)
  return opened
}

/**
 * Histories that have exactly these counts: a row of two events for each device of a pair, then a row
 * for each known event alone. What is fitted on them has seen no history. Pairs are scaled to at most
 * 300,000 rows, which changes no ratio by more than rounding.
 *
 * @param known items as often as they are known to be sold, which says nothing of pairs
 */
export function rowsOfPairs(
  opened: ReadonlyMap<Pair, number>,
  items: number,
  known: Int32Array = new Int32Array(),
): Sequences {
  const sum = [...opened.values()].reduce((all, count) => all + count, 0)
  const scale = Math.min(1, MAX_ROWS / sum)
  const item: number[] = []
  for (const [pair, count] of [...opened].sort(([a], [b]) => a - b))
    for (let n = 0; n < Math.max(1, Math.round(scale * count)); n++)
      item.push(Math.floor(pair / items), pair % items)
  const rows = item.length / 2
  const length = item.length + known.length
  const all = new Int32Array(length)
  all.set(item)
  all.set(known, item.length)
  return {
    offsets: Int32Array.from({ length: rows + known.length + 1 }, (_, row) =>
      row <= rows ? 2 * row : row + rows,
    ),
    item: all,
    kind: new Uint8Array(length),
    age: new Float32Array(length).fill(-1),
    time: null,
  }
}
