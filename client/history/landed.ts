import { clear, getMany, type UseStore } from 'idb-keyval'
import type { HistoryEvent } from '../types.ts'
import { canList, openDatabase } from './database.ts'
import { eventOf } from './event.ts'
import { within } from './within.ts'

/** What version 0.1 put before the base of the catalogue's routes to name a database. */
const PREFIX = 'tacit '

/**
 * The events that version 0.1 stored after consent, under any spelling of the base that means the
 * same. Null if there are none.
 */
export async function readLanded(base: string, limit: number): Promise<HistoryEvent[] | null> {
  let found: HistoryEvent[] | null = null
  await eachLanded(base, limit, async (store) => {
    const [consent, events] = await getMany<unknown>(['consent', 'events'], store)
    if (consent !== 'granted') return
    const own = (Array.isArray(events) ? events : []).flatMap((event) => {
      const read = eventOf(event ?? {}, Date.now(), () => {})
      return read ? [read] : []
    })
    found = [...(found ?? []), ...own]
  })
  return found
}

/** Deletes what version 0.1 stored. */
export async function wipeLanded(base: string, limit: number): Promise<void> {
  await eachLanded(base, limit, (store) => clear(store))
}

async function eachLanded(
  base: string,
  limit: number,
  work: (store: UseStore) => Promise<void>,
): Promise<void> {
  for (const name of await landedNames(base, limit)) {
    const database = openDatabase(name, limit)
    try {
      await work(database.existing)
    } catch {
      // There is none of this name, or it cannot be read.
    } finally {
      database.close()
    }
  }
}

async function landedNames(base: string, limit: number): Promise<string[]> {
  const exact = [PREFIX + base]
  if (!canList()) return exact
  const all = await within(limit, indexedDB.databases()).catch(() => [])
  return all.flatMap(({ name = '' }) =>
    name.startsWith(PREFIX) && normalized(name.slice(PREFIX.length)) === base ? [name] : [],
  )
}

/** The base of version 0.1 was the edge as the site wrote it. */
function normalized(base: string): string {
  try {
    const { origin, pathname } = new URL(base, location.href)
    return origin + pathname.replace(/\/{2,}/g, '/')
  } catch {
    return base
  }
}
