import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Tab } from '../browser/driver.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import { canary, canaryPattern } from './canaries.ts'
import { readable, spyScript } from './spy.ts'

/** A page that leaks on purpose must be found, by every channel. */
const SECRET = canary('planted')

/** By the channel that must be heard: a script that leaks `SECRET`. */
const LEAKS: Record<string, string> = {
  fetch: `fetch('/x?' + SECRET).catch(() => {})`,
  'XMLHttpRequest.setRequestHeader': `const x = new XMLHttpRequest(); x.open('GET', '/x'); x.setRequestHeader('x-a', SECRET); x.send()`,
  'XMLHttpRequest.send': `const x = new XMLHttpRequest(); x.open('POST', '/x'); x.send(SECRET)`,
  'navigator.sendBeacon': `navigator.sendBeacon('/x', new Blob([SECRET]))`,
  WebSocket: `new WebSocket('ws://' + location.host + '/' + SECRET).onerror = () => {}`,
  'WebSocket.send': `const w = new WebSocket('ws://' + location.host + '/x'); try { w.send(SECRET) } catch {}`,
  EventSource: `const e = new EventSource('/x?' + SECRET); setTimeout(() => e.close(), 50)`,
  'HTMLImageElement.src': `new Image().src = '/x?' + SECRET`,
  resource: `const i = document.createElement('img'); document.body.append(i); i.setAttribute('src', '/shell.js?' + SECRET)`,
  'console.debug': `console.debug({ deep: [SECRET] })`,
  'console.table': `console.table([[SECRET]])`,
  error: `setTimeout(() => { throw new Error(SECRET) })`,
  unhandledrejection: `Promise.reject(new Error(SECRET))`,
  attribute: `document.body.dataset.item = SECRET`,
  element: `document.body.insertAdjacentHTML('beforeend', '<i hidden>' + SECRET)`,
  'Document.title': `document.title = SECRET`,
  'Document.cookie': `document.cookie = 'a=' + SECRET`,
  'history.replaceState': `history.replaceState({ item: SECRET }, '')`,
  'performance.mark': `performance.mark(SECRET)`,
  'EventTarget.dispatchEvent': `dispatchEvent(new CustomEvent('x', { detail: SECRET }))`,
  'BroadcastChannel.postMessage': `const b = new BroadcastChannel('x'); b.postMessage({ item: SECRET }); b.close()`,
  'Storage.setItem': `sessionStorage.setItem('a', btoa(SECRET))`,
  'indexedDB.open': `indexedDB.open(SECRET)`,
  'caches.open': `void caches.open(SECRET)`,
  'Cache.put': `caches.open('x').then((c) => c.put('/a', new Response(new TextEncoder().encode(SECRET))))`,
  'worker: console.warn': `IN_WORKER(\`console.warn('\${SECRET}')\`)`,
  'worker: fetch': `IN_WORKER(\`fetch('\${location.origin}/x?\${SECRET}').catch(() => {})\`)`,
  'worker: error': `IN_WORKER(\`throw new Error('\${SECRET}')\`)`,
}
/** Only on the device; the name of what `readable` finds it in. */
const STAYS: Record<string, string> = {
  'window.name': `window.name = SECRET`,
  localStorage: `localStorage.a = SECRET`,
  sessionStorage: `sessionStorage.a = [...SECRET].map((one) => one.charCodeAt(0).toString(16)).join('')`,
  cookies: `document.cookie = 'b=' + SECRET`,
  history: `location.hash = SECRET`,
  'names of databases': `indexedDB.open(SECRET)`,
  caches: `caches.open('y').then((c) => c.put('/b', new Response('x', { headers: { a: SECRET } })))`,
  elements: `const d = document.createElement('div'); d.attachShadow({ mode: 'open' }).innerHTML = '<i title=' + SECRET + '>'; document.body.append(d)`,
  performance: `performance.mark('x', { detail: SECRET })`,
}

let site: Site
const pattern = canaryPattern([SECRET])
beforeAll(async () => {
  buildSdk()
  site = await startSite(null)
  site.spy = spyScript(pattern)
  site.script = 'document.title = "ready"'
})
afterAll(() => site.close())

/** Runs a script that leaks. */
async function leak(page: Tab, script: string): Promise<void> {
  await page.goto(site.url)
  await page.run(
    (script, secret, spy) => {
      const inWorker = (source: string) => {
        const url = URL.createObjectURL(new Blob([`${spy};${source}`]))
        new Worker(url).onerror = (event) => event.preventDefault()
      }
      new Function('SECRET', 'IN_WORKER', script)(secret, inWorker)
    },
    script,
    SECRET,
    site.spy,
  )
}

inEachBrowser(
  'the detector',
  (browser) => {
    it('hears every channel that a page can leak by', async () => {
      const visitor = await browser().visitor()
      const page = await visitor.tab()
      const missed: string[] = []
      for (const [channel, script] of Object.entries(LEAKS)) {
        await leak(page, script)
        const channels = () => page.run(() => window.overheard.map(({ channel }) => channel))
        await expect
          .poll(channels, { timeout: 5000 })
          .toContain(channel)
          .catch(() => missed.push(channel))
      }
      expect(missed).toEqual([])
      await visitor.close()
    })

    it('reads every place where a page can leave something', async () => {
      const visitor = await browser().visitor()
      const page = await visitor.tab()
      for (const [place, script] of Object.entries(STAYS)) {
        await leak(page, script)
        const found = async () =>
          new RegExp(pattern, 'i').test((await page.run(readable))[place] ?? '')
        await expect.poll(found, { message: place }).toBe(true)
      }
      await visitor.close()
    })

    it('sees what a request holds', async () => {
      const visitor = await browser().visitor()
      const page = await visitor.tab()
      await leak(
        page,
        `fetch('/x', { method: 'POST', body: new Blob([SECRET]), headers: { a: SECRET } })`,
      )
      const leaks = () =>
        site.seen
          .filter(({ url }) => url === '/x')
          .map(({ headers, body }) => [headers, body].map((part) => new RegExp(pattern).test(part)))
      await expect.poll(leaks).toContainEqual([true, true])
      await visitor.close()
    })
  },
  PAGE_ENGINES,
)
