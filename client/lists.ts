import { confidence, listOdds, similarities } from '@tacit-rec/engine'
import {
  type Catalogue,
  factsOf,
  inCategory,
  isListed,
  parseCondition,
  parseRuleList,
  type Rule,
} from '@tacit-rec/pack'
import type { PackState } from './current-pack.ts'
import { failure, problemOf } from './failure.ts'
import { catalogueOf } from './head-catalogue.ts'
import { indexOfItem } from './item-index.ts'
import { localizedFacts } from './localized.ts'
import type { Answer, Query } from './messages.ts'
import type { ClientPack, FirstShelf } from './packs.ts'
import { formatPrice } from './price.ts'
import type { Scored } from './rank.ts'
import { readHistory } from './read-history.ts'
import {
  exploredReason,
  fallbackReason,
  metReason,
  popularReason,
  queryReason,
  reasonOf,
  similarReason,
} from './reasons.ts'
import {
  counter,
  type Met,
  NO_RULES,
  type Placed,
  type Plan,
  planOf,
  rulesFor,
  shape,
} from './shape/index.ts'
import type { Explained, HistoryEvent, Origin, Reason, Recommendation } from './types.ts'
import type { Words } from './words.ts'

/** What a list is made in. */
export interface Now {
  state: PackState
  /** The history as it is now, which a list may be older than. */
  latest: readonly HistoryEvent[]
  /** `performance.now()` at the call. */
  began: number
  /** Milliseconds since 1970. */
  time: number
  /** The language of reasons. */
  words: Words
  /** The language of facts; null: as they are. */
  locale: string | null
  /** Of prices that the catalogue names no currency of. */
  currency: string | null
  /** Lets a page paint between two steps. */
  pause(): Promise<void>
}

const OK = { code: 'ok' }
export const NO_HISTORY = { code: 'history/none', reason: 'no history yet' }
const NO_ITEMS = {
  code: 'items/none',
  reason: 'no item is left after exclude, category, filters and stock',
}
const PARTIAL = {
  code: 'pack/partial',
  reason: 'ranked by the memory alone: the item tables are still loading',
}
/** Days after which an item that was seen has come back half of the way. */
const HALF_LIFE = 30

/**
 * The items by score, best first; without a history the popular ones. What was seen comes after
 * everything else and comes back with time; what was bought comes last.
 */
export async function rankList(of: Scored, query: Query, now: Now): Promise<Answer> {
  const { pack, scores } = of
  const { includeSeen } = query
  if (!scores) {
    const list = { scores: pack.popularity, ...EVEN }
    const items = await listed(of, list, query, now, popularOne(of, now))
    return complete(of, items, { source: 'popular', ...NO_HISTORY }, query, now)
  }
  const isPartial = pack.stage === 'memory'
  const candidates = isPartial ? scores.map((score) => (score > 0 ? score : Number.NaN)) : scores
  const always: Met | null = includeSeen === undefined ? null : includeSeen ? 'mixed' : 'never'
  const list = { scores: candidates, seen: HALF_LIFE, bought: 'last' as const, always }
  const items = await listed(of, list, query, now, ({ item, explored }) => ({
    score: scores[item],
    reason: explored ? exploredReason(scores[item], now.words) : whyOf(of, item, now.words),
  }))
  const answer = complete(of, items, { source: 'model', ...(isPartial ? PARTIAL : OK) }, query, now)
  const sure = isPartial ? null : confidenceIn(of, scores)
  return sure === null ? answer : { ...answer, confidence: sure }
}

/** Null if the pack is not calibrated, or has no more items than a list. */
function confidenceIn({ pack, seen, disliked }: Scored, scores: Float32Array): number | null {
  const { calibration } = pack.manifest.score
  const isOut = (item: number) => seen.has(item) || disliked.has(item)
  const odds = calibration ? listOdds(scores, isOut) : null
  return calibration && odds !== null ? confidence(odds, calibration) : null
}

/** The reason for an item: a past query if it adds more than half of the rest of the score. */
function whyOf(of: Scored, item: number, words: Words): Reason {
  const terms = of.explain(item)
  const queries = queryTerms(of, item)
  const strongest = queries.reduce((a, b) => (b.weight > a.weight ? b : a), {
    query: '',
    weight: 0,
  })
  const rest = terms.score - terms.base - terms.prior
  if (strongest.weight > 0 && strongest.weight > rest / 2)
    return queryReason(strongest.query, strongest.weight, words)
  return reasonOf(of.pack, of.events, terms, of.near, item, words)
}

function queryTerms({ demand }: Scored, item: number): { query: string; weight: number }[] {
  return demand.map(({ query, scores }) => ({ query, weight: scores[item] }))
}

/** The popular items, without what was bought. */
export async function popularList(of: Scored, query: Query, now: Now): Promise<Answer> {
  const list = { scores: of.pack.popularity, seen: 'mixed', bought: 'never' } as const
  const items = await listed(of, list, query, now, popularOne(of, now))
  return complete({ ...of, engine: 'none' }, items, { source: 'popular', ...OK }, query, now)
}

