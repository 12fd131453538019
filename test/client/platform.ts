import type { Journal, JournalEntry } from '../../client/history/journal.ts'
import type { StoredHistory } from '../../client/history/record.ts'
import type { HistoryStore } from '../../client/history/store.ts'
import type { Channel, DeviceStorage, PackCache, Platform } from '../../client/platform.ts'
import type { BuiltPack } from '../pack/random-pack.ts'

export const EDGE = 'https://edge.example'
export const BASE = `${EDGE}/v1/c/default`

/** What a browser has, in memory, for tests in Node. */
export interface TestPlatform extends Platform {
  /** What the edge publishes; null answers 404. */
  published: BuiltPack | null
  /** Paths of all requests, in order. */
  requests: string[]
  cache: PackCache
  store: HistoryStore
  device: DeviceStorage
  /** Tells that the network is back, or that a person sees the page. */
  wake(event: 'online' | 'visible'): void
}

export function testPlatform(published: BuiltPack | null, channel?: Channel): TestPlatform {
  const platform: TestPlatform = {
    published,
    requests: [],
    cache: memoryCache(),
    store: memoryStore(),
    device: memoryStorage(),
    async fetch(url) {
      platform.requests.push(new URL(url).pathname)
      const body = contentOf(platform.published, url)
      return body === null ? new Response(null, { status: 404 }) : new Response(body)
    },
    openCache: async () => platform.cache,
    openStore: () => platform.store,
    openJournal: memoryJournal,
    deviceStorage: () => platform.device,
    openChannel: () => channel ?? null,
    onPage: () => () => {},
    createWorker: () => null,
    sight: {
      isVisible: () => true,
      watch(listener) {
        platform.wake = listener
        return () => {}
      },
    },
    whenIdle: (work) => void setTimeout(work),
    wake: () => {},
  }
  return platform
}

function contentOf(pack: BuiltPack | null, url: string): BodyInit | null {
  if (!pack) return null
  if (url === `${BASE}/manifest`) return JSON.stringify(pack.manifest)
  const bytes = pack.files.get(url.slice(`${BASE}/files/`.length))
  return bytes ? new Uint8Array(bytes) : null
}

function memoryCache(): PackCache {
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

function memoryStorage(): DeviceStorage {
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

/** A store of a browser that refuses to store. */
export function refusingStore(): HistoryStore {
  const refuse = () => Promise.reject(new Error('refused'))
  return {
    read: refuse,
    change: refuse,
    landed: refuse,
    wipeLanded: refuse,
    expect: () => {},
    rest: () => {},
    close: () => {},
  }
}
