import type { Consent, HistoryEvent } from '../types.ts'
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
  /** By time, oldest first. */
  events(): Promise<readonly HistoryEvent[]>
  /** Adds an event. Its transaction begins in this call. */
  add(event: RawEvent): void
  /** @returns how many events were new */
  import(events: unknown): Promise<number>
  remove(matches: (event: HistoryEvent) => boolean): Promise<void>
  clear(): Promise<void>
  setConsent(consent: unknown): Promise<void>
  forget(): Promise<void>
  dispose(): void
}

export interface HistoryOptions extends HistoryName {
  /** `granted`, `denied`, `pending` or an adapter; anything else counts as `pending`. */
  consent?: unknown
  /** Milliseconds. */
  maxAge?: number
  /** Max milliseconds of each wait on the disk. */
  timeout?: number
  /** Told what was wrong with a value. */
  warn?: (message: string) => void
}
