import type { Tastes } from '../types.ts'
import type { HistoryOptions } from './history.ts'
import { MAX_WAITING, type Memory } from './memory.ts'
import { tastesAfter, withSayings } from './record.ts'
import type { HistoryStore } from './store.ts'
import type { Tabs } from './tabs.ts'

/** What a person says of their interests, and what it comes to. */
export interface Sayings {
  /** The same object until it changes. */
  readonly tastes: Tastes
  set(id: string | undefined, taste: 'mute' | 'boost' | undefined): Promise<void>
  /** Stores what was said. */
  flush(): Promise<void>
}

export function sayingsOf(
  memory: Memory,
  store: HistoryStore,
  { now }: Pick<HistoryOptions, 'now'>,
  tell: Tabs['tell'],
): Sayings {
  let given: Tastes = {}

  async function flush(): Promise<void> {
    const batch = memory.sayings.filter(({ busy }) => !busy)
    if (memory.status !== 'granted' || batch.length === 0) return
    const mine = memory.answer
    for (const one of batch) one.busy = true
    try {
      const after = await store.change(false, (before) =>
        before?.status === 'granted' ? withSayings(before, batch) : undefined,
      )
      if (mine === memory.answer && (after || !memory.isUnstored)) {
        memory.sayings = memory.sayings.filter((one) => !batch.includes(one))
        memory.adopt(after)
        tell('changed', now())
      }
    } catch {
      // The next write takes them again.
    }
    for (const one of batch) one.busy = false
  }

  return {
    get tastes() {
      const tastes = tastesAfter(memory.storedTastes, memory.sayings)
      if (JSON.stringify(tastes) !== JSON.stringify(given)) given = tastes
      return given
    },
    async set(id, taste) {
      if (memory.status === 'denied' || memory.disposed) return
      const saying = { id, taste, ...memory.calledAt(now()) }
      memory.sayings = [...memory.sayings, saying].slice(-MAX_WAITING)
      await flush()
    },
    flush,
  }
}
