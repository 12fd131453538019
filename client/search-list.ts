import type { Nearness, ReadQuery, SearchIndex } from '@tacit-rec/engine'
import { inCategory, isListed, kindNamed, type Tower } from '@tacit-rec/pack'
import { indexOfItem } from './item-index.ts'
import { itemOf, type Now, originOf, planFor } from './lists.ts'
import type { Query, SearchAnswer } from './messages.ts'
import type { ClientPack } from './packs.ts'
import type { Scored } from './rank.ts'
import { matchReason } from './reasons.ts'
import { NO_RULES, type Plan, shape } from './shape/index.ts'
import type { HistoryEvent, Recommendation } from './types.ts'

export type Queries = typeof import('./queries.ts')

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
  { indexing, searchTexts }: Queries,
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
 * popularity, as rules shape it. What the visitor dislikes comes last.
 *
 * @param tower null without one, or before it is there
 */
export async function searchList(
  { cover, facetsOf, join, matchedWords, nearness, readQuery }: Queries,
  of: Scored,
  index: SearchIndex,
  tower: Tower | null,
  typed: string,
  query: Query,
  now: Now,
): Promise<SearchAnswer> {
  const { pack, disliked } = of
  const { limit, offset = 0, facets } = query
  const read = readQuery(typed)
  const coverage = cover(index, read)
  const plan = searchPlan(pack, query, now)
  const isUnwanted = unwantedIn(pack, query)
  const near = nearnessIn(pack, tower, typed, nearness)
  const scores = join(coverage, of.scores, pack.popularity, near)
  const candidates = scores.map((score, item) => (coverage[item] > 0 ? score : Number.NaN))
  const best = (wanted: number, isDisliked: boolean) =>
    shape({
      scores: candidates,
      isOut: (item) => isUnwanted(item) || disliked.has(item) !== isDisliked,
      plan: isDisliked ? { ...NO_RULES, accepts: plan.accepts } : plan,
      indexOf: (id) => indexOfItem(pack, id),
      limit: wanted,
      offset,
      people: of,
      seen: 'mixed',
      bought: 'mixed',
      pack: pack.stage === 'memory' ? null : pack,
      now: now.time,
      pause: now.pause,
    })
  const spelled = spelling(typed, readQuery)
  const liked = await best(limit, false)
  const items = [...liked, ...(await best(limit - liked.length, true))].map(
    ({ item, rule }): Recommendation => ({
      ...itemOf(pack, item, now),
      score: scores[item],
      reason: matchReason(
        typed,
        spelled(matchedWords(index, read, item)),
        coverage[item],
        now.words,
      ),
      ...(rule && { rule }),
    }),
  )
  const { accepts } = searchPlan(pack, { ...query, filter: undefined }, now)
  const matches = matchesOf(
    coverage,
    (item) => isUnwanted(item) || (accepts !== null && !accepts(item)),
  )
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
  { cover, join, nearness, readQuery }: Queries,
  of: Scored,
  index: SearchIndex,
  tower: Tower | null,
  typed: string,
  ids: readonly string[],
): (number | null)[] {
  const { pack } = of
  const near = nearnessIn(pack, tower, typed, nearness)
  const scores = join(cover(index, readQuery(typed)), of.scores, pack.popularity, near)
  return ids.map((id) => {
    const item = indexOfItem(pack, id)
    // What the site found by other means stays behind what the query covers.
    return item === undefined ? null : Math.max(scores[item], -1)
  })
}

/**
 * The rules of a search. Who searches for what they met must find it, so rules about that, and chance,
 * do not apply; nor does diversity, unless the call asks for it.
 */
function searchPlan(pack: ClientPack, query: Query, now: Now): Plan {
  const { diversity } = query
  const plan = planFor(pack, pack.catalogue, query, now)
  return { ...plan, seen: 'mixed', bought: 'mixed', explore: 0, diversity }
}

/**
 * Scores of the site's own objects, as the rules of a placement order them: pins, slots, boosts and
 * what is buried. Nothing is left out, so filters and caps do not apply.
 *
 * @param values the score of each id, null where the catalogue does not have it
 * @returns if rules order them, minus the place of each
 */
export async function ruledScores(
  of: Scored,
  ids: readonly string[],
  values: readonly (number | null)[],
  placement: string | undefined,
  now: Now,
): Promise<(number | null)[]> {
  const { pack } = of
  const { pins, slots, boosts, buried } = planFor(
    pack,
    pack.catalogue,
    { placement, limit: 0 },
    now,
  )
  if (!pins.length && !slots.length && !boosts.length && !buried) return [...values]
  const scores = new Float32Array(pack.manifest.items).fill(Number.NaN)
  for (const [n, id] of ids.entries()) {
    const item = indexOfItem(pack, id)
    if (item !== undefined) scores[item] = values[n] ?? 0
  }
  const placed = await shape({
    scores,
    isOut: () => false,
    plan: { ...NO_RULES, pins, slots, boosts, buried },
    indexOf: (id) => indexOfItem(pack, id),
    limit: ids.length,
    people: of,
    seen: 'mixed',
    bought: 'mixed',
    pack: null,
    now: now.time,
    pause: now.pause,
  })
  const places = new Map(placed.map(({ item }, place) => [item, place]))
  return ids.map((id, n) => {
    const place = places.get(indexOfItem(pack, id) ?? -1)
    return values[n] === null || place === undefined ? null : -place
  })
}

/** Gives words of a query back as they were typed, not as they are compared: `grüne` for `grune`. */
function spelling(
  typed: string,
  readQuery: Queries['readQuery'],
): (compared: readonly string[]) => string[] {
  const own = new Map<string, string>()
  for (const typedWord of typed.match(/[\p{L}\p{M}\p{N}'’]+/gu) ?? []) {
    const compared = readQuery(typedWord).words
    if (compared.length === 1 && !own.has(compared[0])) own.set(compared[0], typedWord)
  }
  return (compared) => compared.map((word) => own.get(word) ?? word)
}

function nearnessIn(
  pack: ClientPack,
  tower: Tower | null,
  typed: string,
  nearness: Queries['nearness'],
): Nearness | null {
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
