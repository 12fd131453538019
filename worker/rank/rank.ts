import { combine, encode, knownEvents, type NamedEvent, topK } from '@tacit-rec/engine'
import type { RankModel } from './model.ts'

/** What a list is made of, beside the history. */
export interface RankOptions {
  limit: number
  /** Rows that are left out. */
  exclude: ReadonlySet<number>
  /** Undefined: seen items come after all others, bought ones last. False: neither is listed. */
  includeSeen?: boolean
  includeUnlisted: boolean
}

export interface RankedRow {
  row: number
  score: number
}

/**
 * The best items for a history, in the order in which the SDK lists them.
 *
 * @param history oldest first
 * @returns `best`: null for a history without an event that counts, about which scores say nothing
 */
export function rank(
  { pack, pool, isUnlisted }: RankModel,
  history: readonly NamedEvent[],
  { limit, exclude, includeSeen, includeUnlisted }: RankOptions,
): { best: RankedRow[] | null; isWanted(row: number): boolean } {
  const { events, seen, bought, disliked } = knownEvents(pack.manifest, history)
  const isWanted = (item: number) =>
    !exclude.has(item) && !disliked.has(item) && (includeUnlisted || !isUnlisted(item))
  if (events.length === 0) return { best: null, isWanted }
  const scores = combine(pack, pool(encode(pack, events).intents), events)
  const tierOf = (item: number) => {
    if (!isWanted(item)) return -1
    if (includeSeen) return 0
    return bought.has(item) ? 2 : seen.has(item) ? 1 : 0
  }
  const best: RankedRow[] = []
  const tiers = includeSeen === undefined ? 3 : 1
  for (let tier = 0; tier < tiers && best.length < limit; tier++)
    for (const { item, score } of topK(scores, limit - best.length, (n) => tierOf(n) !== tier))
      best.push({ row: item, score })
  return { best, isWanted }
}
