import { missingPart, problemOf } from './failure.ts'
import type { Lister } from './listing.ts'
import type { ListMethod } from './messages.ts'
import { quietly, type Session } from './session.ts'
import type { Origin, Ranked, Recommendations, SearchResults } from './types.ts'
import { within } from './wait.ts'

/**
 * Lists whose larger part loads behind the page, while the Worker starts. Where it does not come, a
 * list is the site's own, with the reason.
 */
export function earlyLists(session: Session): Lister {
  let loading: Promise<Lister> | null = null

  function load(): Promise<Lister> {
    const { problem } = session.settings
    // On a server there is nothing to load, and a service worker forbids it.
    if (problem) return Promise.reject(problem)
    loading ??= import('./later.ts').then(
      ({ lister }) => lister(session, { problemOf, quietly, within }),
      (error) => {
        loading = null
        throw missingPart(error)
      },
    )
    return loading
  }

  async function made<T>(
    work: (lists: Lister) => Promise<T>,
    options: unknown,
    otherwise: (origin: Origin & { id: string; placement: null }) => T,
  ): Promise<T> {
    try {
      const { signal } = (options ?? {}) as { signal?: AbortSignal }
      return await work(
        await within(load(), { milliseconds: session.settings.config.timeout, signal }),
      )
    } catch (error) {
      const { code, message } = problemOf(error)
      const reason = { source: 'fallback', code, reason: message, engine: 'none' } as const
      return otherwise({ ...reason, id: '', placement: null })
    }
  }

  const list = (method: ListMethod, ids: readonly string[], options: unknown) =>
    made(
      (lists) => lists.list(method, ids, options),
      options,
      (origin) => siteOwn(origin, options),
    )

  return {
    list,
    search: (query, options) =>
      made<SearchResults>(
        (lists) => lists.search(query, options),
        options,
        (origin) => {
          const none = { ...siteOwn(origin, {}), query: String(query), total: 0, facets: [] }
          return { ...none, next: async () => none as never }
        },
      ),
    rank: <T>(items: readonly T[], options: Parameters<Lister['rank']>[1]) =>
      made<Ranked<T>>(
        (lists) => lists.rank(items, options as never),
        options,
        (origin) => ({ ...origin, items: Array.isArray(items) ? [...items] : [] }),
      ),
    told(...about) {
      if (!session.settings.problem) void quietly(async () => (await load()).told(...about))
    },
  }
}

/** The list that the site named itself. */
function siteOwn(
  origin: Origin & { id: string; placement: null },
  options: unknown,
): Recommendations {
  const { fallback = [], min, limit = 10 } = (options ?? {}) as Record<string, never>
  const reason = { kind: 'fallback', text: 'Chosen by this site', weight: 0 } as const
  const items = [fallback]
    .flat()
    .slice(0, min || limit)
    .map((id) => ({ id, score: 0, facts: { id }, reason }))
  const nothing = { milliseconds: 0, sequence: null, stale: false }
  const rest = { ...origin, ...nothing, items: [] }
  const next = async (): Promise<Recommendations> => ({ ...rest, next })
  return { ...rest, items, next }
}
