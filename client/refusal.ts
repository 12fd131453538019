import type { DeviceStorage } from './platform.ts'

/**
 * A no to contributing that the database does not have yet. It is in localStorage, where the entry
 * writes it in the call and every tab reads it, even if the file that contributes cannot be loaded.
 */
export interface Refusal {
  /** Which one, since another tab may write a later one; null without. {@link timeOf} tells when it was said. */
  read(): string | null
  /** @param at when it was said, milliseconds since 1970; default: now */
  write(at?: number): void
  /** @param which only that one; default: any */
  clear(which?: string): void
}

/** When a no was said. */
export function timeOf(no: string): number {
  return Number.parseFloat(no)
}

/** @param name of the history */
export function openRefusal(name: string, storage: () => DeviceStorage | null): Refusal {
  const key = `tacit refused ${name}`
  /** Where the browser refuses to store, a no lasts as long as the page. */
  let own: string | null = null

  function tryWith<T>(work: (storage: DeviceStorage) => T): T | null {
    try {
      const found = storage()
      return found && work(found)
    } catch {
      return null
    }
  }

  const read = () => tryWith((found) => found.getItem(key)) ?? own
  return {
    read,
    write(at = Date.now()) {
      const no = `${at} ${Math.random().toString(36).slice(2)}`
      own = tryWith((found) => {
        found.setItem(key, no)
        return true
      })
        ? null
        : no
    },
    clear(which = read() ?? '') {
      if (own === which) own = null
      if (read() === which) tryWith((found) => found.removeItem(key))
    },
  }
}
