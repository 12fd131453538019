import {
  cover,
  facetsOf,
  indexing,
  join,
  matchedWords,
  type Nearness,
  nearness,
  type ReadQuery,
  readQuery,
  type SearchIndex,
  searchTexts,
  topK,
} from '@tacit-rec/engine'
import { factsOf, inCategory, isListed, kindNamed, type Tower } from '@tacit-rec/pack'
import { indexOfItem } from './item-index.ts'
import { type Now, originOf } from './lists.ts'
import type { Query, SearchAnswer } from './messages.ts'
import type { ClientPack } from './packs.ts'
import type { Scored } from './rank.ts'
import { matchReason } from './reasons.ts'
import type { HistoryEvent, Recommendation } from './types.ts'

/** An item counts as a match if it covers this share of what the best one does. */
const MIN_SHARE = 0.5

const indices = new WeakMap<readonly string[], Promise<SearchIndex>>()

/**
 * The index over a pack's facts. Built when the first query is typed, which takes less time than to
 * fetch one (docs/measurements/search.md).
 *
 * @param pause lets a page paint between two steps
 */
export function indexOf(
  { catalogue }: Pick<ClientPack, 'catalogue'>,
  pause: () => Promise<void>,
): Promise<SearchIndex> {
  const before = indices.get(catalogue.ids)
  if (before) return before
  const work = (async () => {
    const steps = indexing(searchTexts(catalogue))
    for (;;) {
      const { done, value } = steps.next()
      if (done) return value
      await pause()
    }
  })()
  indices.set(catalogue.ids, work)
  work.catch(() => indices.delete(catalogue.ids))
  return work
}

/** What the visitor typed before, oldest first: the events of kind `query`. */
export function pastQueries(history: readonly HistoryEvent[]): string[] {
  return history.flatMap(({ kind, item }) => (isQuery(kind) && item.trim() !== '' ? [item] : []))
}

function isQuery(kind: string): boolean {
  return kind === 'query' || kindNamed(kind)?.name === 'query'
}

/**
 * The items that a query finds, by the joined score of coverage, the visitor's own ranking and
 * popularity. What the visitor dislikes comes last.
 *
 * @param tower null without one, or before it is there
 */
export function searchList(
  of: Scored,
  index: SearchIndex,
  tower: Tower | null,
  typed: string,
  query: Query,
  now: Now,
): SearchAnswer {
  const { pack, disliked } = of
  const { limit, offset = 0, facets } = query
  const read = readQuery(typed)
  const coverage = cover(index, read)
  const isUnwanted = unwantedIn(pack, query)
  const scores = join(coverage, of.scores, pack.popularity, nearnessIn(pack, tower, typed))
  const best = (wanted: number, isDisliked: boolean) =>
    topK(
      scores,
      wanted,
      (item) => coverage[item] <= 0 || isUnwanted(item) || disliked.has(item) !== isDisliked,
    )
  const liked = best(limit, false)
  const items = [...liked, ...best(limit - liked.length, true)].map(
    ({ item, score }): Recommendation => ({
      id: pack.catalogue.ids[item],
      score,
      facts: factsOf(pack.catalogue, item),
      reason: matchReason(typed, matchedWords(index, read, item), coverage[item]),
    }),
  )
  const matches = matchesOf(coverage, isUnwanted)
  return {
    ...originOf({ source: 'model', ...codeOf(read, items.length + offset, typed) }, now.state),
    items,
    total: matches.length,
    facets: facets ? facetsOf(pack.catalogue, matches, facets) : [],
    engine: of.engine,
    sequence: pack.manifest.sequence,
    stale: now.state.stale,
    milliseconds: performance.now() - now.began,
  }
}

/** The joined score of some ids; null for an item that the catalogue does not have. */
export function searchScores(
  of: Scored,
  index: SearchIndex,
  tower: Tower | null,
  typed: string,
  ids: readonly string[],
): (number | null)[] {
  const { pack } = of
  const near = nearnessIn(pack, tower, typed)
  const scores = join(cover(index, readQuery(typed)), of.scores, pack.popularity, near)
  return ids.map((id) => {
    const item = indexOfItem(pack, id)
    // What the site found by other means stays behind what the query covers.
    return item === undefined ? null : Math.max(scores[item], -1)
  })
}

function nearnessIn(pack: ClientPack, tower: Tower | null, typed: string): Nearness | null {
  return tower && pack.stage !== 'memory' ? nearness(tower, pack, typed) : null
}

function codeOf({ words }: ReadQuery, found: number, typed: string) {
  if (words.length === 0)
    return { code: 'query/empty', reason: 'the query has no letter or number to search by' }
  if (found > 0) return { code: 'ok' }
  return { code: 'items/none', reason: `nothing matches "${typed.slice(0, 80)}"` }
}

function unwantedIn(
  { catalogue }: ClientPack,
  { exclude = [], category, includeUnlisted }: Query,
): (item: number) => boolean {
  const excluded = new Set(exclude.flatMap((id) => indexOfItem({ catalogue }, id) ?? []))
  return (item) =>
    excluded.has(item) ||
    (!includeUnlisted && !isListed(catalogue, item)) ||
    (category !== undefined && !inCategory(catalogue, item, category))
}

function matchesOf(coverage: Float32Array, isUnwanted: (item: number) => boolean): number[] {
  let best = 0
  for (const value of coverage) best = Math.max(best, value)
  const found: number[] = []
  for (let item = 0; item < coverage.length; item++)
    if (coverage[item] > 0 && coverage[item] >= MIN_SHARE * best && !isUnwanted(item))
      found.push(item)
  return found
}
