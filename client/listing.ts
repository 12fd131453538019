import { problemOf } from './failure.ts'
import type { Answer, Query } from './messages.ts'
import type { Session } from './session.ts'
import type {
  HistoryEvent,
  Ranked,
  RankOptions,
  Recommendation,
  Recommendations,
  RecommendOptions,
  SearchOptions,
  SearchResults,
} from './types.ts'

const DEFAULT_LIMIT = 10
const MAX_LIMIT = 100_000
/** Characters of a query that are read. */
const MAX_TYPED = 1000
/** Candidates that a filter of the page is asked about at a time. */
const BATCH = 50
/** Histories kept for `next()`; the next page of an older listing is ranked by today's. */
const MAX_SNAPSHOTS = 50

const LIST_OPTIONS = 'placement limit exclude category includeUnlisted signal'
const KNOWN = {
  search: new Set(`${LIST_OPTIONS} filter facets`.split(' ')),
  popular: new Set(LIST_OPTIONS.split(' ')),
  similar: new Set(LIST_OPTIONS.split(' ')),
  recent: new Set(LIST_OPTIONS.split(' ')),
  rank: new Set(`${LIST_OPTIONS} min fallback context because filter includeSeen`.split(' ')),
}

export type ListMethod = keyof typeof KNOWN

/** Makes a session's listings. */
export interface Lister {
  list(method: ListMethod, ids: readonly string[], options: unknown): Promise<Recommendations>
  search(query: unknown, options: unknown): Promise<SearchResults>
  rank<T>(items: readonly T[], options: RankOptions<T> | undefined): Promise<Ranked<T>>
  /** Forgets the histories that listings were ranked by. */
  forget(): void
}

export function lister(session: Session): Lister {
  const snapshots = new Map<string, readonly HistoryEvent[]>()

  function keep(id: string, history: readonly HistoryEvent[]): void {
    snapshots.set(id, history)
    if (snapshots.size > MAX_SNAPSHOTS) snapshots.delete(snapshots.keys().next().value!)
  }

  async function list(
    method: ListMethod,
    ids: readonly string[],
    given: unknown,
    shown: readonly string[] = [],
    before?: string,
  ): Promise<Recommendations> {
    const began = performance.now()
    const options = optionsOf(given)
    for (const name of Object.keys(options))
      if (session.settings.debug && !KNOWN[method].has(name))
        session.warn(`${name} is not an option of this list`)
    const query = queryOf(options, session.warn)
    const { filter, signal } = options
    const id = randomId()
    let snapshot = before === undefined ? undefined : snapshots.get(before)
    let answer: Answer
    try {
      // Batches of a filter belong to one history, as pages do.
      if (filter) snapshot ??= await session.history.events()
      const exclude = [...(query.exclude ?? []), ...shown]
      const full: Query = { ...query, exclude, ...(snapshot && { history: snapshot }) }
      const ask = (wanted: Query) => askList(session, method, ids, wanted, signal)
      answer = await (filter ? filtered(ask, full, filter) : ask(full))
      snapshot ??= session.historyOf(answer)
    } catch (error) {
      answer = fallbackOf(error, query, shown, session, performance.now() - began)
    }
    if (snapshot) keep(id, snapshot)
    const listed = answer.items.map((item) => ({ ...item }))
    const all = [...shown, ...listed.map((item) => item.id)]
    return {
      ...answer,
      id,
      placement: typeof options.placement === 'string' ? options.placement : null,
      items: listed,
      next: () => list(method, ids, options, all, id),
    }
  }

  async function search(query: string, options: unknown): Promise<SearchResults> {
    return found(query, await list('search', [query], options))
  }

  return {
    list: (method, ids, options) => list(method, ids, options),
    search: (query, options) => search(typedOf(query), options),
    rank: (items, options) => rankOwn(session, items, options),
    forget: () => snapshots.clear(),
  }
}

function askList(
  session: Session,
  method: ListMethod,
  ids: readonly string[],
  query: Query,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  if (method === 'similar') return session.ask(signal, 'similar', ids, query)
  if (method === 'search') return session.ask(signal, 'search', ids[0], query)
  return session.ask(signal, method, query)
}

type Found = Pick<SearchResults, 'total' | 'facets'>

/** A list as results of a search; without an answer they are none. */
function found(query: string, list: Recommendations & Partial<Found>): SearchResults {
  const { total = 0, facets = [], next } = list
  return { ...list, query, total, facets, next: async () => found(query, await next()) }
}

/** What was typed, whatever it is, up to a length that no search needs. */
function typedOf(query: unknown): string {
  return (query === null || query === undefined ? '' : String(query)).slice(0, MAX_TYPED)
}

