import type { Recommender } from '../calls.ts'
import type { Recommendations, RecommendOptions } from '../types.ts'

/** What lists are read from: a recommender, or a double of one. */
export type Source = Pick<Recommender, 'recommend' | 'similar' | 'popular' | 'recent' | 'on'> &
  Partial<Pick<Recommender, 'locale'>>

/** A list to show: a call of the recommender and its options. */
export interface ListRequest extends RecommendOptions {
  /** Default `recommend`. */
  list?: 'recommend' | 'similar' | 'popular' | 'recent'
  /** Id of the item that `similar` starts from; `recommend` ranks by it instead of the history. */
  item?: string
}

/** Makes one list. Never rejects: a listing says why it is empty. */
function read(source: Source, request: ListRequest): Promise<Recommendations> {
  const { list = 'recommend', item, ...options } = request
  if (list === 'similar') return source.similar(item ?? '', options)
  if (list !== 'recommend') return source[list](options)
  return source.recommend(item === undefined ? options : { ...options, because: item })
}

export interface Followed {
  /** Makes the list again; several calls in a row make it once. */
  refresh(): void
  stop(): void
}

/**
 * Keeps a list up to date: makes it now, when the person does something, and when a pack or the
 * rest of one arrives. An answer that a later call overtook is dropped.
 *
 * @param request read at each call
 * @param isRead whether a person reads the list now; what arrives then waits for the next call
 * @example
 * const { stop } = follow(tacit, () => ({ limit: 5 }), ({ items }) => console.log(items.length))
 */
export function follow(
  source: Source,
  request: () => ListRequest,
  heard: (listing: Recommendations) => void,
  isRead: () => boolean = () => false,
): Followed {
  let latest: AbortController | null = null
  let isWaiting = false
  let isStopped = false

  async function make(): Promise<void> {
    isWaiting = false
    if (isStopped) return
    latest?.abort()
    const mine = new AbortController()
    latest = mine
    const listing = await read(source, { ...request(), signal: mine.signal })
    if (!mine.signal.aborted) heard(listing)
  }

  function refresh(): void {
    if (isWaiting) return
    isWaiting = true
    queueMicrotask(make)
  }

  const refine = () => {
    if (!isRead()) refresh()
  }
  const stops = [
    source.on('change', refresh),
    source.on('update', refine),
    // All of the pack is there: the first list may be one of the memory alone.
    source.on('engine', refine),
  ]
  refresh()
  return {
    refresh,
    stop() {
      isStopped = true
      latest?.abort()
      for (const stop of stops) stop()
    },
  }
}
