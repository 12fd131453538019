import { buildPack, openPackFrom } from '@tacit-rec/pack'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Tab } from '../browser/driver.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import { randomContents } from '../pack/random-pack.ts'
import { canary, canaryPattern } from './canaries.ts'
import { readable, spyScript } from './spy.ts'
import { arrive, live, PAGE, type Person } from './visit.ts'

/** Three items that the catalogue has, and one that it lacks. */
const KNOWN = ['one', 'two', 'three'].map(canary)
const PERSON: Person = {
  items: [...KNOWN, canary('unknown')],
  queries: [canary('typed'), `something ${canary('else')}`],
  muted: canary('muted'),
  list: canary('list'),
}
const pattern = canaryPattern([...PERSON.items, ...PERSON.queries, PERSON.list])
const marks = new RegExp(pattern, 'i')

let site: Site
beforeAll(async () => {
  buildSdk()
  const contents = randomContents({ items: 60, perItem: 8 })
  // Files of the pack are compressed, so that no canary of the catalogue is readable in the cache.
  for (const [item, id] of KNOWN.entries()) contents.catalogue.ids[item] = id
  const { manifest, files } = await buildPack(contents)
  const loaded = await openPackFrom(manifest, files, { all: true })
  site = await startSite({ manifest, files, loaded })
  site.spy = spyScript(pattern)
  site.script = PAGE
})
afterAll(() => site.close())
beforeEach(() => {
  Object.assign(site, { seen: [] })
})

/** What is stored on the device may be there under a yes. */
const STORED = ['indexedDB.put', 'Storage.setItem']

/** What was said about the person, by any API or request, except by what a yes allows. */
async function said(page: Tab, mayStore: boolean): Promise<string[]> {
  await expect.poll(() => page.run(() => window.spied)).toEqual(['page', 'worker'])
  const heard = await page.run(() => window.overheard)
  return [
    ...heard
      .filter(({ channel }) => !mayStore || !STORED.includes(channel))
      .map(({ channel, text }) => `${channel}: ${text}`),
    ...site.seen
      .filter(({ url, headers, body }) => {
        const bytes = Buffer.from(body, 'hex')
        return [decodeURIComponent(url), headers, bytes.toString(), bytes.toString('utf16le')].some(
          (text) => marks.test(text),
        )
      })
      .map(({ url }) => `request: ${url}`),
  ]
}

/** Where on the device something about the person is. */
async function left(page: Tab): Promise<string[]> {
  const places = await page.run(readable)
  return Object.keys(places).filter((place) => marks.test(places[place]))
}

const pause = () => new Promise((passed) => setTimeout(passed, 300))

inEachBrowser(
  'canaries',
  (browser, engine) => {
    it('stay on the device: after a yes, through errors, and on the next page', async () => {
      const visitor = await browser().visitor()
      const page = await visitor.tab()
      for (const options of [{}, { experiments: [{ name: 'test', arms: [{ name: 'one' }] }] }]) {
        await arrive(page, site, { consent: 'granted', engine: 'auto', ...options })
        await live(page, PERSON)
        await pause()
        expect(await said(page, true)).toEqual([])
        expect(await left(page)).toContain('indexedDB')
        const places = (await left(page)).filter((place) => place !== 'indexedDB')
        expect(places.filter((place) => place !== 'localStorage')).toEqual([])
        await page.click('a')
        await expect.poll(() => page.run(() => location.pathname)).toBe('/shell.js')
      }
      // The edge is gone.
      const { pack } = site
      site.pack = null
      await arrive(page, site, { consent: 'granted', engine: 'instant' })
      await page.run(() => {
        window.tacit.on('error', (detail) => dispatchEvent(new CustomEvent('failed', { detail })))
      })
      await live(page, PERSON)
      await pause()
      expect(await said(page, true)).toEqual([])
      site.pack = pack
      await visitor.close()
    })

    it('are in no request of a page with elements, and in no attribute outside of them', async () => {
      const visitor = await browser().visitor()
      const page = await visitor.tab()
      await arrive(page, site, { consent: 'granted', engine: 'instant' })
      await page.run(() => window.show())
      await live(page, PERSON)
      await pause()
      const found = await said(page, true)
      // Elements tell the page which listing they show, as their documentation says.
      const own = /^EventTarget\.dispatchEvent: tacit-(shown|impression) listing/
      expect(found.filter((one) => !own.test(one))).toEqual([])
      const outside = await page.run(() => document.documentElement.outerHTML)
      expect(outside).not.toMatch(marks)
      await visitor.close()
    })

    it.each([
      'pending',
      'denied',
      'GRANTED',
    ] as const)('leave nothing on the device where the answer is %s', async (consent) => {
      const visitor = await browser().visitor()
      const page = await visitor.tab()
      await arrive(page, site, { consent: consent as 'pending', engine: 'instant' })
      await live(page, PERSON)
      await pause()
      expect(await said(page, false)).toEqual([])
      expect(await left(page)).toEqual([])
      const places = await page.run(readable)
      expect(places.indexedDB).toBe('')
      expect(places['names of databases']).toBe('')
      await visitor.close()
    })

    it.each([
      'forget',
      'denied',
    ] as const)('are readable by no web API after %s, in this tab and another', async (no) => {
      const visitor = await browser().visitor()
      const [page, other] = [await visitor.tab(), await visitor.tab()]
      const options = { consent: 'granted', engine: 'instant' } as const
      await arrive(page, site, options)
      await arrive(other, site, options)
      await live(other, PERSON)
      await live(page, PERSON)
      expect(await left(page)).toContain('indexedDB')
      await page.run(async (no) => {
        window.tacit.track('view', 'kanariexq7last')
        await (no === 'forget' ? window.tacit.forget() : window.tacit.consent.set('denied'))
      }, no)
      for (const tab of [page, other]) {
        await expect.poll(() => left(tab)).toEqual([])
        expect(await tab.run(() => window.tacit.history.list())).toEqual([])
      }
      await page.run(() => window.tacit.recommend())
      await pause()
      for (const tab of [page, other]) expect(await left(tab)).toEqual([])
      const { indexedDB, localStorage, sessionStorage, cookies } = await page.run(readable)
      expect({ indexedDB, sessionStorage, cookies }, engine).toEqual({
        indexedDB: '',
        sessionStorage: '{}',
        cookies: '',
      })
      // A refusal is remembered, and that is all.
      if (no === 'forget') expect(localStorage).toBe('{}')
      else {
        expect(Object.keys(JSON.parse(localStorage))).toHaveLength(1)
        expect(localStorage).toMatch(/denied/)
      }
      await visitor.close()
    })
  },
  PAGE_ENGINES,
)
