import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { findBrowser } from '../../scripts/browsers.ts'
import type { Tab } from '../browser/driver.ts'
import { inEachBrowser, startBrowser } from '../browser/engines.ts'
import { type FaultyEdge, startFaultyEdge } from '../browser/faulty-edge.ts'
import { buildSdk } from '../browser/site.ts'
import { type StaticSite, serveStatic } from '../browser/static.ts'
import { randomPack } from '../pack/random-pack.ts'

/** Scripts of the site by path; EDGE stands for the edge's URL. */
const pages: Record<string, string> = {}
let edge: FaultyEdge
let site: StaticSite
beforeAll(async () => {
  buildSdk()
  edge = await startFaultyEdge(await randomPack({ items: 60, dim: 16 }))
  site = await serveStatic(async (path) => {
    if (path === '/index.html')
      return `<!doctype html><title>site</title><script type=module src=/page.js></script>`
    if (pages[path] === undefined) throw new Error(`no ${path}`)
    return pages[path].replaceAll('EDGE', edge.url)
  })
})
afterAll(() => {
  edge.close()
  site.close()
})
beforeEach(() => {
  edge.seen = []
})

/** What a person of any context gets: tells the parent, or whoever waits. */
const TRY = `import { createRecommender } from 'EDGE/tacit/tacit.js'
const tried = async () => {
  const tacit = createRecommender({ edge: 'EDGE', consent: 'granted', engine: 'instant' })
  tacit.track('view', 'item-1')
  // Until all of the pack is there, the memory alone ranks.
  await tacit.intents.list()
  const { source, code, items } = await tacit.recommend({ limit: 3 })
  const { stored } = await tacit.report()
  const events = (await tacit.history.list()).length
  await tacit.dispose()
  return { source, code, count: items.length, stored: stored[0], events }
}
`

/** Opens the site, and gives what \`window.tried\` says. */
async function tried(page: Tab): Promise<unknown> {
  await page.goto(`${site.url}/index.html`)
  return page.run(async () => {
    const context = window as unknown as { tried?: unknown }
    for (let tries = 0; tries < 1000 && context.tried === undefined; tries++)
      await new Promise((passed) => setTimeout(passed, 10))
    return context.tried
  })
}

const RANKED = { source: 'model', code: 'ok', count: 3, events: 1 }