/**
 * Popular items that differ from one another, and that the person has not met: an answer to each
 * tells much of a taste.
 */
export async function onboardingList(of: Scored, query: Query, now: Now): Promise<Answer> {
  const scores = of.pack.popularity.map((users) => Math.log1p(users))
  const list = { scores, seen: 'never', bought: 'never' } as const
  const varied: Query = { ...query, diversity: query.diversity ?? ONBOARDING }
  const items = await listed(of, list, varied, now, popularOne(of, now))
  return complete({ ...of, engine: 'none' }, items, { source: 'popular', ...OK }, query, now)
}

const ONBOARDING = { amount: 0.7, by: 'items' } as const

/** The items similar to some. @throws `items/unknown` if the catalogue has none of them */
export async function similarList(
  of: Scored,
  ids: readonly string[],
  query: Query,
  now: Now,
): Promise<Answer> {
  const { pack } = of
  const known = ids.filter((id) => indexOfItem(pack, id) !== undefined)
  if (known.length === 0) throw unknownItem(ids[0])
  const numbers = known.map((id) => indexOfItem(pack, id)!)
  const scores = similarities(pack, numbers)
  const items = await listed(of, { scores, ...EVEN }, query, now, ({ item }) => ({
    score: scores[item],
    reason: similarReason(pack, numbers[0], scores[item], now.words),
  }))
  return complete({ ...of, engine: 'none' }, items, { source: 'model', ...OK }, query, now)
}

/** The items that the person met, newest first, each once. */
export async function recentList(of: Scored, query: Query, now: Now): Promise<Answer> {
  const { pack, history } = of
  const scores = new Float32Array(pack.manifest.items).fill(Number.NaN)
  for (const [place, { item: id }] of history.entries()) {
    const item = indexOfItem(pack, id)
    if (item !== undefined && of.seen.has(item)) scores[item] = place
  }
  const items = await listed(of, { scores, ...EVEN }, query, now, ({ item }) => ({
    score: 0,
    reason: metReason(pack, history, item, now.words),
  }))
  const origin = history.length === 0 ? NO_HISTORY : OK
  return complete({ ...of, engine: 'none' }, items, { source: 'model', ...origin }, query, now)
}

/**
 * The pack's first shelf: for a list that it fills, while nothing can rank.
 *
 * @param isPopular for a list of popular items, whose order no history changes; else for people without
 */
export async function firstShelf(
  head: FirstShelf | null,
  query: Query,
  now: Now,
  isPopular = false,
): Promise<Answer | null> {
  const { limit, offset = 0, exclude = [], context = [], category, because } = query
  const { latest, state, began } = now
  const history = query.history ?? latest
  const isRanked = (history.length > 0 && !isPopular) || context.length > 0 || because !== undefined
  if (!head || isRanked || query.includeUnlisted) return null
  const shelf = head.shelves.find((one) => one.category === (category ?? null))
  const shown = (shelf?.items ?? [])
    .map((n) => head.items[n])
    .map((facts) => (now.locale === null ? facts : localizedFacts(facts, now.locale)))
  const catalogue = catalogueOf(shown)
  const plan = planFor(head, catalogue, query, now)
  const places = new Map(catalogue.ids.map((id, place) => [id, place]))
  // What the first shelf does not know may be pinned to it, or come before what a rule moves down.
  if (plan.pins.some(({ id }) => !places.has(id) && !exclude.includes(id))) return null
  if (history.length > 0 && (plan.seen ?? plan.bought) !== undefined) return null
  const known = { manifest: head.manifest, catalogue }
  const { met, bought, disliked } = readHistory(known, history)
  const dislikedNow = history === latest ? disliked : readHistory(known, latest).disliked
  const items = await shape({
    scores: Float32Array.from(shown, (_, place) => -place),
    isOut: (item) =>
      exclude.includes(catalogue.ids[item]) || disliked.has(item) || dislikedNow.has(item),
    plan,
    indexOf: (id) => places.get(id),
    limit,
    offset,
    people: { met, bought, events: [] },
    ...{ seen: 'mixed', bought: 'never' },
    pack: null,
    now: now.time,
    pause: now.pause,
  })
  if (items.length < limit) return null
  const reason = popularReason(0, now.words)
  return {
    source: 'popular',
    ...(history.length > 0 ? OK : NO_HISTORY),
    items: items.map(({ item, rule }) => ({
      ...itemOf({ catalogue }, item, now),
      score: 0,
      reason,
      ...(rule && { rule }),
    })),
    engine: 'none',
    sequence: state.sequence,
    stale: state.stale,
    milliseconds: performance.now() - began,
  }
}

/** What a list orders, and what becomes of items that the person met. */
interface List {
  scores: Float32Array
  seen: Met
  bought: Met
  /** Overrides what rules say of items that were met. */
  always?: Met | null
}

