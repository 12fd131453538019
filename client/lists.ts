import { popularItems, similarItems } from '@tacit-rec/engine'
import { factsOf, inCategory, isListed } from '@tacit-rec/pack'
import type { PackState } from './current-pack.ts'
import { failure } from './failure.ts'
import { indexOfItem } from './item-index.ts'
import type { Answer, Query } from './messages.ts'
import type { ClientPack, FirstShelf } from './packs.ts'
import { pick, type Scored } from './rank.ts'
import { readHistory } from './read-history.ts'
import { fallbackReason, metReason, popularReason, queryReason, reasonOf } from './reasons.ts'
import type { Explained, HistoryEvent, Origin, Recommendation } from './types.ts'

/** What a list is made in. */
export interface Now {
  state: PackState
  /** The history as it is now, which a list may be older than. */
  latest: readonly HistoryEvent[]
  /** `performance.now()` at the call. */
  began: number
}

const OK = { code: 'ok' }
export const NO_HISTORY = { code: 'history/none', reason: 'no history yet' }
const NO_ITEMS = { code: 'items/none', reason: 'no item is left after exclude, category and stock' }
const PARTIAL = {
  code: 'pack/partial',
  reason: 'ranked by the memory alone: the item tables are still loading',
}

/**
 * The items by score, best first; without a history the popular ones. What was seen comes after
 * everything else, what was bought last.
 */
export function rankList(of: Scored, query: Query, now: Now): Answer {
  const { pack, seen, bought, scores } = of
  const isUnwanted = unwanted(of, query, now)
  const { limit, skip = 0, includeSeen } = query
  if (!scores) {
    const items = popular(pack, query, (item) => !isUnwanted(item))
    return complete(of, items, { source: 'popular', ...NO_HISTORY }, query, now)
  }
  const isPartial = pack.stage === 'memory'
  const tierOf = (item: number) => {
    if (isUnwanted(item) || (isPartial && scores[item] <= 0)) return -1
    if (includeSeen) return 0
    return bought.has(item) ? 2 : seen.has(item) ? 1 : 0
  }
  const tiers = includeSeen === undefined ? 3 : 1
  const items = pick(scores, limit, skip, tiers, tierOf).map(({ item, score }) => ({
    ...itemOf(pack, item),
    score,
    reason: whyOf(of, item),
  }))
  return complete(of, items, { source: 'model', ...(isPartial ? PARTIAL : OK) }, query, now)
}

/** The reason for an item: a past query if it adds more than half of the rest of the score. */
function whyOf(of: Scored, item: number): Recommendation['reason'] {
  const terms = of.explain(item)
  const queries = queryTerms(of, item)
  const strongest = queries.reduce((a, b) => (b.weight > a.weight ? b : a), {
    query: '',
    weight: 0,
  })
  const rest = terms.score - terms.base - terms.prior
  if (strongest.weight > 0 && strongest.weight > rest / 2)
    return queryReason(strongest.query, strongest.weight)
  return reasonOf(of.pack, of.events, terms, of.near, item)
}

function queryTerms({ demand }: Scored, item: number): { query: string; weight: number }[] {
  return demand.map(({ query, scores }) => ({ query, weight: scores[item] }))
}

/** The popular items, without what was bought. */
export function popularList(of: Scored, query: Query, now: Now): Answer {
  const isUnwanted = unwanted(of, query, now)
  const items = popular(of.pack, query, (item) => !isUnwanted(item) && !of.bought.has(item))
  return complete({ ...of, engine: 'none' }, items, { source: 'popular', ...OK }, query, now)
}

/** The items similar to some. @throws `items/unknown` if the catalogue has none of them */
export function similarList(of: Scored, ids: readonly string[], query: Query, now: Now): Answer {
  const { pack } = of
  const known = ids.filter((id) => indexOfItem(pack, id) !== undefined)
  if (known.length === 0) throw unknownItem(ids[0])
  const numbers = known.map((id) => indexOfItem(pack, id)!)
  const { title: label = known[0] } = factsOf(pack.catalogue, numbers[0])
  const isUnwanted = unwanted(of, query, now)
  const { limit, skip = 0 } = query
  const items = similarItems(pack, numbers, skip + limit, (item) => !isUnwanted(item))
    .slice(skip)
    .map(
      ({ item, score }): Recommendation => ({
        ...itemOf(pack, item),
        score,
        reason: { kind: 'event', text: `Like ${label}`, item: known[0], label, weight: score },
      }),
    )
  return complete({ ...of, engine: 'none' }, items, { source: 'model', ...OK }, query, now)
}

/** The items that the person met, newest first, each once. */
export function recentList(of: Scored, query: Query, now: Now): Answer {
  const { pack, history } = of
  const isUnwanted = unwanted(of, query, now)
  const { limit, skip = 0 } = query
  const numbers = history.toReversed().flatMap(({ item }) => indexOfItem(pack, item) ?? [])
  const items = [...new Set(numbers)]
    .filter((item) => of.seen.has(item) && !isUnwanted(item))
    .slice(skip, skip + limit)
    .map((item) => ({ ...itemOf(pack, item), score: 0, reason: metReason(pack, history, item) }))
  const origin = history.length === 0 ? NO_HISTORY : OK
  return complete({ ...of, engine: 'none' }, items, { source: 'model', ...origin }, query, now)
}

