import type { Platform } from './platform.ts'

/** Network and cache of the real browser, in a page or in a Worker. */
export const browserFiles: Pick<Platform, 'fetch' | 'openCache'> = {
  fetch: (url, init) => fetch(url, init),
  async openCache() {
    try {
      return await caches.open('tacit-packs')
    } catch {
      return null
    }
  },
}
