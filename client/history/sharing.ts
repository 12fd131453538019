import type { Memory } from './memory.ts'
import { maySway } from './record.ts'
import { unlessRefused } from './refused.ts'
import type { HistoryStore } from './store.ts'
import type { Message, Tabs } from './tabs.ts'

/** What reaches a history from outside: other tabs, and the page that is left or comes back. */
export interface Sharing {
  /** Whether the page is being left. */
  isAway(): boolean
  heard(message: Message): Promise<void>
  /** Reads what other tabs stored. */
  refresh(): Promise<void>
  hide(): void
  show(): void
}

interface Context {
  memory: Memory
  store: HistoryStore
  tabs(): Tabs
  ready(): Promise<unknown>
  flush(): Promise<void>
  changed(): void
  emptyOthers(): void
}

export function sharingOf({
  memory,
  store,
  tabs,
  ready,
  flush,
  changed,
  emptyOthers,
}: Context): Sharing {
  let isAway = false

  /** What a ranking may depend on, to compare. */
  function known(): string {
    const { status, storedTastes, stored } = memory
    return JSON.stringify([status, storedTastes, stored.filter(maySway)])
  }

  async function refresh(told: Message['told'] = 'changed', at = 0): Promise<void> {
    await ready()
    const mine = memory.answer
    const record = await store.read().catch(() => undefined)
    if (mine !== memory.answer || memory.disposed) return
    // A yes that is being written came after this: what it finds stored decides.
    if (memory.granting !== null && at <= memory.granting) return
    const before = known()
    const isNews = record || told !== 'changed' || !memory.isUnstored
    if (record !== undefined && isNews) memory.adopt(record)
    if (!record && told !== 'changed' && (memory.status === 'granted' || told === 'denied'))
      memory.status = told === 'denied' ? 'denied' : 'pending'
    void flush()
    // Lists that tabs show anew for each other's impressions would never rest.
    if (told !== 'changed' || known() !== before) changed()
  }

  return {
    isAway: () => isAway,
    async heard({ told, at }) {
      // One that comes after a later one says no more than that something changed.
      const isLate = at < memory.refused
      if (told === 'changed') store.expect()
      else {
        memory.waiting = memory.waiting.filter((one) => one.at > at)
        memory.refused = Math.max(memory.refused, at)
        memory.sayings = memory.sayings.filter((one) => one.at > at)
        Object.assign(memory, { listed: null, stored: [], storedTastes: {} })
        emptyOthers()
      }
      await refresh(isLate ? 'changed' : told, at)
    },
    refresh,
    hide() {
      isAway = true
      tabs().close()
      // Without a journal, what is under way is the best that there is.
      if (memory.keep()) store.rest(true)
    },
    show() {
      isAway = false
      store.rest(false)
      tabs().reopen()
      // A no that was said as the page was left may be in the journal alone.
      void store
        .read()
        .then((found) => unlessRefused(memory, store, found))
        .catch(() => {})
        .then(() => refresh())
    },
  }
}
