import type { HistoryEvent } from '../types.ts'
import { eventOf, importedEvents, type RawEvent } from './event.ts'
import type { HistoryOptions } from './history.ts'
import { acceptsKind } from './kinds.ts'
import { MAX_WAITING, type Memory } from './memory.ts'
import {
  append,
  emptied,
  identity,
  maySway,
  newEpoch,
  type StoredHistory,
  tidy,
  type Waiting,
} from './record.ts'
import type { HistoryStore } from './store.ts'
import type { Tabs } from './tabs.ts'

/** A history's events: listed, added, removed. */
export interface Events {
  list(): Promise<readonly HistoryEvent[]>
  add(raw: RawEvent): void
  import(events: unknown): Promise<number>
  remove(matches: (event: HistoryEvent) => boolean): Promise<void>
  clear(): Promise<void>
  /** Writes what waits, in one transaction that begins at once if the database is open. */
  flush(): Promise<void>
}

interface Context {
  memory: Memory
  store: HistoryStore
  options: HistoryOptions
  tell: Tabs['tell']
  ready(): Promise<unknown>
  flushSayings(): Promise<void>
  /** Whether the page is being left. */
  isAway(): boolean
  changed(): void
  emptyOthers(): void
}

export function eventsOf({
  memory,
  store,
  options,
  tell,
  ready,
  flushSayings,
  isAway,
  changed,
  emptyOthers,
}: Context): Events {
  const { maxAge, warn, now } = options
  /** Events that wait, without those that an earlier write may have stored. */
  function unstored(): readonly HistoryEvent[] {
    const { stored, waiting } = memory
    const known = new Set(waiting.some(({ tried }) => tried) ? stored.map(identity) : [])
    return waiting.flatMap(({ event, tried }) =>
      tried && known.has(identity(event)) ? [] : [event],
    )
  }

  async function flush(): Promise<void> {
    void flushSayings()
    const batch = memory.waiting.filter(({ busy }) => !busy)
    if (memory.status !== 'granted' || batch.length === 0) return
    const mine = memory.answer
    for (const one of batch) one.busy = true
    try {
      const after = await store.change(
        false,
        (before) => (before?.status === 'granted' ? append(before, batch) : undefined),
        'passing',
      )
      if (mine !== memory.answer) return retry(batch)
      if (!after && memory.isUnstored) {
        retry(batch)
        memory.place = 'memory'
        return
      }
      const isOther = after?.epoch !== memory.epoch
      memory.settle(batch)
      memory.adopt(after)
      tell('changed', now())
      if (isOther) changed()
    } catch {
      retry(batch)
      if (mine === memory.answer && memory.place === 'nowhere') memory.place = 'memory'
    }
  }

  /** Lets the next write take them again, each once. */
  function retry(batch: readonly Waiting[]): void {
    for (const one of batch) Object.assign(one, { busy: false, tried: true })
  }

  async function rewrite(next: (before: StoredHistory) => StoredHistory): Promise<void> {
    const mine = memory.answer
    try {
      const after = await store.change(false, (before) =>
        before?.status === 'granted' ? next(before) : undefined,
      )
      if (mine === memory.answer && (after || memory.place === 'disk')) memory.adopt(after)
      tell('changed', now())
    } catch {
      // What the browser does not store is in memory only.
    }
  }

  async function remove(matches: (event: HistoryEvent) => boolean): Promise<void> {
    if (!memory.opened) await ready()
    memory.waiting = memory.waiting.filter(({ event }) => !matches(event))
    memory.stored = memory.stored.filter((event) => !matches(event))
    memory.listed = null
    emptyOthers()
    await rewrite((before) => ({
      ...before,
      events: before.events.filter((event) => !matches(event)),
    }))
  }

  const accepts = (kind: string) =>
    acceptsKind(options, kind, () => remove((one) => one.kind === kind))

  return {
    async list() {
      await ready()
      if (memory.listed) return memory.listed
      const all = tidy([...memory.stored, ...unstored()])
      // Its reader knows a change by another array.
      if (!isSame(all, memory.given)) memory.given = all
      memory.listed = memory.given
      return memory.listed
    },
    add(raw) {
      const at = now()
      const event = eventOf(raw, at, warn)
      if (!event || memory.disposed || memory.status === 'denied' || !accepts(event.kind)) return
      memory.waiting = [...memory.waiting, { event, ...memory.calledAt(at) }].slice(-MAX_WAITING)
      memory.listed = null
      if (isAway()) memory.keep()
      else void flush()
      if (maySway(event)) changed()
    },
    async import(list) {
      const at = now()
      // At once where it can be: what is called after this, such as a no, must come after it.
      if (!memory.opened) await ready()
      if (memory.refused > at) return 0
      const events = importedEvents(list, at, warn).filter(
        ({ time, kind }) => time > at - maxAge && accepts(kind),
      )
      if (memory.status === 'denied' || memory.disposed) return 0
      const { stored, waiting } = memory
      const known = new Set([...stored, ...waiting.map((one) => one.event)].map(identity))
      const fresh = events.filter((event) => {
        const isNew = !known.has(identity(event))
        known.add(identity(event))
        return isNew
      })
      memory.waiting = [...waiting, ...fresh.map((event) => ({ event, ...memory.calledAt(at) }))]
      memory.listed = null
      await flush()
      return fresh.length
    },
    remove,
    async clear() {
      const at = now()
      Object.assign(memory, { waiting: [], stored: [], refused: at, listed: null })
      emptyOthers()
      if (!memory.opened) await ready()
      // From now on events belong to this epoch, so none waits for the answer.
      const next = newEpoch()
      if (memory.epoch !== null) memory.epoch = next
      await rewrite((before) => (before.since > at ? before : emptied(before, next, at)))
    },
    flush,
  }
}

function isSame(a: readonly HistoryEvent[], b: readonly HistoryEvent[]): boolean {
  const same = (event: HistoryEvent, n: number) => JSON.stringify(event) === JSON.stringify(b[n])
  return a.length === b.length && a.every(same)
}
