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

/**
 * A journal that works as far as the browser allows. Events are under a key of the page that wrote
 * them last: tabs that wrote one key at the same time would lose what the others left.
 */
export function localJournal(name: string): Journal {
  const key = `tacit history ${name}`
  const prefix = `tacit left ${name} `
  const own = prefix + Math.random().toString(36).slice(2)
  const keysLeft = () =>
    Object.keys(localStorage).filter(
      (one) => one.startsWith(prefix) && !one.includes(' ', prefix.length),
    )
  return {
    read() {
      try {
        const entry = JSON.parse(localStorage.getItem(key) ?? 'null') as JournalEntry | null
        if (!entry || !Array.isArray(entry.events)) return null
        const left = keysLeft().flatMap((one) => JSON.parse(localStorage.getItem(one) ?? '[]'))
        return { ...entry, events: [...entry.events, ...left] }
      } catch {
        return null
      }
    },
    write(entry) {
      try {
        // What other pages left, as far as this one can see it, was read in the same moment.
        for (const one of keysLeft()) localStorage.removeItem(one)
        if (entry?.events.length) localStorage.setItem(own, JSON.stringify(entry.events))
        if (entry) localStorage.setItem(key, JSON.stringify({ ...entry, events: [] }))
        else localStorage.removeItem(key)
      } catch {
        // Refused or full: the page works without it.
      }
    },
  }
}
