import type { StoredHistory, Waiting } from './record.ts'

/**
 * What a page must know before IndexedDB answers, in localStorage: the answer, and events that a page
 * which was left at once could not write. A refusal stays here alone.
 */
export interface Journal {
  read(): JournalEntry | null
  /** Null removes it. */
  write(entry: JournalEntry | null): void
}

/** An answer, with events that are not on disk. */
export interface JournalEntry extends Omit<StoredHistory, 'events'> {
  events: readonly Waiting[]
}

/** A journal that works as far as the browser allows. */
export function localJournal(name: string): Journal {
  const key = `tacit history ${name}`
  return {
    read() {
      try {
        const entry = JSON.parse(localStorage.getItem(key) ?? 'null') as JournalEntry | null
        return entry && Array.isArray(entry.events) ? entry : null
      } catch {
        return null
      }
    },
    write(entry) {
      try {
        if (entry) localStorage.setItem(key, JSON.stringify(entry))
        else localStorage.removeItem(key)
      } catch {
        // Refused or full: the page works without it.
      }
    },
  }
}
