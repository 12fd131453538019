import type { BackOff, Sequences } from '../../data/index.ts'
import { createRandom } from '../../random.ts'
import { type Csr, transpose } from '../../sparse/index.ts'
import type { Example } from '../encoder/index.ts'
import { columnDrawer, evenPairs, type PairCounts } from './draws.ts'
import { unopenedPairs } from './unopened.ts'

/** Chance that a path has another item before its first one. */
const EARLIER = 0.6
/** Items of a path before its last one, max. */
const MAX_EARLIER = 7
/** Pairs that the layers with clusters give, for each counted pair. */
const UNOPENED = 0.15

/** What paths are drawn from. */
export interface PathCounts extends PairCounts {
  backOff?: BackOff
}

/**
 * Paths of items in the place of histories that nobody knows. The last two items of a path are a pair
 * (i, j), as often as its count says; with chance .6 an earlier item h comes before the first, and so on:
 *
 * ```
 * P(i, j) = t_ij / Σt        P(h | i) = t_hi / Σ_h t_hi
 * ```
 *
 * With back-off there are 15 % more, whose last two items are a pair that too few gave ({@link unopenedPairs}).
 *
 * @param max number of paths, max; below, there are Σt of them, and those of back-off
 * @returns one row per path; kinds 0, ages not known
 */
export function drawPaths(
  { transitions, users, backOff }: PathCounts,
  max: number,
  seed: number,
): Sequences {
  const random = createRandom(seed)
  const before = columnDrawer(transpose(transitions), random)
  const pairs = [...evenPairs(transitions, Math.floor(backOff ? max / (1 + UNOPENED) : max))]
  const more = Math.floor(UNOPENED * pairs.length)
  if (backOff) pairs.push(...unopenedPairs(backOff, { transitions, users }, more, random))
  const item: number[] = []
  const offsets = [0]
  for (const [i, j] of pairs) {
    const path = [j, i]
    while (path.length <= MAX_EARLIER && random.uniform() < EARLIER) {
      const earlier = before(path[path.length - 1])
      // The target is no item that was seen.
      if (earlier < 0 || earlier === j) break
      path.push(earlier)
    }
    item.push(...path.reverse())
    offsets.push(item.length)
  }
  return {
    offsets: Int32Array.from(offsets),
    item: Int32Array.from(item),
    kind: new Uint8Array(item.length),
    age: new Float32Array(item.length).fill(-1),
    time: null,
  }
}

/**
 * An example for each path: its last item, from all before it. The others are no pairs that were counted.
 *
 * @param memory links of the memory, [N,N]: the soft targets are those of the newest item
 */
export function lastOfPaths({ offsets, item }: Sequences, memory: Csr): Example[] {
  const softOf = memoized((newest) => {
    const [from, to] = [memory.offsets[newest], memory.offsets[newest + 1]]
    const values = memory.values.subarray(from, to)
    const total = values.reduce((sum, value) => sum + value, 0)
    if (total <= 0) return undefined
    return { item: memory.index.subarray(from, to), weight: values.map((value) => value / total) }
  })
  return Array.from({ length: offsets.length - 1 }, (_, row) => ({
    row,
    end: offsets[row + 1] - offsets[row] - 1,
    soft: softOf(item[offsets[row + 1] - 2]),
  }))
}

function memoized<T>(of: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>()
  return (key) => {
    if (!known.has(key)) known.set(key, of(key))
    return known.get(key)!
  }
}
