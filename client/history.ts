import { clear, createStore, get, set, type UseStore, update } from 'idb-keyval'
import type { Consent, HistoryEvent } from './types.ts'

/** The newest events that a device keeps: what the memory sums over. */
const MAX_EVENTS = 500

/** What a person did, in memory and, once they agreed, in IndexedDB. */
export interface History {
  readonly consent: Consent
  /** Oldest first. */
  events(): Promise<readonly HistoryEvent[]>
  add(event: HistoryEvent): Promise<void>
  setConsent(consent: Consent): Promise<void>
  forget(): Promise<void>
  dispose(): void
}

/**
 * @param name one store per edge and catalogue
 * @param changed called when another tab changed the history
 */
export function openHistory(name: string, start: Consent, changed: () => void): History {
  const database = durable(name)
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
  let consent = start
  // Before consent, and where the browser refuses to store, this is all there is.
  let kept: readonly HistoryEvent[] = []
  const opened = start === 'denied' ? wipe() : restore()

  async function restore(): Promise<void> {
    if ((await database.run((store) => get('consent', store))) === 'granted') consent = 'granted'
    if (consent === 'granted') await store([])
  }

  /** Appends in one transaction, so that tabs do not overwrite one another. */
  async function store(events: readonly HistoryEvent[]): Promise<void> {
    let all: readonly HistoryEvent[] = newest([...kept, ...events])
    const stored = await database.run(async (store) => {
      await set('consent', 'granted', store)
      await update<readonly HistoryEvent[]>(
        'events',
        (before) => {
          all = newest([...(before ?? []), ...events])
          return all
        },
        store,
      )
      return true
    })
    kept = stored ? all : newest([...kept, ...events])
  }

  async function wipe(): Promise<void> {
    kept = []
    await database.run((store) => clear(store))
  }

  function tell(): void {
    channel?.postMessage('changed')
  }

  if (channel)
    channel.onmessage = async () => {
      const granted = (await database.run((store) => get('consent', store))) === 'granted'
      if (granted) consent = 'granted'
      // Another tab forgot everything: so does this one.
      else if (consent === 'granted') consent = 'pending'
      kept = (await database.run((store) => get<HistoryEvent[]>('events', store))) ?? []
      changed()
    }

  return {
    get consent() {
      return consent
    },
    async events() {
      await opened
      return kept
    },
    async add(event) {
      await opened
      if (consent === 'denied') return
      if (consent === 'pending') kept = newest([...kept, event])
      else {
        await store([event])
        tell()
      }
    },
    async setConsent(next) {
      await opened
      const before = kept
      const was = consent
      consent = next
      if (next === 'granted' && was !== 'granted') await store(before)
      if (next === 'denied') await wipe()
      tell()
    },
    async forget() {
      await opened
      if (consent === 'granted') consent = 'pending'
      await wipe()
      tell()
    },
    dispose: () => channel?.close(),
  }
}

function newest(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return events.slice(-MAX_EVENTS)
}

/**
 * IndexedDB that survives Safari, which closes connections behind one's back: a new connection,
 * one more try, then memory only.
 */
function durable(name: string) {
  let store: UseStore | null = null
  return {
    async run<T>(work: (store: UseStore) => Promise<T>): Promise<T | undefined> {
      for (let attempt = 0; attempt < 2; attempt++) {
        try {
          store ??= createStore(name, 'history')
          return await work(store)
        } catch {
          store = null
        }
      }
      return undefined
    },
  }
}
