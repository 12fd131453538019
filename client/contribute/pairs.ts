import type { Pair } from '@tacit-rec/contribute'
import type { Contributable } from '../contributable.ts'
import type { PairIds } from './kept.ts'

/** A pair with its titles. */
export interface TitledPair extends Pair {
  titles: readonly [i: string, j: string]
}

/** A pair's events are at most this many apart, as transitions in training are. */
const MAX_GAP = 5
/** Newest events that pairs are made of. */
const MAX_EVENTS = 100

/** The distinct pairs of a history that were not given yet. */
export function pairsOf({ items }: Contributable, given: readonly PairIds[]): TitledPair[] {
  const known = new Set(given.map((pair) => JSON.stringify(pair)))
  const newest = items.slice(-MAX_EVENTS)
  const pairs: TitledPair[] = []
  for (const [at, i] of newest.entries())
    for (const j of newest.slice(at + 1, at + 1 + MAX_GAP)) {
      if (!i || !j || i.id === j.id) continue
      const name = JSON.stringify([i.id, j.id])
      if (known.has(name)) continue
      known.add(name)
      const titles = [i.title, j.title] as const
      pairs.push({ i: i.id, j: j.id, clusterOfI: i.cluster, clusterOfJ: j.cluster, titles })
    }
  return pairs
}
