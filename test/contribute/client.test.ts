import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  contextOf,
  encodeToken,
  makeMessage,
  readMessage,
  SEALED_BYTES,
  type Token,
} from '../../contribute/index.ts'
import type { Tab, Visitor } from '../browser/driver.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { openPage, stored } from '../browser/history-page.ts'
import type { Site } from '../browser/site.ts'
import { type SecondParty, startOffer } from './second-party.ts'
import { newDevice, outputOf } from './visitors.ts'

/** The page's random moment: at once, or 3 or 30 s later in the epochs of 60 s here. */
const moment = (bits: number) => `{
  const real = crypto.getRandomValues.bind(crypto)
  crypto.getRandomValues = (array) =>
    array instanceof Uint32Array && array.length === 1 ? array.fill(${bits}) : real(array)
}`
const [SOON, LATE, FAR] = [moment(0), moment(0x1999999a), moment(0xffffffff)]

/** 2 pairs an epoch: 6 slots. */
const SLOTS = 6

let site: Site
let second: SecondParty
beforeAll(async () => {
  ;({ site, second } = await startOffer())
})
afterAll(() => Promise.all([site.close(), second.close()]))

const sleep = (milliseconds: number) => new Promise((passed) => setTimeout(passed, milliseconds))
const offer = () => ({
  consent: 'granted' as const,
  contribute: { url: second.url, key: second.key },
})

/** Says yes to contributing, after views of some items. */
const agree = (page: Tab, items: string[]) =>
  page.run(async (items) => {
    for (const item of items) window.tacit.track('view', item)
    await window.tacit.consent.set('granted', 'contribute')
  }, items)

