import { get, promisifyRequest } from 'idb-keyval'
import { Absent, openDatabase } from './database.ts'
import { readLanded, wipeLanded } from './landed.ts'
import type { StoredHistory } from './record.ts'

/** The history on disk. Every wait has a limit; where the browser refuses to store, calls reject. */
export interface HistoryStore {
  /** What is stored; null if nothing is. Never creates a database. */
  read(): Promise<StoredHistory | null>
  /**
   * Replaces what is stored, in one transaction that begins in this call if the database is open.
   *
   * @param create whether to create the database if there is none
   * @param next what to store, null to delete it; undefined leaves it
   * @param way of a change that the journal has: `passing` may be aborted while the page is left; `held`
   *   creates, and may be aborted then unless it began in this call
   * @returns what is stored now
   */
  change(
    create: boolean,
    next: (before: StoredHistory | null) => StoredHistory | null | undefined,
    way?: 'passing' | 'held',
  ): Promise<StoredHistory | null>
  /** Deletes what an earlier version stored. */
  wipeLanded(): Promise<void>
  /** The events that an earlier version stored; null if there are none, or no consent to them. */
  landed(): Promise<StoredHistory['events'] | null>
  /** Tells that another tab may have stored something. */
  expect(): void
  /**
   * Ends passing changes and reads, and begins none from now on (true), or begins them again (false):
   * where a page is left within a transaction, WebKit may answer no later page of the site. Those that
   * are asked for meanwhile reject.
   */
  rest(isResting: boolean): void
  close(): void
}

/** How the SDK names a history. */
export interface HistoryName {
  /** The site's name for it, or the base of the catalogue's routes. */
  store: string
  /** Base of the catalogue's routes, by which an earlier version named histories. */
  base: string
  /** Scope on a shared device; empty for none. */
  user: string
}

/** A history in IndexedDB. Each user has a record of their own, so that `forget()` leaves no name. */
export function indexedDbStore(
  { store, base, user }: HistoryName,
  limit: number,
  late: () => void,
): HistoryStore {
  const database = openDatabase(`tacit history ${store}`, limit, late)
  const key = `history ${user}`

  return {
    async read() {
      try {
        return (await get<StoredHistory>(key, database.passing)) ?? null
      } catch (error) {
        if (error instanceof Absent) return null
        throw error
      }
    },
    async change(create, next, way) {
      let after: StoredHistory | null = null
      const use = way ? database[way] : create ? database.created : database.existing
      try {
        await use('readwrite', (store) => {
          const done = promisifyRequest(store.transaction)
          store.get(key).onsuccess = ({ target }) => {
            const before = (target as IDBRequest<StoredHistory | undefined>).result ?? null
            const wanted = next(before)
            after = wanted === undefined ? before : wanted
            // What is contributed ends with the yes to store.
            if (wanted !== undefined && wanted?.status !== 'granted')
              store.delete(`contribution ${user}`)
            if (wanted) store.put(wanted, key)
            else if (wanted === null && before) store.delete(key)
            // A transaction that is committed outlives the page.
            store.transaction.commit()
          }
          return done
        })
      } catch (error) {
        if (error instanceof Absent) return null
        throw error
      }
      return after
    },
    landed: () => (user ? Promise.resolve(null) : readLanded(base, limit)),
    wipeLanded: () => (user ? Promise.resolve() : wipeLanded(base, limit)),
    expect: () => database.expect(),
    rest: (isResting) => database.rest(isResting),
    close: () => database.close(),
  }
}
