import { problemOf } from './failure.ts'
import type { Answer, Query } from './messages.ts'
import { quietly, type Session } from './session.ts'
import { seedOf } from './shape/chance.ts'
import type {
  HistoryEvent,
  ListOptions,
  Ranked,
  RankOptions,
  Recommendations,
  RecommendOptions,
  Shown,
} from './types.ts'
import { within } from './wait.ts'

const DEFAULT_LIMIT = 10
const MAX_LIMIT = 100_000
/** Listings kept for `next()` and for events; an older one's next page is ranked by today's history. */
const MAX_SNAPSHOTS = 50

const LIST_OPTIONS =
  'placement limit exclude category includeUnlisted filter rules diversity signal'
const KNOWN = {
  popular: new Set(LIST_OPTIONS.split(' ')),
  similar: new Set(LIST_OPTIONS.split(' ')),
  recent: new Set(LIST_OPTIONS.split(' ')),
  onboarding: new Set(LIST_OPTIONS.split(' ')),
  rank: new Set(`${LIST_OPTIONS} min fallback context because includeSeen explore`.split(' ')),
}

export type ListMethod = keyof typeof KNOWN

/** Makes a session's listings. */
export interface Lister {
  list(method: ListMethod, ids: readonly string[], options: unknown): Promise<Recommendations>
  rank<T>(items: readonly T[], options: RankOptions<T> | undefined): Promise<Ranked<T>>
  /** Tells and counts what a person did with an item that may be in a listing. */
  told(kind: string, item: string, details: { list?: unknown; value?: unknown }): void
  /** Forgets the histories that listings were ranked by. */
  forget(): void
}

/** What is kept of a listing, for its next page and for events on its items. */
interface Listed {
  history?: readonly HistoryEvent[]
  placement: string | null
  /** Items on the pages before. */
  offset: number
  ids: readonly string[]
  arms: Readonly<Record<string, string>>
}

