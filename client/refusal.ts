import type { DeviceStorage } from './platform.ts'

/**
 * A no to contributing that the database does not have yet. It is in localStorage, where the entry
 * writes it in the call and every tab reads it, even if the file that contributes cannot be loaded.
 */
export interface Refusal {
  /** Which one, since another tab may write a later one; null without. */
  read(): string | null
  write(): void
  /** @param which only that one; default: any */
  clear(which?: string): void
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
    write() {
      const no = Math.random().toString(36).slice(2)
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
