import type { Consent, HistoryEvent, Tastes } from '../types.ts'
import type { RawEvent } from './event.ts'
import type { HistoryName } from './store.ts'

/** Where a history is. */
export type Place = 'disk' | 'memory' | 'nowhere'

/** A person's events, in memory and, after consent, also on disk. */
export interface History {
  readonly status: Consent
  /** Resolves once what is stored was read. Never rejects. */
  readonly ready: Promise<Consent>
  /** Where the events are. */
  readonly place: Place
  /** What the person said of their interests; the same object until it changes. */
  readonly tastes: Tastes
  /** By time, oldest first; the same array until it changes. */
  events(): Promise<readonly HistoryEvent[]>
  /** Adds an event. Its transaction begins in this call. */
  add(event: RawEvent): void
  /** @returns how many events were new */
  import(events: unknown): Promise<number>
  remove(matches: (event: HistoryEvent) => boolean): Promise<void>
  clear(): Promise<void>
  /** Undefined takes back what was said: of one interest, or of all without an id. */
  setTaste(id: string | undefined, taste: 'mute' | 'boost' | undefined): Promise<void>
  setConsent(consent: unknown): Promise<void>
  forget(): Promise<void>
  dispose(): void
}

/** A history that is told of its page. */
export interface PageHistory extends History {
  /** The page is being left. */
  hide(): void
  /** It is back from the bfcache. */
  show(): void
}

export interface HistoryListeners {
  /** The history changed, by `add`, another tab or an adapter, so a ranking may. */
  changed(): void
  /** A no, `forget()` or a removal took events out of the memory: called at once. */
  refused(): void
}

export interface HistoryOptions extends HistoryName {
  /** `granted`, `denied`, `pending` or an adapter; anything else counts as `pending`. */
  consent?: unknown
  /** Milliseconds. */
  maxAge: number
  /** Max milliseconds of each wait on the disk. */
  timeout: number
  /** Names of the pack's kinds of events; null before it is there. */
  kinds(): readonly string[] | null
  /** Resolves once the pack is there, or has failed to open. */
  packReady(): Promise<void>
  /** Time of the call that is under way: now, or when the page made it. */
  now(): number
  /** Told what was wrong with a value. */
  warn: (message: string) => void
}
