import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Recommender } from '../../client/index.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { violations } from './axe.ts'
import { html, serveSite } from './pages.ts'
import { freshTab, tabsOf } from './tab.ts'

declare const window: { tacit: Recommender }

const PAGE = html(`<main><h1>Privacy</h1><tacit-privacy></tacit-privacy></main>
<script type="module">
  import { createRecommender } from '/tacit/tacit.js'
  import '/tacit/tacit-privacy.js'
  window.tacit = createRecommender({ edge: location.origin, engine: 'instant' })
  document.querySelector('tacit-privacy').recommender = window.tacit
</script>`)

let site: StaticSite
beforeAll(async () => {
  buildSdk()
  site = await serveSite({ '/page.html': PAGE })
})
afterAll(() => site?.close())
inEachBrowser(
  'the controls of <tacit-privacy>',
  (browser, engine) => {
    const tab = freshTab(() => tabsOf(browser()))
    beforeEach(async () => {
      await tab.goto(`${site.url}/page.html`)
      await expect.poll(() => tab.run(() => 'tacit' in window)).toBe(true)
      await tab.run(() => {
        for (const item of ['item-1', 'item-2', 'item-4']) window.tacit.track('view', item)
      })
      await expect.poll(async () => (await seen()).events.length).toBe(3)
      await expect.poll(async () => (await seen()).interests.length).toBeGreaterThan(1)
    })

    const seen = () =>
      tab.run(() => {
        const root = document.querySelector('tacit-privacy')!.shadowRoot!
        const labels = (selector: string) =>
          [...root.querySelectorAll(selector)].map((button) => button.getAttribute('aria-label')!)
        return {
          interests: labels('[part~=interests] button'),
          events: labels('[part~=events] button'),
          said: root.querySelector('[role=status]')!.textContent,
          focus: root.activeElement?.getAttribute('aria-label') ?? root.activeElement?.textContent,
        }
      })

    const focus = (label: string) =>
      tab.run((label) => {
        const root = document.querySelector('tacit-privacy')!.shadowRoot!
        root.querySelector<HTMLElement>(`[aria-label="${label}"]`)!.focus()
      }, label)

    it.each([
      'Enter',
      'Space',
    ])('removes events and keeps the focus in the list (%s)', async (key) => {
      expect((await seen()).events).toEqual(['Remove Title 4', 'Remove Title 2', 'Remove Title 1'])
      await focus('Remove Title 2')
      await tab.press(key)
      await expect.poll(seen).toMatchObject({
        events: ['Remove Title 4', 'Remove Title 1'],
        said: 'Title 2 was removed.',
        focus: 'Remove Title 1',
      })
      await tab.press(key)
      await expect.poll(seen).toMatchObject({ focus: 'Remove Title 4' })
      await tab.press(key)
      await expect.poll(seen).toMatchObject({ events: [], focus: 'Your activity' })
    })

    it.each([
      ['Ignore', 'mute', 'Enter'],
      ['More of', 'boost', 'Space'],
    ])('“%s” on an interest does so, and takes that back', async (verb, taste, key) => {
      const { interests } = await seen()
      const label = interests.find((one) => one.startsWith(verb))!
      const pressed = () =>
        tab.run(() => {
          const root = document.querySelector('tacit-privacy')!.shadowRoot!
          const on = [...root.querySelectorAll('[aria-pressed=true]')]
          return on.map((button) => button.getAttribute('aria-label'))
        })
      const tastes = () =>
        tab.run(async () => (await window.tacit.intents.list()).flatMap(({ taste }) => taste ?? []))
      await focus(label)
      await tab.press(key)
      await expect.poll(pressed).toEqual([label])
      expect(await tastes()).toEqual([taste])
      expect(await seen()).toMatchObject({ interests, focus: label })
      expect(await violations(tab)).toEqual([])
      await tab.press(key)
      await expect.poll(pressed).toEqual([])
      expect(await tastes()).toEqual([])
      expect((await seen()).focus).toBe(label)
    })

    it('shows older events on demand, and a query as what it is', async () => {
      await tab.run(() => {
        window.tacit.track('query', 'red lamp')
        for (let n = 10; n < 40; n++) window.tacit.track('cart', `item-${n}`)
      })
      await expect.poll(async () => (await seen()).events.length).toBe(20)
      await focus('Remove Title 20')
      await tab.press('Tab')
      expect((await seen()).focus).toBe('Show more')
      await tab.press('Enter')
      await expect.poll(async () => (await seen()).events.length).toBe(34)
      expect((await seen()).focus).toBe('Remove Title 19')
      const line = await tab.run(() => {
        const root = document.querySelector('tacit-privacy')!.shadowRoot!
        return [...root.querySelectorAll('[part=event]')]
          .filter(({ textContent }) => /lamp|Title 39/.test(textContent!))
          .map((line) =>
            [...line.querySelectorAll('[part=link],span:not(.when)')].map((one) => one.textContent),
          )
      })
      expect(line).toEqual([
        ['Title 39', 'basket'],
        ['red lamp', 'searched'],
      ])
    })

    // Only Chromium can be told a theme and a width.
    it.runIf(engine === 'chromium').each(['light', 'dark'] as const)(
      'fits 320 pixels, %s, and axe finds nothing',
      async (colorScheme) => {
        await tab.renew({ colorScheme, viewport: { width: 320, height: 700 } })
        await tab.goto(`${site.url}/page.html`)
        await expect.poll(() => tab.run(() => 'tacit' in window)).toBe(true)
        await tab.run(() => {
          document.body.style.cssText =
            'margin: 0; width: auto; background: Canvas; color: CanvasText'
          document.documentElement.style.colorScheme = 'light dark'
          for (const item of ['item-1', 'item-2']) window.tacit.track('purchase', item)
        })
        await expect.poll(async () => (await seen()).events.length).toBe(2)
        const width = () => tab.run(() => document.documentElement.scrollWidth)
        expect(await width()).toBe(320)
        expect(await violations(tab)).toEqual([])
        await tab.run(() => {
          const root = document.querySelector('tacit-privacy')!.shadowRoot!
          root.querySelector<HTMLElement>('[part~=forget]')!.click()
        })
        expect(await width()).toBe(320)
        expect(await violations(tab)).toEqual([])
      },
    )
  },
  PAGE_ENGINES,
)