const paths = () => second.seen.map(({ path }) => path.replace(/^epochs\/\d+\//, ''))
const status = (page: Tab) => page.run(() => window.tacit.contribution.status)

/** The tag of a token in the epoch that is open. */
async function tagOf(token: Token): Promise<string> {
  const x = encodeToken(contextOf(second.terms), token)
  const message = await makeMessage(x, outputOf(x), second.terms.threshold, newDevice())
  return Buffer.from(readMessage(message).tag).toString('hex')
}

inEachBrowser(
  'contributing',
  (browser) => {
    let visitor: Visitor
    beforeEach(async () => {
      visitor = await browser().visitor()
      Object.assign(second, { seen: [], bodies: [], answers: 200 })
      site.missing = site.silent = null
      second.begin(60_000)
      site.spy = SOON
    })
    afterEach(() => visitor.close())

    it('is off: nothing is fetched, asked or stored before a yes', async () => {
      site.seen = []
      const plain = await openPage(visitor, site, { consent: 'granted' })
      await plain.run(async () => {
        window.tacit.track('view', 'item-1')
        await window.tacit.consent.set('granted', 'contribute')
        await window.tacit.recommend()
      })
      expect(await plain.run(() => window.tacit.contribution.isOffered)).toBe(false)
      const page = await openPage(visitor, site, offer())
      const preview = await page.run(async () => {
        for (const item of ['item-1', 'item-5']) window.tacit.track('view', item)
        return window.tacit.contribution.preview()
      })
      expect(preview).toMatchObject({
        server: new URL(second.url).host,
        pairs: [{ i: 'item-1', j: 'item-5', text: expect.stringMatching(/^People who looked at/) }],
        parameters: null,
      })
      await sleep(300)
      expect(second.seen).toEqual([])
      expect(await stored(page)).not.toMatch(/contribution/)
      const urls = site.seen.map(({ url }) => url.replace(/\?.*/, ''))
      const before = urls.slice(0, urls.lastIndexOf('/shell.js'))
      expect(before.filter((url) => /contribute|giver|clusters/.test(url))).toEqual([])
    })

    it('gives the pairs of the preview in one body, of the same size without a history', async () => {
      site.spy = LATE
      const page = await openPage(visitor, site, offer())
      await agree(page, ['item-1', 'item-5', 'item-9'])
      await expect.poll(() => stored(page)).toMatch(/secret/)
      const preview = await page.run(() => window.tacit.contribution.preview())
      expect(preview.pairs).toHaveLength(2)
      await expect.poll(() => second.bodies.length, { timeout: 30_000 }).toBe(1)
      expect(paths()).toEqual(['parameters', 'evaluate', 'messages'])
      const tags = await second.tags(second.bodies[0])
      for (const { i, j } of preview.pairs)
        expect(tags).toContain(await tagOf({ layer: 'item-item', i, j }))
      await expect
        .poll(() =>
          page.run(async () => (await window.tacit.contribution.preview()).isGivenThisEpoch),
        )
        .toBe(true)
      const sizes = second.seen.map(({ bytes }) => bytes)
      expect(sizes).toEqual([0, 32 * SLOTS, SEALED_BYTES * SLOTS])

      second.seen = []
      site.spy = SOON
      second.begin(60_000)
      const other = await browser().visitor()
      await agree(await openPage(other, site, offer()), [])
      await expect.poll(() => second.bodies.length, { timeout: 30_000 }).toBe(2)
      expect(second.seen.map(({ bytes }) => bytes)).toEqual(sizes)
      await other.close()
    })

    it('a no holds at once while the yes before it waits for a server that never answers', async () => {
      let asked = 0
      const silent = createServer(() => void asked++).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
      const page = await openPage(visitor, site, {
        consent: 'granted',
        contribute: { url, key: second.key },
      })
      for (const no of ['denied', 'pending', 'no thanks'] as never[]) {
        const before = asked
        await page.run(() => void window.tacit.consent.set('granted', 'contribute'))
        await expect.poll(() => asked).toBeGreaterThan(before)
        const [waited, said] = await page.run(async (no) => {
          const began = performance.now()
          await window.tacit.consent.set(no, 'contribute')
          return [performance.now() - began, window.tacit.contribution.status]
        }, no)
        expect(waited).toBeLessThan(2000)
        expect(said).toBe(no === 'denied' ? 'denied' : 'pending')
        expect(await stored(page)).not.toMatch(/contribution[^}]*granted|secret/)
      }
      // Whichever was said last holds, though the yes waits for a yes to store.
      await page.run(async () => {
        const { consent } = window.tacit
        void consent.set('granted')
        void consent.set('granted', 'contribute')
        await consent.set('denied', 'contribute')
        await new Promise((pass) => setTimeout(pass, 300))
      })
      expect(await status(page)).toBe('denied')
      silent.closeAllConnections()
      silent.close()
    })

    it('is emptied at once by a no, by forget() and by a no to contributing', async () => {
      site.spy = LATE
      const pages = new Map<string, Tab>()
      for (const how of ['denied', 'forget', 'contribute']) {
        const other = await browser().visitor()
        const page = await openPage(other, site, offer())
        pages.set(how, page)
        await agree(page, ['item-1', 'item-5'])
        await expect.poll(() => stored(page)).toMatch(/secret/)
        await page.run(async (how) => {
          if (how === 'forget') await window.tacit.forget()
          else if (how === 'denied') await window.tacit.consent.set('denied')
          else await window.tacit.consent.set('denied', 'contribute')
        }, how)
        expect(await stored(page)).not.toMatch(/secret|parameters/)
        expect(await status(page)).toBe(how === 'contribute' ? 'denied' : 'pending')
      }
      await sleep(3200)
      expect(paths()).toEqual(['parameters', 'parameters', 'parameters'])
      for (const page of pages.values()) await page.close()
    })

    it('a no holds in every tab where the file that contributes cannot be loaded', async () => {
      site.spy = LATE
      const other = await openPage(visitor, site, offer())
      await agree(other, ['item-1', 'item-5'])
      await expect.poll(() => stored(other)).toMatch(/secret/)
      site.missing = 'tacit-contribute.js'
      const page = await openPage(visitor, site, offer())
      const [statuses, code] = await page.run(async () => {
        const { consent, contribution } = window.tacit
        const failed = new Promise<string>((tell) => {
          window.tacit.on('error', ({ code }) => tell(code))
        })
        const said = consent.set('denied', 'contribute')
        const statuses = [contribution.status]
        await said
        return [[...statuses, contribution.status], await failed] as const
      })
      site.missing = null
      expect(statuses).toEqual(['denied', 'denied'])
      expect(code).toBe('sdk/core')
      // Past the moment that the other tab had drawn.
      await expect
        .poll(() => stored(other), { timeout: 10_000 })
        .not.toMatch(/secret|tacit refused/)
      expect(await stored(other)).toMatch(/contribution[^}]*denied/)
      await expect.poll(() => status(other)).toBe('denied')
      expect(paths()).toEqual(['parameters'])
      // A later yes is one.
      await other.run(() => window.tacit.consent.set('granted', 'contribute'))
      expect(await status(other)).toBe('granted')
    })

    it('a yes whose file comes late undoes no later no, of another tab', async () => {
      site.silent = 'tacit-contribute.js'
      const page = await openPage(visitor, site, { ...offer(), timeout: 20_000 })
      await page.run(async () => {
        await window.tacit.consent.set('granted')
        void window.tacit.consent.set('granted', 'contribute')
      })
      const other = await openPage(visitor, site, offer())
      await other.run(() => void window.tacit.consent.set('denied', 'contribute'))
      await other.close()
      site.silent = null
      await expect.poll(() => stored(page)).toMatch(/contribution[^}]*(denied|granted)/)
      expect(await stored(page)).toMatch(/contribution[^}]*denied/)
      expect(await status(page)).toBe('denied')
    })

    it('a no waits for no file that never comes', async () => {
      site.silent = 'tacit-contribute.js'
      const page = await openPage(visitor, site, { ...offer(), timeout: 300 })
      const [code, said] = await page.run(async () => {
        const failed = new Promise<string>((tell) => {
          window.tacit.on('error', ({ code }) => tell(code))
        })
        await window.tacit.consent.set('denied', 'contribute')
        return [await failed, window.tacit.contribution.status] as const
      })
      expect([code, said]).toEqual(['sdk/timeout', 'denied'])
    })

    it('a no is stored by the next page where one was left at once, and goes with forget()', async () => {
      site.spy = FAR
      const page = await openPage(visitor, site, offer())
      await agree(page, ['item-1', 'item-5'])
      await expect.poll(() => stored(page)).toMatch(/secret/)
      site.missing = 'tacit-contribute.js'
      await openPage(visitor, site, offer(), page)
      await page.run(() => window.tacit.consent.set('denied', 'contribute'))
      site.missing = null
      await openPage(visitor, site, offer(), page)
      await expect.poll(() => stored(page)).not.toMatch(/secret|tacit refused/)
      await expect.poll(() => status(page)).toBe('denied')
      site.missing = 'tacit-contribute.js'
      await openPage(visitor, site, offer(), page)
      await page.run(() => window.tacit.consent.set('denied', 'contribute'))
      expect(await stored(page)).toMatch(/tacit refused/)
      await page.run(() => window.tacit.forget())
      expect(await stored(page)).not.toMatch(/contribution|tacit refused/)
    })

    it('goes on in the next page, with the same bytes, where one was left before the answer', async () => {
      second.answers = 0
      const page = await openPage(visitor, site, offer())
      await agree(page, ['item-1', 'item-5'])
      await expect.poll(() => second.bodies.length, { timeout: 30_000 }).toBe(1)
      second.answers = 200
      // As WebKit does now and then, before it tells the page that it is left.
      second.fail()
      await openPage(visitor, site, offer(), page)
      await expect.poll(() => second.bodies.length, { timeout: 30_000 }).toBe(2)
      expect(second.bodies[1].join()).toBe(second.bodies[0].join())
      expect(paths()).toEqual(['parameters', 'evaluate', 'messages', 'messages'])
    })

    it('rests in a page that is left, and goes on when the bfcache gives it back', async () => {
      // In 60 s · ½ · 1/48.
      site.spy = moment(0x05555555)
      const page = await openPage(visitor, site, offer())
      // Chromium keeps no page of this harness, so the browser's events are the test's own.
      const tell = (name: 'pagehide' | 'pageshow') =>
        page.run((name) => {
          dispatchEvent(new PageTransitionEvent(name, { persisted: true }))
        }, name)
      await agree(page, ['item-1', 'item-5'])
      await expect.poll(() => stored(page)).toMatch(/secret/)
      await tell('pagehide')
      await sleep(1000)
      expect(paths()).toEqual(['parameters'])
      await tell('pageshow')
      await expect.poll(() => second.bodies.length, { timeout: 30_000 }).toBe(1)
    })

    it('never gives what was removed or muted before it goes', async () => {
      site.spy = LATE
      const page = await openPage(visitor, site, offer())
      await agree(page, ['item-1', 'item-5'])
      await page.run(async () => {
        await window.tacit.history.remove('item-1')
        window.tacit.track('view', 'item-9')
        const [muted] = await window.tacit.intents.list('item-9')
        await window.tacit.intents.mute(muted.id)
        window.tacit.track('view', 'item-5')
      })
      await expect.poll(() => second.bodies.length, { timeout: 30_000 }).toBeGreaterThan(0)
      const tags = await second.tags(second.bodies.at(-1)!)
      for (const [i, j] of [
        ['item-1', 'item-5'],
        ['item-5', 'item-9'],
        ['item-9', 'item-5'],
      ])
        expect(tags).not.toContain(await tagOf({ layer: 'item-item', i, j }))
    })

    it('stops after 13 epochs, and says in the element and the devtools what goes', async () => {
      site.spy = FAR
      const page = await openPage(visitor, site, offer())
      await agree(page, ['item-1', 'item-5'])
      await expect.poll(paths).toEqual(['parameters'])
      const text = await page.run(async () => {
        const script = document.createElement('script')
        script.type = 'module'
        script.textContent = `import { provide } from '/sdk/tacit-privacy.js'; provide(window.tacit)`
        document.body.append(script)
        document.body.append(document.createElement('tacit-privacy'))
        const root = () => document.querySelector('tacit-privacy')!.shadowRoot
        while (!root()?.querySelector('[part~=pair]'))
          await new Promise((passed) => setTimeout(passed, 20))
        return root()!.querySelector('[part=contribution]')!.textContent!
      })
      expect(text).toContain(
        `${new URL(second.url).host} passes the messages on. It sees your address`,
      )
      expect(text).toContain('at least 5 devices must send the same pair')
      expect(text).toContain('People who looked at Title 1 also looked at Title 5')
      await page.run(async () => {
        const [{ name }] = await indexedDB.databases()
        const open = indexedDB.open(name!)
        await new Promise((done) => open.addEventListener('success', done))
        const store = open.result.transaction('history', 'readwrite').objectStore('history')
        const get = store.get('contribution ')
        await new Promise((done) => get.addEventListener('success', done))
        const put = store.put({ ...get.result, epochs: 13, plan: undefined }, 'contribution ')
        await new Promise((done) => put.addEventListener('success', done))
        open.result.close()
      })
      site.spy = SOON
      await openPage(visitor, site, offer(), page)
      await expect.poll(() => status(page)).toBe('granted')
      await sleep(500)
      expect(paths()).toEqual(['parameters'])
    })

    it('never goes with Save-Data', async () => {
      site.spy = `${SOON};Object.defineProperty(navigator, 'connection', { value: { saveData: true } })`
      const page = await openPage(visitor, site, offer())
      await agree(page, ['item-1', 'item-5'])
      await sleep(1500)
      expect(second.seen).toEqual([])
      expect(await status(page)).toBe('granted')
    })
  },
  PAGE_ENGINES,
)
