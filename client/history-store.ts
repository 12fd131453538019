import { clear, createStore, getMany, set, type UseStore, update } from 'idb-keyval'
import type { HistoryEvent } from './types.ts'

/** The history on disk. Every call resolves, also where the browser refuses to store. */
export interface HistoryStore {
  read(): Promise<{ granted: boolean; events: readonly HistoryEvent[] }>
  /**
   * Stores the consent and appends events.
   *
   * @returns the newest `max` events, as stored; null if the browser refused
   */
  append(events: readonly HistoryEvent[], max: number): Promise<readonly HistoryEvent[] | null>
  clear(): Promise<void>
}

/**
 * A history in IndexedDB. Safari closes connections without notice, so a failed call is repeated
 * once over a new connection.
 */
export function indexedDbStore(name: string): HistoryStore {
  let store: UseStore | null = null

  async function run<T>(work: (store: UseStore) => Promise<T>): Promise<T | null> {
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        store ??= createStore(name, 'history')
        return await work(store)
      } catch {
        store = null
      }
    }
    return null
  }

  return {
    async read() {
      const [consent, events] =
        (await run((store) => getMany<unknown>(['consent', 'events'], store))) ?? []
      return { granted: consent === 'granted', events: isEvents(events) ? events : [] }
    },
    append: (events, max) =>
      run(async (store) => {
        let all: readonly HistoryEvent[] = events
        await set('consent', 'granted', store)
        // One transaction reads and writes, so that tabs do not overwrite one another.
        await update<readonly HistoryEvent[]>(
          'events',
          (before = []) => {
            all = [...before, ...events].slice(-max)
            return all
          },
          store,
        )
        return all
      }),
    async clear() {
      await run((store) => clear(store))
    },
  }
}

/** Only this module writes the list, so its entries need no check. */
function isEvents(value: unknown): value is readonly HistoryEvent[] {
  return Array.isArray(value)
}
