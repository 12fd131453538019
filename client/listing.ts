import { kindNamed } from '@tacit-rec/pack'
import type { Device } from './device.ts'
import type { Extras } from './extras.ts'
import type { Problem, problemOf as toProblem } from './failure.ts'
import { unknownListOptions } from './known-names.ts'
import type { Answer, Brain, BrainState, ListMethod, Method, Query, Reply } from './messages.ts'
import type { Settings } from './options.ts'
import type { Listed } from './outcomes.ts'
import { seedOf } from './shape/chance.ts'
import type {
  EventDetails,
  HistoryEvent,
  Ranked,
  RankOptions,
  Recommendations,
  RecommendOptions,
  SearchOptions,
  SearchResults,
} from './types.ts'
import type { within as limited } from './wait.ts'

const DEFAULT_LIMIT = 10
const MAX_LIMIT = 100_000
/** Characters of a query that are read. */
const MAX_TYPED = 1000
/** Listings kept for `next()` and for events; an older one's next page is ranked by today's history. */
const MAX_SNAPSHOTS = 50

/** Makes a session's listings. */
export interface Lister {
  list(method: ListMethod, ids: readonly string[], options: unknown): Promise<Recommendations>
  search(query: unknown, options: unknown): Promise<SearchResults>
  rank<T>(items: readonly T[], options: RankOptions<T> | undefined): Promise<Ranked<T>>
  /** Tells and counts what a person did with an item that may be in a listing. */
  told(kind: string, item: string, details: EventDetails): void
}

/** What lists use of a session. */
interface Asking {
  readonly settings: Settings
  readonly state: BrainState | null
  readonly device: Pick<Device, 'seed' | 'save'>
  readonly refused: Set<() => void>
  extras(): Promise<Extras>
  ask<M extends Method>(
    signal: AbortSignal | undefined,
    method: M,
    ...args: Parameters<Brain[M]>
  ): Promise<Reply<M>>
  historyOf(answer: object): readonly HistoryEvent[] | undefined
  hears(event: string): boolean
  warn(message: string): void
}

/** What is in the page's entry already: a file of its own would be one more to wait for. */
interface Tools {
  problemOf: typeof toProblem
  quietly(work: () => unknown): Promise<void>
  within: typeof limited
}