/** A filter is a function of the page, so candidates come to it in batches, best first. */
async function filtered(
  ask: (query: Query) => Promise<Answer>,
  query: Query,
  filter: NonNullable<RecommendOptions['filter']>,
): Promise<Answer> {
  const accept = ({ facts }: Recommendation) => {
    try {
      return filter(facts)
    } catch (error) {
      const { message } = problemOf(error)
      throw Object.assign(new Error(message), { code: 'sdk/filter' })
    }
  }
  const { limit, min = 0 } = query
  const items: Recommendation[] = []
  let answer: Answer
  let skip = 0
  do {
    const batch = Math.max(BATCH, 2 * limit)
    answer = await ask({ ...query, limit: batch, skip, min: 0 })
    items.push(...answer.items.filter(accept))
    skip += batch
    if (answer.items.length < batch) break
  } while (items.length < limit)
  items.length = Math.min(items.length, limit)
  if (items.length < min) {
    const exclude = [...(query.exclude ?? []), ...items.map(({ id }) => id)]
    const rest = await ask({ ...query, exclude, limit: 0, min: (query.fallback ?? []).length })
    items.push(...rest.items.filter(accept).slice(0, min - items.length))
  }
  if (items.length > 0) return { ...answer, items }
  const reason = 'the filter accepts no item'
  return { ...answer, items, ...(answer.code === 'ok' && { code: 'items/none', reason }) }
}

/** The site's own list, or nothing, with the reason. */
function fallbackOf(
  error: unknown,
  { limit, min = 0, fallback = [], exclude = [] }: Query,
  shown: readonly string[],
  { state }: Session,
  milliseconds: number,
): Answer {
  const { code, message } = problemOf(error)
  const left = fallback.filter((id) => !exclude.includes(id) && !shown.includes(id))
  const reason = { kind: 'fallback', text: 'Chosen by this site', weight: 0 } as const
  return {
    items: left.slice(0, min || limit).map((id) => ({ id, score: 0, facts: { id }, reason })),
    source: 'fallback',
    code,
    reason: message,
    engine: 'none',
    milliseconds,
    sequence: state?.sequence ?? null,
    stale: state?.stale ?? false,
  }
}

/**
 * Orders the site's objects by Σ of weight · place in the person's order and (1 − weight) · place
 * in the given one. Objects that the catalogue does not know keep their places.
 */
async function rankOwn<T>(
  session: Session,
  given: readonly T[],
  options: RankOptions<T> | undefined,
): Promise<Ranked<T>> {
  const { id: field = 'id' as keyof T, weight = 1, query, placement = null, signal } = options ?? {}
  const items = Array.isArray(given) ? [...(given as readonly T[])] : []
  const own = { id: randomId(), placement }
  try {
    const ids = items.map((item) =>
      String(typeof field === 'function' ? field(item) : item?.[field]),
    )
    const typed = query === undefined ? [] : [typedOf(query)]
    const { scores, ...origin } = await session.ask(signal, 'scores', ids, ...typed)
    const known = scores.flatMap((score, place) => (score === null ? [] : [{ place, score }]))
    const share = Math.min(1, Math.max(0, Number(weight) || 0))
    const personal = new Map(
      known
        .toSorted((a, b) => b.score - a.score || a.place - b.place)
        .map(({ place }, rank) => [place, rank]),
    )
    const order = known
      .map(({ place }, rank) => ({
        place,
        key: share * personal.get(place)! + (1 - share) * rank,
      }))
      .sort((a, b) => a.key - b.key || a.place - b.place)
    const ranked = [...items]
    for (const [n, { place }] of known.entries()) ranked[place] = items[order[n].place]
    return { ...own, ...origin, items: ranked }
  } catch (error) {
    const { code, message } = problemOf(error)
    return { ...own, items, source: 'fallback', code, reason: message, engine: 'none' }
  }
}

function optionsOf(given: unknown): RecommendOptions {
  return typeof given === 'object' && given !== null ? (given as RecommendOptions) : {}
}

/** Reads options that may be anything; what is invalid warns and counts as absent. */
function queryOf(
  options: RecommendOptions & SearchOptions,
  warn: (message: string) => void,
): Query {
  const number = (name: 'limit' | 'min', value: unknown, fallback: number) => {
    if (value === undefined) return fallback
    if (typeof value === 'number' && value >= 0) return Math.min(Math.floor(value), MAX_LIMIT)
    warn(`${name}: ${String(value)} is not a number from 0 to ${MAX_LIMIT}: using ${fallback}`)
    return fallback
  }
  const ids = (name: 'exclude' | 'fallback' | 'context') => {
    const value: unknown = options[name] ?? []
    if (Array.isArray(value)) return value.map(String)
    if (typeof value === 'string') return [value]
    warn(`${name}: ${String(value)} is not a list of ids: ignored`)
    return []
  }
  const limit = number('limit', options.limit, DEFAULT_LIMIT)
  const fallback = ids('fallback')
  const { category, because, includeSeen, includeUnlisted, facets } = options
  return {
    limit,
    exclude: ids('exclude'),
    context: ids('context'),
    fallback,
    min: number('min', options.min, fallback.length > 0 ? limit : 0),
    ...(category !== undefined && { category: String(category) }),
    ...(because !== undefined && { because: String(because) }),
    ...(typeof includeSeen === 'boolean' && { includeSeen }),
    ...(includeUnlisted === true && { includeUnlisted }),
    ...(facets && { facets: Array.isArray(facets) ? facets.map(String) : (true as const) }),
  }
}

function randomId(): string {
  return Math.random().toString(36).slice(2, 12)
}