export function lister(session: Session): Lister {
  const { settings, device } = session
  const listings = new Map<string, Listed>()
  const hasExperiments = settings.experiments !== undefined

  function keep(id: string, listed: Listed): void {
    listings.set(id, listed)
    if (listings.size > MAX_SNAPSHOTS) listings.delete(listings.keys().next().value!)
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
      if (settings.debug && !KNOWN[method].has(name))
        session.warn(`${name} is not an option of this list`)
    const { signal } = options
    const placement = typeof options.placement === 'string' ? options.placement : null
    const id = randomId()
    let snapshot = before === undefined ? undefined : listings.get(before)?.history
    let query = queryOf(options, session.warn)
    let arms: Listed['arms'] = {}
    let answer: Answer
    try {
      const filter = typeof options.filter === 'function' ? options.filter : null
      const needsExtras = filter || settings.hydrate || (hasExperiments && method === 'rank')
      const extras = needsExtras ? await within(session.extras(), { signal }) : null
      let by = method
      if (extras && method === 'rank') {
        // Consent is known once the history is.
        await session.history.events()
        const part = extras.experiments.of(placement ?? undefined)
        arms = part.arms
        query = queryOf({ ...options, ...part.options }, session.warn)
        if (part.isHeldOut) by = 'popular'
      }
      if (method === 'rank')
        query.seed = seedOf(`${device.seed()} ${new Date().toDateString()} ${placement}`)
      // Rounds of a filter belong to one history, as pages do.
      if (extras) snapshot ??= await session.history.events()
      const exclude = [...(query.exclude ?? []), ...shown]
      const offset = shown.length
      const full: Query = { ...query, exclude, offset, ...(snapshot && { history: snapshot }) }
      const ask = (wanted: Query) => askList(session, by, ids, wanted, signal)
      answer =
        extras && (filter || settings.hydrate)
          ? await within(extras.refined(session, ask, full, filter, options), { signal })
          : await ask(full)
      snapshot ??= session.historyOf(answer)
      if (by !== method && answer.code === 'ok')
        answer = { ...answer, code: 'experiment/holdout', reason: HELD_OUT }
    } catch (error) {
      answer = fallbackOf(error, query, shown, session, performance.now() - began)
    }
    const listed = answer.items.map((item) => ({ ...item }))
    const own = listed.map((item) => item.id)
    keep(id, { history: snapshot, placement, offset: shown.length, ids: own, arms })
    if (before === undefined) exposed(id, placement, arms)
    return {
      ...answer,
      id,
      placement,
      items: listed,
      next: () => list(method, ids, options, [...shown, ...own], id),
    }
  }

  function exposed(listing: string, placement: string | null, arms: Listed['arms']): void {
    for (const [experiment, arm] of Object.entries(arms))
      session.emit('exposure', { experiment, arm, listing, placement })
    count(arms, 'exposures')
  }

  function count(arms: Listed['arms'], what: string): void {
    if (Object.keys(arms).length > 0)
      void quietly(async () => (await session.extras()).experiments.count(arms, what))
  }

  /** The listing that an event names, or else the newest one that has the item. */
  function shownOf(item: string, list: unknown): Shown & { arms: Listed['arms'] } {
    const named = typeof list === 'string' ? listings.get(list) : undefined
    const [listing, found] = named
      ? [String(list), named]
      : ([...listings].reverse().find(([, { ids }]) => ids.includes(item)) ?? [null, null])
    const at = found ? found.ids.indexOf(item) : -1
    return {
      item,
      listing,
      placement: found?.placement ?? null,
      position: found && at >= 0 ? found.offset + at : null,
      experiments: { ...found?.arms },
      arms: found?.arms ?? {},
    }
  }

  return {
    list: (method, ids, options) => list(method, ids, options),
    rank: (items, options) => rankOwn(session, items, options),
    told(kind, item, { list, value }) {
      if (kind === 'impression' || kind === 'click') {
        const { arms, ...shown } = shownOf(item, list)
        session.emit(kind, shown)
        count(arms, `${kind}s`)
      } else if (hasExperiments)
        void quietly(async () => (await session.extras()).experiments.outcome(kind, value))
    },
    forget: () => listings.clear(),
  }
}

const HELD_OUT = 'this device is in the holdout of an experiment: popular items'

function askList(
  session: Session,
  method: ListMethod,
  ids: readonly string[],
  query: Query,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  if (method === 'similar') return session.ask(signal, 'similar', ids, query)
  return session.ask(signal, method, query)
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
  const { id: field = 'id' as keyof T, weight = 1, placement = null, signal } = options ?? {}
  const items = Array.isArray(given) ? [...(given as readonly T[])] : []
  const own = { id: randomId(), placement }
  try {
    const ids = items.map((item) =>
      String(typeof field === 'function' ? field(item) : item?.[field]),
    )
    const { scores, ...origin } = await session.ask(signal, 'scores', ids)
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
function queryOf(options: RecommendOptions & ListOptions, warn: (message: string) => void): Query {
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
  const share = (name: 'diversity' | 'explore', value: unknown) => {
    if (typeof value === 'number' && value >= 0 && value <= 1) return value
    warn(`${name}: ${String(value)} is not a number from 0 to 1: ignored`)
  }
  const diversity = () => {
    const { diversity } = options
    const { amount, by } =
      typeof diversity === 'object' && diversity ? diversity : { amount: diversity }
    const read = share('diversity', amount)
    return (
      read !== undefined && {
        diversity: { amount: read, by: by === 'intents' ? by : 'items' } as const,
      }
    )
  }
  const limit = number('limit', options.limit, DEFAULT_LIMIT)
  const fallback = ids('fallback')
  const { category, because, includeSeen, includeUnlisted, filter, rules, explore } = options
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
    ...(filter !== undefined && typeof filter !== 'function' && { filter: asJson(filter) }),
    ...(rules !== undefined && { rules: asJson(rules) }),
    ...(options.diversity !== undefined && diversity()),
    ...(explore !== undefined && { explore: share('explore', explore) }),
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
