import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Tab } from '../browser/driver.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { freePort, type Started, start, stop } from './shop.ts'

/** `npm test` walks it in Chromium (demo.test.ts), `npm run test:browsers` here. */
const ALL = process.env.BROWSERS ? PAGE_ENGINES : []

let shop: Started | undefined
beforeAll(async () => {
  if (ALL.length > 0) shop = await start('--port', await freePort())
})
afterAll(() => shop && stop(shop))

/** The shelf's items, and how many of their reasons are about the person. */
const shelf = (page: Tab) =>
  page.run(() => {
    const { shadowRoot } = document.querySelector('#for-you tacit-shelf')!
    const ids = [...shadowRoot!.querySelectorAll('slot')]
      .filter(({ name }) => name.startsWith('item:'))
      .flatMap((slot) => slot.assignedElements() as HTMLElement[])
      .map(({ dataset }) => dataset.id)
    const reasons = [...document.querySelectorAll('#for-you .reason')]
    const own = reasons.filter(({ textContent }) => !textContent?.startsWith('Popular'))
    return { ids, own: own.length }
  })
const count = (page: Tab, selector: string) =>
  page.run((selector) => document.querySelectorAll(selector).length, selector)
const text = (page: Tab, selector: string) =>
  page.run((selector) => document.querySelector(selector)?.textContent?.trim(), selector)

inEachBrowser(
  "the demo's main path",
  (browser) => {
    it('asks, ranks after clicks and says why, remembers, and forgets', async () => {
      const visitor = await browser().visitor()
      const page = await visitor.tab()
      await page.goto(shop!.url)
      await expect.poll(async () => (await shelf(page)).ids.length, { timeout: 30_000 }).toBe(16)
      const before = await shelf(page)
      await page.click('#remember')
      await expect.poll(() => count(page, '.consent')).toBe(0)
      for (let n = 0; n < 4; n++) {
        await page.run((n) => {
          const links = [...document.querySelectorAll<HTMLElement>('.departments a')]
          links.find(({ textContent }) => textContent?.includes('Comics'))!.click()
          const open = () => {
            const cards = document.querySelectorAll<HTMLElement>('.grid .card-link')
            if (cards[n]) cards[n].click()
            else setTimeout(open, 20)
          }
          setTimeout(open, 100)
        }, n)
        await expect.poll(() => text(page, '#event-count'), { timeout: 20_000 }).toBe(`${n + 1}`)
      }
      await page.click('.brand')
      await expect
        .poll(async () => (await shelf(page)).own, { timeout: 20_000 })
        .toBeGreaterThan(12)
      expect((await shelf(page)).ids).not.toEqual(before.ids)
      expect(await text(page, '#for-you .note')).toMatch(/^Ranked in this browser in [\d.]+ ms/)

      await page.reload()
      await expect.poll(() => text(page, '#event-count'), { timeout: 20_000 }).toBe('4')
      await page.click('.device > summary')
      await expect.poll(() => text(page, '#engine')).toMatch(/^(Instant|ONNX Runtime on W)/)
      const parts = (name: string) =>
        page.run((name) => {
          const root = document.querySelector('tacit-privacy')!.shadowRoot!
          const found = [...root.querySelectorAll<HTMLElement>(`[part~=${name}]`)]
          return found.length
        }, name)
      await expect.poll(() => parts('event')).toBe(4)
      const press = (name: string) =>
        page.run((name) => {
          const root = document.querySelector('tacit-privacy')!.shadowRoot!
          root.querySelector<HTMLElement>(`[part~=${name}]`)!.click()
        }, name)
      await press('forget')
      await expect.poll(() => parts('yes')).toBe(1)
      await press('yes')
      await expect.poll(() => text(page, '#event-count')).toBe('0')
      await expect.poll(async () => (await shelf(page)).ids).toEqual(before.ids)
      await page.reload()
      await expect.poll(() => count(page, '.consent'), { timeout: 20_000 }).toBe(1)
      expect(await text(page, '#event-count')).toBe('0')
      await visitor.close()
    }, 180_000)
  },
  ALL,
)
it('is walked by npm run test:browsers', () => expect(ALL.length).toBeLessThanOrEqual(3))
