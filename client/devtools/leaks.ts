import type { HistoryEvent } from '../types.ts'

/** One request of this page, from its resource timings. */
export interface Request {
  url: string
  /** Bytes on the network; null where another origin does not tell. */
  bytes: number | null
  milliseconds: number
}

export interface Leaks {
  /** Requests of the page whose URL holds the id of an item from the history, and that id. */
  named: { url: string; item: string }[]
  /** How many requests were looked at. Those of Workers are not among them. */
  requests: number
}

/** The requests of this page so far. The browser keeps 250 of them by default. */
export function requestsOf(): Request[] {
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  return entries.map(({ name, transferSize, duration, responseStatus }) => ({
    url: name,
    bytes: transferSize || responseStatus ? transferSize : null,
    milliseconds: duration,
  }))
}

/**
 * Looks for the person in the page's requests: a picture, a click counter or an API of the site
 * that names an item they met. The SDK's own requests name none.
 */
export function leaksOf(requests: readonly Request[], events: readonly HistoryEvent[]): Leaks {
  const items = [...new Set(events.map(({ item }) => item))].filter(({ length }) => length > 2)
  const named = requests.flatMap(({ url }) => {
    const words = new Set(decode(url).split(/[^\p{L}\p{N}_-]+/u))
    return items.filter((item) => words.has(item)).map((item) => ({ url, item }))
  })
  return { named, requests: requests.length }
}

function decode(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