export function lister(session: Asking, { problemOf, quietly, within }: Tools): Lister {
  const { settings, device } = session
  const listings = new Map<string, Listed>()
  const hasExperiments = settings.experiments !== undefined
  let refusals = 0
  session.refused.add(() => {
    refusals++
    listings.clear()
  })

  function keep(id: string, listed: Listed): void {
    listings.set(id, listed)
    if (listings.size > MAX_SNAPSHOTS) listings.delete(listings.keys().next().value!)
  }

  /** With `debug`: says which ids the catalogue does not have. */
  function checkItems(ids: readonly string[]): void {
    if (settings.debug && ids.length > 0)
      void quietly(async () => {
        const { scores } = await session.ask(undefined, 'scores', ids, {})
        for (const [n, id] of ids.entries())
          if (scores[n] === null) session.warn(`item "${id}" is not in the catalogue`)
      })
  }

  async function list(
    method: ListMethod,
    ids: readonly string[],
    given: unknown,
    shown: readonly string[] = [],
    before?: string,
  ): Promise<Recommendations> {
    const began = performance.now()
    const refused = refusals
    const options = optionsOf(given)
    if (settings.debug)
      for (const warning of unknownListOptions(method, Object.keys(options))) session.warn(warning)
    const { signal } = options
    const placement = typeof options.placement === 'string' ? options.placement : null
    const id = randomId()
    let snapshot = before === undefined ? undefined : listings.get(before)?.history
    let arms: Listed['arms'] = {}
    let answer: Answer
    const query = queryOf(options, session.warn)
    const { exclude = [], context = [], fallback = [], because = [] } = query
    const named = method === 'search' ? [] : ids
    if (before === undefined)
      checkItems([...named, ...exclude, ...context, ...fallback, because].flat())
    const pageOf = (wanted: Query, history: Listed['history']): Query => ({
      ...wanted,
      exclude: [...(wanted.exclude ?? []), ...shown],
      offset: shown.length,
      ...(history && { history }),
      ...(method === 'rank' && {
        seed: seedOf(`${device.seed()} ${new Date().toDateString()} ${placement}`),
      }),
    })
    const ask = (wanted: Query, by = method) => askList(session, by, ids, wanted, signal)
    try {
      const filter = typeof options.filter === 'function' ? options.filter : null
      if (filter || settings.hydrate || (hasExperiments && method === 'rank')) {
        const work = session.extras().then(({ list }) =>
          list({
            ...{ method, placement, filter, history: snapshot, ask },
            query: (more, history) =>
              pageOf(queryOf({ ...options, ...more }, session.warn), history),
            assigned(to) {
              arms = to
            },
          }),
        )
        const { history, ...found } = await within(work, { signal })
        answer = found
        snapshot = history
      } else {
        answer = await ask(pageOf(query, snapshot))
        snapshot ??= session.historyOf(answer)
      }
    } catch (error) {
      answer = fallbackOf(problemOf(error), query, shown, session, performance.now() - began)
    }
    const listed = answer.items.map((item) => ({ ...item }))
    // Chance gives the same items all day.
    if (listed.some(({ reason }) => reason.kind === 'explore')) device.save()
    const own = listed.map((item) => item.id)
    // What was ranked before a refusal is not kept after it.
    const history = refused === refusals ? snapshot : undefined
    keep(id, { history, placement, offset: shown.length, ids: own, arms })
    if (before === undefined && Object.keys(arms).length > 0)
      void quietly(async () => (await session.extras()).exposed(id, placement, arms))
    return {
      ...answer,
      id,
      placement,
      items: listed,
      next: () => list(method, ids, options, [...shown, ...own], id),
    }
  }

  async function search(query: string, options: unknown): Promise<SearchResults> {
    return found(query, await list('search', [query], options))
  }

  return {
    list: (method, ids, options) => list(method, ids, options),
    search: (query, options) => search(typedOf(query), options),
    async rank(items, options) {
      const { query, placement, signal } = options ?? {}
      const asked = {
        ...(query !== undefined && { typed: typedOf(query) }),
        ...(typeof placement === 'string' && { placement }),
      }
      const ask = (ids: string[]) => session.ask(signal, 'scores', ids, asked)
      try {
        return await (await session.extras()).rankOwn(ask, randomId(), items, options)
      } catch (error) {
        const { code, message } = problemOf(error)
        const own = { id: randomId(), placement: options?.placement ?? null }
        return {
          ...own,
          items: [...items],
          source: 'fallback',
          code,
          reason: message,
          engine: 'none',
        }
      }
    },
    told(kind, item, details) {
      if (kindNamed(kind)?.name !== 'query') checkItems([item])
      if (hasExperiments || session.hears(kind))
        void quietly(async () => (await session.extras()).told(listings, kind, item, details))
    },
  }
}

function askList(
  session: Asking,
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

/** The site's own list, or nothing, with the reason. */
function fallbackOf(
  { code, message }: Problem,
  { limit, min = 0, fallback = [], exclude = [] }: Query,
  shown: readonly string[],
  { state }: Asking,
  milliseconds: number,
): Answer {
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

function optionsOf(given: unknown): RecommendOptions {
  return typeof given === 'object' && given !== null ? (given as RecommendOptions) : {}
}

/** Reads options that may be anything; what is invalid warns and counts as absent. */
function queryOf(
  options: RecommendOptions & Pick<SearchOptions, 'facets'>,
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
  const share = (name: 'diversity' | 'explore', value: unknown = null) => {
    if (value === null || (typeof value === 'number' && value >= 0 && value <= 1)) return value
    warn(`${name}: ${String(value)} is not a number from 0 to 1: ignored`)
    return null
  }
  const limit = number('limit', options.limit, DEFAULT_LIMIT)
  const fallback = ids('fallback')
  const { category, because, includeSeen, includeUnlisted, filter, rules, facets } = options
  const { diversity } = options
  const { amount: wanted, by } = diversity instanceof Object ? diversity : { amount: diversity }
  const [amount, explore] = [share('diversity', wanted), share('explore', options.explore)]
  return {
    ...(typeof options.placement === 'string' && { placement: options.placement }),
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
    ...(filter !== undefined && typeof filter !== 'function' && { filter: asJson(filter) }),
    ...(rules !== undefined && { rules: asJson(rules) }),
    ...(amount !== null && { diversity: { amount, by } }),
    ...(explore !== null && { explore }),
  }
}

/** What can go to a Worker; null for what is no JSON, which is refused there. */
function asJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null')
  } catch {
    return null
  }
}

function randomId(): string {
  return Math.random().toString(36).slice(2, 12)
}