inEachBrowser('contexts', (browser, engine) => {
  it('a frame with an origin of its own: ranks, and says that it stores nothing', async () => {
    pages['/page.js'] = `addEventListener('message', ({ data }) => { window.tried = data })
      const frame = document.createElement('iframe')
      frame.sandbox = 'allow-scripts'
      frame.srcdoc = ${JSON.stringify(
        `<script>const errors = []
          addEventListener('error', ({ message }) => errors.push(message))
          addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)))</script>
        <script type=module>${TRY};parent.postMessage({ ...(await tried()), errors }, '*')</script>`,
      ).replaceAll('</', '<\\/')}
      document.body.append(frame)`
    const visitor = await browser().visitor()
    expect(await tried(await visitor.tab())).toEqual({
      ...RANKED,
      stored: 'history: 1 events, in memory only',
      errors: [],
    })
    await visitor.close()
  })

  it('a browser of 2021, which lacks what came later: ranks, finds and explains', async () => {
    // Without Workers, so that all of the SDK runs where these are missing.
    pages['/old.js'] =
      `for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with', 'findLast', 'findLastIndex'])
      for (const type of [Array, Int32Array, Uint8Array, Float32Array]) {
        delete type.prototype[name]
        delete Object.getPrototypeOf(type.prototype)[name]
      }
      for (const name of ['any', 'timeout']) delete AbortSignal[name]
      for (const name of ['throwIfAborted', 'reason']) delete AbortSignal.prototype[name]
      for (const name of ['groupBy', 'withResolvers']) { delete Object[name]; delete Map[name]; delete Promise[name] }
      delete globalThis.structuredClone
      delete globalThis.Worker`
    pages['/page.js'] = `import '/old.js'
      import { createRecommender } from 'EDGE/tacit/tacit.js'
      const tacit = createRecommender({ edge: 'EDGE', consent: 'granted', engine: 'instant', locale: 'en-GB' })
      tacit.track('view', 'item-1')
      tacit.track('purchase', 'item-2')
      await tacit.intents.list()
      const { source, code, items } = await tacit.recommend({ limit: 3, diversity: 0.3 })
      const own = await tacit.rank([{ id: 'item-9' }, { id: 'item-3' }], { id: 'id', weight: 1 })
      const found = await tacit.search('item-5', { limit: 2 })
      const { code: explained } = await tacit.explain('item-3')
      const events = (await tacit.history.list()).length
      await tacit.dispose()
      window.tried = { source, code, count: items.length, own: own.items.length, found: found.code, explained, events }`
    const visitor = await browser().visitor()
    expect(await tried(await visitor.tab())).toEqual({
      ...{ source: 'model', code: 'ok', count: 3, events: 2 },
      ...{ own: 2, found: 'ok', explained: 'ok' },
    })
    await visitor.close()
  })

  it('a Worker of the site: there is no page, so it does nothing', async () => {
    pages['/worker.js'] = `${TRY}postMessage(await tried())`
    pages['/page.js'] = `const worker = new Worker('/worker.js', { type: 'module' })
      worker.onmessage = ({ data }) => { window.tried = data }
      worker.onerror = ({ message }) => { window.tried = message }`
    const visitor = await browser().visitor()
    expect(await tried(await visitor.tab())).toMatchObject({ code: 'sdk/server', count: 0 })
    expect(edge.seen.filter((path) => path === 'manifest')).toEqual([])
    await visitor.close()
  })

  it.each<[string, string]>([
    [
      'that deletes the caches it does not know, all the time',
      `onfetch = (event) => event.respondWith((async () => {
        for (const name of await caches.keys()) await caches.delete(name)
        return fetch(event.request)
      })())`,
    ],
    [
      'that answers from its cache first',
      `onfetch = (event) => event.respondWith((async () => {
        const cache = await caches.open('all')
        const found = await cache.match(event.request)
        if (found) return found
        const response = await fetch(event.request)
        if (event.request.method === 'GET') await cache.put(event.request, response.clone())
        return response
      })())`,
    ],
  ])('a page with a service worker %s', async (_, script) => {
    pages['/sw.js'] = `oninstall = () => skipWaiting()
      onactivate = (event) => event.waitUntil(clients.claim())
      ${script}`
    pages['/page.js'] = `${TRY}
      await navigator.serviceWorker.register('/sw.js')
      while (!navigator.serviceWorker.controller) await new Promise((go) => setTimeout(go, 10))
      window.tried = await tried()`
    const visitor = await browser().visitor()
    const page = await visitor.tab()
    for (let visit = 1; visit <= 2; visit++) {
      // Events of earlier visits are kept.
      // A kept pack ranks before the network has confirmed it.
      const code = expect.stringMatching(/^(ok|pack\/unconfirmed)$/)
      const source = expect.stringMatching(/^(model|cache)$/)
      expect(await tried(page)).toMatchObject({ ...RANKED, source, code, events: visit })
    }
    await visitor.close()
  })

  it.runIf(engine === 'chromium')('a service worker itself: it does nothing', async () => {
    pages['/own.js'] = `import { createRecommender } from '/sdk.js'
      onmessage = async ({ source }) => {
        const tacit = createRecommender({ edge: 'EDGE', consent: 'granted' })
        const { code } = await tacit.recommend()
        source.postMessage(code)
      }`
    pages['/sdk.js'] = `export * from 'EDGE/tacit/tacit.js'`
    pages['/page.js'] = `navigator.serviceWorker.onmessage = ({ data }) => { window.tried = data }
      const { active, installing } = await navigator.serviceWorker.register('/own.js', { type: 'module' })
      await navigator.serviceWorker.ready
      ;(active ?? installing).postMessage('go')`
    const visitor = await browser().visitor()
    expect(await tried(await visitor.tab())).toBe('sdk/server')
    await visitor.close()
  })
})

it.skipIf(!findBrowser('firefox'))('Firefox that takes no cookies ranks from memory', async () => {
  const firefox = await startBrowser('firefox', { prefs: { 'network.cookie.cookieBehavior': 2 } })
  pages['/page.js'] = `${TRY}window.tried = await tried()`
  const page = await (await firefox.visitor()).tab()
  expect(await tried(page)).toEqual({ ...RANKED, stored: 'history: 1 events, in memory only' })
  await firefox.close()
})
