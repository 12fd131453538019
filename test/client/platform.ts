import type { HistoryStore } from '../../client/history/store.ts'
import type { Channel, DeviceStorage, PackCache, Platform } from '../../client/platform.ts'
import {
  memoryCache,
  memoryJournal,
  memoryStorage,
  memoryStore,
} from '../../client/testing/memory.ts'
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

/** A store of a browser that opens no database and says that there is none, as with a full disk. */
export function fullStore(): HistoryStore {
  return {
    ...refusingStore(),
    read: async () => null,
    change: (create) => (create ? Promise.reject(new Error('full')) : Promise.resolve(null)),
    landed: async () => null,
  }
}