/** The pack's first shelf: for a list without a history that it fills, while nothing can rank. */
export function firstShelf(head: FirstShelf | null, query: Query, now: Now): Answer | null {
  const { limit, skip = 0, exclude = [], context = [], category, because } = query
  const { latest, state, began } = now
  const people = (query.history ?? latest).length + context.length > 0 || because !== undefined
  if (!head || people || query.includeUnlisted) return null
  const shelf = head.shelves.find((one) => one.category === (category ?? null))
  const listed = (shelf?.items ?? [])
    .map((n) => head.items[n])
    .filter(({ id }) => !exclude.includes(id))
    .slice(skip, skip + limit)
  if (listed.length < limit) return null
  const reason = popularReason(0)
  return {
    source: 'popular',
    ...NO_HISTORY,
    items: listed.map(({ row: _, ...facts }) => ({ id: facts.id, score: 0, facts, reason })),
    engine: 'none',
    sequence: state.sequence,
    stale: state.stale,
    milliseconds: performance.now() - began,
  }
}

/** The terms of an item's score. @throws `items/unknown` */
export function explained(of: Scored, id: string): Explained {
  const { pack, events: history } = of
  const item = indexOfItem(pack, id)
  if (item === undefined) throw unknownItem(id)
  if (!of.scores) {
    const prior = pack.items.bias[item]
    const why = popularReason(prior)
    return {
      id,
      score: prior,
      why,
      base: 0,
      prior,
      intents: [],
      events: [],
      queries: [],
      ...NO_HISTORY,
    }
  }
  const terms = of.explain(item)
  const { base, prior, intents } = terms
  const queries = queryTerms(of, item)
  const score = queries.reduce((sum, { weight }) => sum + weight, terms.score)
  const events = terms.events.flatMap((weight, n) =>
    weight === 0 ? [] : [{ item: pack.catalogue.ids[history[n].item], weight }],
  )
  return { id, score, why: whyOf(of, item), base, prior, intents, events, queries, code: 'ok' }
}

/** Where scores come from: the edge may not have confirmed their pack. */
export function originOf(
  origin: Pick<Origin, 'source' | 'code' | 'reason'>,
  { fromCache, problem }: PackState,
): Pick<Origin, 'source' | 'code' | 'reason'> {
  if (origin.source !== 'model' || !fromCache || !problem) return origin
  const why = origin.code === 'ok' && { code: problem.code, reason: problem.message }
  return { ...origin, source: 'cache', ...why }
}

/** Completes a list: the site's own items up to `min`, and what is known about its origin. */
function complete(
  of: Pick<Scored, 'pack' | 'disliked' | 'engine'>,
  items: Recommendation[],
  origin: Pick<Origin, 'source' | 'code' | 'reason'>,
  query: Query,
  now: Now,
): Answer {
  const { pack } = of
  const { min = 0, fallback = [] } = query
  const listed = new Set(items.map(({ id }) => id))
  const isUnwanted = unwanted(of, query, now)
  for (const id of fallback) {
    const item = indexOfItem(pack, id)
    if (items.length >= min) break
    if (item === undefined || listed.has(id) || isUnwanted(item)) continue
    listed.add(id)
    items.push({ ...itemOf(pack, item), score: 0, reason: fallbackReason() })
  }
  const isEmpty = items.length === 0 && origin.code === 'ok'
  return {
    ...originOf(isEmpty ? { ...origin, ...NO_ITEMS } : origin, now.state),
    items,
    engine: of.engine,
    sequence: pack.manifest.sequence,
    stale: now.state.stale,
    milliseconds: performance.now() - now.began,
  }
}

/**
 * Rejects the items that no list may show, and those that this one must not. What was disliked
 * meanwhile is not on the next page of an older listing either.
 */
function unwanted(
  { pack, disliked }: Pick<Scored, 'pack' | 'disliked'>,
  { exclude = [], context = [], because, category, includeUnlisted, history }: Query,
  { latest }: Now,
): (item: number) => boolean {
  const ids = [...exclude, ...context, ...(because === undefined ? [] : [because])]
  const excluded = new Set(ids.flatMap((id) => indexOfItem(pack, id) ?? []))
  const dislikedNow = history ? readHistory(pack, latest).disliked : disliked
  return (item) =>
    excluded.has(item) ||
    disliked.has(item) ||
    dislikedNow.has(item) ||
    (!includeUnlisted && !isListed(pack.catalogue, item)) ||
    (category !== undefined && !inCategory(pack.catalogue, item, category))
}

function unknownItem(id: string | undefined): Error {
  return failure('items/unknown', `item "${id}" is not in the catalogue`)
}

function itemOf({ catalogue }: ClientPack, item: number): Pick<Recommendation, 'id' | 'facts'> {
  return { id: catalogue.ids[item], facts: factsOf(catalogue, item) }
}

function popular(
  pack: ClientPack,
  { limit, skip = 0 }: Query,
  inside: (item: number) => boolean,
): Recommendation[] {
  return popularItems(pack, skip + limit, inside)
    .slice(skip)
    .map(({ item, score }) => ({ ...itemOf(pack, item), score, reason: popularReason(score) }))
}