const EVEN = { seen: 'mixed', bought: 'mixed' } as const

/** One page of a list, as rules and options shape it. */
async function listed(
  of: Scored,
  { always, ...list }: List,
  query: Query,
  now: Now,
  tell: (placed: Placed) => Pick<Recommendation, 'score' | 'reason'>,
): Promise<Recommendation[]> {
  const { pack } = of
  const plan = planFor(pack, pack.catalogue, query, now)
  // To compile a rule may parse a column.
  await now.pause()
  if (always) Object.assign(plan, { seen: always, bought: always })
  const placed = await shape({
    ...list,
    isOut: unwanted(of, query, now),
    plan,
    indexOf: (id) => indexOfItem(pack, id),
    limit: query.limit,
    offset: query.offset,
    people: of,
    pack: pack.stage === 'memory' ? null : pack,
    seed: query.seed,
    now: now.time,
    pause: now.pause,
  })
  return placed.map((one) => ({
    ...itemOf(pack, one.item, now),
    ...tell(one),
    ...(one.rule && { rule: one.rule }),
  }))
}

/** @throws `options/rules`, `options/filter` with the path of what is wrong in the call's own */
export function planFor(
  { rules }: Pick<ClientPack, 'rules'>,
  catalogue: Catalogue,
  query: Query,
  { time }: Now,
): Plan {
  const { placement, diversity, explore, filter, isPlain } = query
  const own: Rule[] = query.rules === undefined ? [] : checked('rules', parseRuleList, query.rules)
  const condition =
    filter === undefined ? [] : [{ filter: checked('filter', parseCondition, filter) }]
  const plan = planOf(rulesFor(rules, placement, [...own, ...condition]), catalogue, time)
  if (isPlain) return { ...NO_RULES, accepts: plan.accepts }
  if (diversity) plan.diversity = diversity
  if (explore !== undefined) plan.explore = explore
  return plan
}

function checked<T>(option: 'rules' | 'filter', parse: (json: unknown) => T, given: unknown): T {
  try {
    return parse(given)
  } catch (error) {
    throw failure(option === 'rules' ? 'options/rules' : 'options/filter', problemOf(error).message)
  }
}

function popularOne({ pack }: Scored, { words }: Now) {
  return ({ item }: Placed): { score: number; reason: Reason } => {
    const score = pack.popularity[item]
    return { score, reason: popularReason(score, words) }
  }
}

/** The terms of an item's score. @throws `items/unknown` */
export function explained(of: Scored, id: string, words: Words): Explained {
  const { pack, events: history } = of
  const item = indexOfItem(pack, id)
  if (item === undefined) throw unknownItem(id)
  if (!of.scores) {
    const prior = pack.items.bias[item]
    const why = popularReason(prior, words)
    const none = { base: 0, intents: [], events: [], queries: [], tastes: 0 }
    return { id, score: prior, why, ...none, prior, ...NO_HISTORY }
  }
  const terms = of.explain(item)
  const { base, prior, intents } = terms
  const queries = queryTerms(of, item)
  const score = queries.reduce((sum, { weight }) => sum + weight, terms.score)
  const events = terms.events.flatMap((weight, n) =>
    weight === 0 ? [] : [{ item: pack.catalogue.ids[history[n].item], weight }],
  )
  const tastes = of.tastes?.[item] ?? 0
  const why = whyOf(of, item, words)
  const total = score + tastes
  return { id, score: total, why, base, prior, intents, events, queries, tastes, code: 'ok' }
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
  if (items.length < (query.min ?? 0)) fillUp(of, items, query, now)
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

/** Adds the site's own items up to `min`, as far as the rules allow. */
function fillUp(
  of: Pick<Scored, 'pack' | 'disliked'>,
  items: Recommendation[],
  query: Query,
  now: Now,
): void {
  const { pack } = of
  const { min = 0, fallback = [] } = query
  const isUnwanted = unwanted(of, query, now)
  const plan = planFor(pack, pack.catalogue, query, now)
  const { fits, count } = counter(plan)
  const listed = new Set(items.map(({ id }) => id))
  for (const id of listed) count(indexOfItem(pack, id)!)
  for (const id of fallback) {
    if (items.length >= min) return
    const item = indexOfItem(pack, id)
    if (item === undefined || listed.has(id) || isUnwanted(item) || !fits(item)) continue
    if (plan.accepts && !plan.accepts(item)) continue
    listed.add(id)
    count(item)
    items.push({ ...itemOf(pack, item, now), score: 0, reason: fallbackReason(now.words) })
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

export function itemOf(
  { catalogue }: Pick<ClientPack, 'catalogue'>,
  item: number,
  { currency, locale }: Now,
): Pick<Recommendation, 'id' | 'facts' | 'price'> {
  const facts = factsOf(catalogue, item)
  const price = formatPrice(facts.price, facts.currency ?? currency, locale)
  return { id: facts.id, facts, ...(price !== null && { price }) }
}
