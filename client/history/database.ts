import type { UseStore } from 'idb-keyval'
import { within } from './within.ts'

const STORE = 'history'

/** A database as idb-keyval uses it, with waits that end. */
export interface Database {
  /** Rejects with {@link Absent} where there is no database. Begins at once if it is open. */
  readonly existing: UseStore
  /** Creates the database if there is none. */
  readonly created: UseStore
  /** As `existing`, for work that may be aborted while the page is left. */
  readonly passing: UseStore
  /** As `created`, for work that goes on as the page is left only if it began in the call. */
  readonly held: UseStore
  /** Tells that another tab may have created the database. */
  expect(): void
  /** Aborts passing work, and begins none of it and nothing held from now on (true), or does again (false). */
  rest(isResting: boolean): void
  close(): void
}

/**
 * Whether the browser can list databases. Where the origin is opaque, as in a sandboxed frame, Chromium
 * refuses, and rejects a second promise that only the page's `unhandledrejection` hears of.
 */
export function canList(): boolean {
  return typeof indexedDB.databases === 'function' && globalThis.origin !== 'null'
}

/** There is no database, and to look does not create one. */
export class Absent extends Error {}

/**
 * Opens a database when it is first used, and again after another tab deleted it or the browser
 * closed it.
 *
 * @param limit max milliseconds of each wait
 * @param late called when work succeeds after its wait ended
 */
export function openDatabase(name: string, limit: number, late = () => {}): Database {
  let open: IDBDatabase | null = null
  let opening: Promise<IDBDatabase> | null = null
  let isLikely = false
  let isAtRest = false
  const running = new Set<IDBTransaction>()

  async function connect(create: boolean): Promise<IDBDatabase> {
    // WebKit lists a database whose upgrade was aborted, as version 0. One that was just created may
    // be missing in the list.
    if (!create && !isLikely && canList()) {
      const all = await indexedDB.databases()
      if (!all.some((known) => known.name === name)) throw new Absent(name)
    }
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name)
      let absent = false
      request.onupgradeneeded = () => {
        if (create) request.result.createObjectStore(STORE)
        else {
          absent = true
          request.transaction?.abort()
        }
      }
      request.onerror = () => {
        if (absent) isLikely = false
        reject(absent ? new Absent(name) : request.error)
      }
      request.onsuccess = () => {
        const database = request.result
        // Of two connections that were asked for at once, the later one is kept.
        open?.close()
        open = database
        isLikely = true
        const closed = () => {
          if (open === database) open = null
        }
        database.onversionchange = () => {
          database.close()
          closed()
        }
        database.onclose = closed
        if (database.objectStoreNames.contains(STORE)) resolve(database)
        else reject(new Error(`the database "${name}" has no store "${STORE}"`))
      }
    })
  }

  function use(create: boolean, isPassing = false, isHeld = isPassing): UseStore {
    return async (mode, callback) => {
      const work = (database: IDBDatabase, mayAbort = isPassing) => {
        if (isAtRest && isHeld) throw new Error('the page is being left')
        const transaction = database.transaction(STORE, mode)
        if (mayAbort) running.add(transaction)
        const ended = () => running.delete(transaction)
        transaction.addEventListener('complete', ended)
        transaction.addEventListener('abort', ended)
        return callback(transaction.objectStore(STORE))
      }
      if (open)
        try {
          return within(limit, Promise.resolve(work(open)), late)
        } catch {
          // Safari closes connections without notice.
          open = null
        }
      const before = opening
      const next = (before ?? Promise.reject()).catch(() => connect(create))
      opening = next
      const done = () => {
        if (opening === next) opening = null
      }
      next.then(done, done)
      return within(
        limit,
        next.then((database) => work(database, isHeld)),
        late,
      )
    }
  }

  return {
    existing: use(false),
    created: use(true),
    passing: use(false, true),
    held: use(true, false, true),
    expect() {
      isLikely = true
    },
    rest(isResting) {
      isAtRest = isResting
      if (!isResting) return
      for (const transaction of running)
        try {
          transaction.abort()
        } catch {
          // It is being committed.
        }
      open?.close()
      open = null
    },
    close() {
      open?.close()
      open = null
    },
  }
}
