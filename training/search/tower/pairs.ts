import type { LoggedQuery } from '../../data/types.ts'
import type { Random } from '../../random.ts'

/** A query and an item that answers it. */
export interface QueryPair {
  query: string
  item: number
  /** Relative weight in the loss. */
  weight: number
}

const KEYS = 'abcdefghijklmnopqrstuvwxyz'
const TYPOS = 0.15

/**
 * Made-up queries: one to four words of an item's text, mostly in their order, the first words of a
 * text more often; one in seven has a typo. They stand in where a shop has no search log.
 *
 * @param each queries per item
 */
export function syntheticPairs(
  texts: readonly string[],
  random: Random,
  { each = 3 } = {},
): QueryPair[] {
  return texts.flatMap((text, item) => {
    const all = text.split(/[\s·,;()[\]"]+/u).filter(Boolean)
    if (all.length === 0) return []
    return Array.from({ length: each }, () => {
      const size = Math.min(all.length, 1 + random.below(4))
      const places = new Set<number>()
      while (places.size < size) places.add(Math.floor(all.length * random.uniform() ** 1.3))
      const chosen = [...places].sort((a, b) => a - b).map((at) => all[at])
      if (random.uniform() < TYPOS) {
        const at = random.below(chosen.length)
        chosen[at] = withTypo(chosen[at], random)
      }
      return { query: chosen.join(' '), item, weight: 1 }
    })
  })
}

/** Pairs of a log that are learned from. */
const MAX_LOGGED = 100_000

/**
 * The pairs of a search log. The weight of a pair grows with the logarithm of how often it was seen,
 * in units of a made-up query. Of more than 100,000 pairs a random part is taken.
 */
export function loggedPairs(
  log: readonly LoggedQuery[],
  ids: readonly string[],
  random: Random,
): QueryPair[] {
  const places = new Map(ids.map((id, item) => [id, item]))
  const order = random.shuffle(Int32Array.from(log.keys()))
  const pairs: QueryPair[] = []
  for (const n of order.slice(0, MAX_LOGGED)) {
    const { query, item, weight } = log[n]
    const place = places.get(item)
    if (place !== undefined) pairs.push({ query, item: place, weight: 2 * Math.log2(1 + weight) })
  }
  return pairs
}

/** A word with one character dropped, doubled, replaced, or swapped with the next. */
export function withTypo(word: string, random: Random): string {
  const points = [...word]
  if (points.length < 4) return word
  const at = 1 + random.below(points.length - 2)
  const kind = random.below(4)
  if (kind === 0) points.splice(at, 1)
  else if (kind === 1) points.splice(at, 0, points[at])
  else if (kind === 2) points[at] = KEYS[random.below(KEYS.length)]
  else points.splice(at, 2, points[at + 1], points[at])
  return points.join('')
}
