import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Tab } from '../browser/driver.ts'
import { inEachBrowser, MORE_ENGINES } from '../browser/engines.ts'
import { openPage, SCRIPT } from '../browser/history-page.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import { type BuiltPack, randomPack, seeded } from '../pack/random-pack.ts'

/** `npm run test:browsers` simulates a day. */
const HOURS = Number(process.env.HOURS ?? 2)
const SEED = Number(process.env.SEED ?? Date.now() % 1e6)
const TABS = 10
const HOUR = 3_600_000

/** A page whose clock is behind the real one, by an hour less at every `tick`. */
const CLOCK = `const realNow = Date.now.bind(Date)
let behind = 0
Date.now = () => realNow() - behind
window.tick = (milliseconds) => {
  behind = milliseconds
  // What the SDK does once an hour, where a person sees the page.
  document.dispatchEvent(new Event('visibilitychange'))
}
`

let site: Site
let packs: BuiltPack[]
beforeAll(async () => {
  buildSdk()
  packs = [await randomPack({ sequence: 1 }), await randomPack({ sequence: 2 })]
  site = await startSite(null)
  site.script = CLOCK + SCRIPT
})
afterAll(() => site.close())

const tick = (page: Tab, behind: number) =>
  page.run(
    (behind) => (window as unknown as { tick(milliseconds: number): void }).tick(behind),
    behind,
  )

inEachBrowser(
  `${TABS} tabs for ${HOURS} hours`,
  (browser, engine) => {
    it(`lose no event: reloads, navigations, closed tabs; seed ${SEED}`, async () => {
      site.pack = packs[0]
      const random = seeded(SEED)
      const visitor = await browser().visitor()
      // In Chromium a page that is left while it makes the database can lock it until its tab is closed, so
      // it is made before the day begins.
      const first = await openPage(visitor, site, { consent: 'granted' })
      await first.close()
      const tabs: Tab[] = []
      const due: string[] = []

      async function openTab(behind: number, tab?: Tab): Promise<Tab> {
        const page = await openPage(visitor, site, null, tab)
        await tick(page, behind)
        await page.run(() => void window.make({ consent: 'granted' }))
        return page
      }

      for (let hour = 0; hour < HOURS; hour++) {
        const behind = (HOURS - hour) * HOUR
        if (hour === HOURS >> 1) site.pack = packs[1]
        for (let at = 0; at < TABS; at++) {
          if (hour === 0) tabs[at] = await openTab(behind)
          else await tick(tabs[at], behind)
          const items = [0, 1].map((n) => `event-${hour}-${at}-${n}.`)
          due.push(...items)
          const action = Math.floor(random() * 6)
          await tabs[at].run(
            (items, isLeft) => {
              for (const item of items) {
                window.tacit.track('view', item)
                window.tacit.track('impression', `seen-${item}`)
              }
              if (isLeft) location.href = '/shell.js'
            },
            items,
            action < 2,
          )
          if (action < 2) {
            const where = () => tabs[at].run(() => location.pathname)
            await expect.poll(where, { timeout: 20_000 }).toBe('/shell.js')
            await openTab(behind, tabs[at])
          } else if (action === 2) await openTab(behind, tabs[at])
          else if (action === 3) {
            // Nobody closes a tab in the same moment; drivers do, and end its process.
            await new Promise((passed) => setTimeout(passed, 500))
            await tabs[at].close()
            tabs[at] = await openTab(behind)
          }
        }
      }
      const listed = (page: Tab) =>
        page.run(async () =>
          (await window.tacit.history.list()).map(({ item, time }) => ({ item, time })),
        )
      const missing = async () => {
        const items = new Set((await listed(tabs[0])).map(({ item }) => item))
        return due.flatMap((item) => [item, `seen-${item}`]).filter((item) => !items.has(item))
      }
      await expect.poll(missing, { timeout: 20_000 }).toEqual([])
      const history = await listed(tabs[TABS - 1])
      // Nothing twice, and in the order of their times.
      expect(history).toHaveLength(2 * due.length)
      expect(history.map(({ time }) => time)).toEqual(history.map(({ time }) => time).toSorted())
      const hours = history.map(({ item }) => Number(/event-(\d+)/.exec(item)![1]))
      expect(hours).toEqual(hours.toSorted((a, b) => a - b))
      // A tab that nobody sees looks for no pack; in half a day each was opened again.
      if (HOURS >= 24)
        for (const page of tabs)
          await expect
            .poll(() => page.run(async () => (await window.tacit.recommend()).sequence))
            .toBe(2)
      console.log(`${engine}: ${2 * due.length} of ${history.length} events kept`)
      await visitor.close()
    }, 1_200_000)
  },
  MORE_ENGINES,
)
