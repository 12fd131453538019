import type { Journal, JournalEntry } from '../history/journal.ts'
import type { StoredHistory } from '../history/record.ts'
import type { HistoryStore } from '../history/store.ts'
import type { DeviceStorage, PackCache } from '../platform.ts'

/** A cache that keeps what it is given. */
export function memoryCache(): PackCache {
  const responses = new Map<string, Response>()
  return {
    match: async (url) => responses.get(String(url))?.clone(),
    put: async (url, response) => void responses.set(String(url), response),
    delete: async (url) => responses.delete(String(url)),
    keys: async () => [...responses.keys()].map((url) => new Request(url)),
  }
}

/** A journal that keeps what it is given. */
export function memoryJournal(): Journal {
  let entry: JournalEntry | null = null
  return {
    read: () => entry,
    write(next) {
      entry = next
    },
  }
}

/** A localStorage that keeps what it is given. */
export function memoryStorage(): DeviceStorage {
  const kept = new Map<string, string>()
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  }
}

/** A store that keeps what it is given. */
export function memoryStore(): HistoryStore {
  let record: StoredHistory | null = null
  return {
    read: async () => record,
    async change(create, next) {
      if (!record && !create) return null
      const wanted = next(record)
      if (wanted !== undefined) record = wanted
      return record
    },
    landed: async () => null,
    wipeLanded: async () => {},
    expect: () => {},
    rest: () => {},
    close: () => {},
  }
}
