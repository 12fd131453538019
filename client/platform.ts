import { type Journal, localJournal } from './history/journal.ts'
import { type HistoryName, type HistoryStore, indexedDbStore } from './history/store.ts'

/** The part of a browser's Cache that the SDK uses. */
export type PackCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>

/** The part of a BroadcastChannel that the SDK uses. */
export type Channel = Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'close'>

/** What a session uses of its browser. Tests in Node pass their own. */
export interface Platform {
  fetch(url: string, init: RequestInit): Promise<Response>
  /** Null where the browser has no Cache API or refuses access. */
  openCache(): Promise<PackCache | null>
  /**
   * @param limit max milliseconds of each wait
   * @param late called when something was read or written after its wait ended
   */
  openStore(name: HistoryName, limit: number, late: () => void): HistoryStore
  /** Connects the tabs of a site; null where the browser cannot. */
  openChannel(name: string): Channel | null
  openJournal(name: string): Journal
  /** Hears that the page goes, and that it comes back from the bfcache. @returns stops that */
  onPage(listeners: { hide(): void; show(): void }): () => void
}

/** The real browser. Every global is read when it is used, never on import. */
export const browser: Platform = {
  fetch: (url, init) => fetch(url, init),
  async openCache() {
    try {
      return await caches.open('tacit-packs')
    } catch {
      return null
    }
  },
  openStore: indexedDbStore,
  openChannel(name) {
    try {
      return new BroadcastChannel(name)
    } catch {
      // Firefox without cookies throws.
      return null
    }
  },
  openJournal: localJournal,
  onPage({ hide, show }) {
    if (typeof document === 'undefined') return () => {}
    const shown = ({ persisted }: PageTransitionEvent) => persisted && show()
    addEventListener('pagehide', hide)
    addEventListener('pageshow', shown)
    return () => {
      removeEventListener('pagehide', hide)
      removeEventListener('pageshow', shown)
    }
  },
}
