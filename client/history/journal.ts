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

/** Starts the keys of events that pages left: `tacit left PAGE NAME`. */
const LEFT = /^tacit left \w+ /

/**
 * A journal that works as far as the browser allows. Each page has a key of its own for its events:
 * tabs that read and write one key at the same time would lose what the others wrote.
 */
export function localJournal(name: string): Journal {
  const key = `tacit history ${name}`
  const own = `tacit left ${Math.random().toString(36).slice(2)} ${name}`
  const keysLeft = () =>
    Object.keys(localStorage).filter((one) => LEFT.test(one) && one.replace(LEFT, '') === name)
  const eventsOf = (one: string) => JSON.parse(localStorage.getItem(one) ?? '[]') as Waiting[]
  return {
    read() {
      try {
        const entry = JSON.parse(localStorage.getItem(key) ?? 'null') as JournalEntry | null
        if (!entry || !Array.isArray(entry.events)) return null
        return { ...entry, events: [...entry.events, ...keysLeft().flatMap(eventsOf)] }
      } catch {
        return null
      }
    },
    write(entry) {
      try {
        const due = new Map(entry?.events.map((one) => [JSON.stringify(one.event), one]))
        for (const one of keysLeft().filter((one) => one !== own)) {
          const events = eventsOf(one)
          const stay = events.filter(({ event }) => due.delete(JSON.stringify(event)))
          if (stay.length === 0) localStorage.removeItem(one)
          else if (stay.length < events.length) localStorage.setItem(one, JSON.stringify(stay))
        }
        if (due.size > 0) localStorage.setItem(own, JSON.stringify([...due.values()]))
        else localStorage.removeItem(own)
        if (entry) localStorage.setItem(key, JSON.stringify({ ...entry, events: [] }))
        else localStorage.removeItem(key)
      } catch {
        // Refused or full: the page works without it.
      }
    },
  }
}
