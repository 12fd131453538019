import type { Journal } from './history/journal.ts'
import type { HistoryName, HistoryStore } from './history/store.ts'

/** The part of a browser's Cache that the SDK uses. */
export type PackCache = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>

/** The part of a BroadcastChannel that the SDK uses. */
export type Channel = Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'close'>

/** The part of localStorage that the SDK uses. */
export type DeviceStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** Whether a person sees the page, and whether there is a network. */
export interface Sight {
  isVisible(): boolean
  /** Tells when the network is back and when the page becomes visible. @returns stops that */
  watch(listener: (event: 'online' | 'visible') => void): () => void
}

/** What a session uses of its browser. Tests in Node pass their own. */
export interface Platform {
  fetch(url: string, init: RequestInit): Promise<Response>
  /** Null where the browser has no Cache API or refuses access. */
  openCache(): Promise<PackCache | null>
  /**
   * Default: IndexedDB, which loads with the history.
   *
   * @param limit max milliseconds of each wait
   * @param late called when something was read or written after its wait ended
   */
  openStore?(name: HistoryName, limit: number, late: () => void): HistoryStore
  openJournal(name: string): Journal
  /** Keeps a few bytes; null where there is nothing that does. @throws where the browser refuses */
  deviceStorage(): DeviceStorage | null
  /** Connects the tabs of a site; null where the browser cannot. */
  openChannel(name: string): Channel | null
  /** Null where the browser has no Workers. @throws where it allows none */
  createWorker(url: string): Worker | null
  /** Default: of the browser, which loads behind the page. */
  sight?: Sight
  /** Tells that the page is left, and that it is back from the bfcache. @returns stops that */
  onPage(listeners: { hide(): void; show(): void }): () => void
  /** Runs work once the page has nothing better to do. */
  whenIdle(work: () => void): void
}
