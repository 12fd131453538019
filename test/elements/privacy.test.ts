import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LANGUAGES } from '../../client/elements/translated.ts'
import type { Recommender } from '../../client/index.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { violations } from './axe.ts'
import { HOSTILE, html, serveSite } from './pages.ts'
import { freshTab, tabsOf } from './tab.ts'

declare const window: { tacit: Recommender; saved: unknown; attacked?: number }

/** A page as a site would write it. */
const page = (lang: string, dir: string) =>
  html(
    `<main><h1>Privacy</h1><button id="before">before</button><tacit-privacy></tacit-privacy></main>
    <script type="module">
      import { createRecommender } from '/tacit/tacit.js'
      import { provide } from '/tacit/tacit-privacy.js'
      window.tacit = createRecommender({ edge: location.origin, engine: 'instant' })
      const url = URL.createObjectURL
      URL.createObjectURL = (blob) => {
        void blob.text().then((text) => { window.saved = JSON.parse(text) })
        return url(blob)
      }
      provide(window.tacit)
    </script>`,
    lang,
    dir,
  )

let site: StaticSite
beforeAll(async () => {
  buildSdk()
  const pages = [...LANGUAGES, 'en', 'xx'].map((lang) => [
    `/${lang}.html`,
    page(lang, lang === 'ar' ? 'rtl' : 'ltr'),
  ])
  site = await serveSite(
    { ...Object.fromEntries(pages), '/none.html': page('', 'ltr') },
    {
      title: (item) => (item > 50 ? HOSTILE[item % HOSTILE.length] : `Title ${item}`),
    },
  )
})
afterAll(() => site?.close())
inEachBrowser(
  '<tacit-privacy>',
  (browser, engine) => {
    const tab = freshTab(() => tabsOf(browser()))

    async function open(lang = 'en', ...items: string[]): Promise<void> {
      await tab.goto(`${site.url}/${lang}.html`)
      await expect
        .poll(() =>
          tab.run(async (items) => {
            if (!window.tacit) return ''
            if ((await window.tacit.intents.list()).length === 0)
              for (const item of items) await window.tacit.track('view', item)
            return document.querySelector('tacit-privacy')?.shadowRoot?.querySelector('h2')
              ?.textContent
          }, items),
        )
        .toBeTruthy()
    }

    const seen = () =>
      tab.run(() => {
        const root = document.querySelector('tacit-privacy')!.shadowRoot!
        const texts = (selector: string) =>
          [...root.querySelectorAll(selector)].map(({ textContent }) => textContent)
        return {
          headings: texts('h2,h3'),
          remembers: root.querySelector('[role=switch]')!.getAttribute('aria-checked'),
          state: texts('[part=state]')[0],
          interests: texts('[part~=interests] li span:first-child'),
          events: texts('[part=event]>span:first-child'),
          said: texts('[role=status]')[0],
          asks: root.querySelector('dialog')!.open,
          focus: root.activeElement?.textContent,
        }
      })

    /** Presses Tab until a control has the focus. */
    async function reach(label: string): Promise<void> {
      for (let n = 0; n < 60; n++) {
        if ((await seen()).focus === label) return
        await tab.press('Tab')
      }
      throw new Error(`Tab never reaches ${label}`)
    }

    describe('what this device knows', () => {
      it('is nothing at first, then interests and events by their titles', async () => {
        await open()
        await expect.poll(seen).toMatchObject({
          headings: ['Your data on this device', 'Your interests', 'Your activity'],
          state: 'Until you answer, everything is forgotten when you close this page.',
          remembers: 'false',
          events: [],
        })
        await tab.run(async () => {
          await window.tacit.track('view', 'item-1')
          await window.tacit.track('cart', 'item-2')
        })
        await expect.poll(async () => (await seen()).events).toEqual(['Title 2', 'Title 1'])
        expect((await seen()).interests[0]).toMatch(/^Prototype \d$/)
      })

      it('is drawn where the browser names no locale', async () => {
        // WebKitGTK under LANG=C says `c`, which every formatter of Intl refuses.
        await tab.goto(`${site.url}/none.html`)
        await tab.run(() => {
          Object.defineProperty(navigator, 'language', { value: 'c' })
          document.querySelector('tacit-privacy')!.remove()
          document.body.append(document.createElement('tacit-privacy'))
        })
        await tab.run(async () => {
          while (!window.tacit) await new Promise((passed) => setTimeout(passed, 5))
          window.tacit.track('view', 'item-1')
        })
        await expect.poll(async () => (await seen()).events).toEqual(['Title 1'])
        await expect.poll(async () => (await seen()).interests.length).toBeGreaterThan(0)
      })

      it('never runs what a catalogue says', async () => {
        await open('en', ...Array.from({ length: 9 }, (_, n) => `item-${51 + n}`))
        await expect.poll(async () => new Set((await seen()).events)).toEqual(new Set(HOSTILE))
        expect(await tab.run(() => 'attacked' in window)).toBe(false)
      })

      it('is exported as one file', async () => {
        await open('en', 'item-1')
        await reach('Export')
        await tab.press('Enter')
        await expect
          .poll(() => tab.run(() => window.saved))
          .toMatchObject({
            events: [{ kind: 'view', item: 'item-1' }],
            consent: 'pending',
          })
      })
    })

    describe.each(['Enter', 'Space'])('by keyboard, %s', (key) => {
      it('the switch remembers, then does not', async () => {
        await open('en', 'item-1')
        await reach('Remember on this device')
        await tab.press(key)
        await expect.poll(seen).toMatchObject({
          remembers: 'true',
          state: 'Your history is stored on this device.',
          said: 'Your history is stored on this device.',
        })
        await tab.press(key)
        await expect.poll(seen).toMatchObject({ remembers: 'false', state: 'Nothing is stored.' })
        await expect.poll(async () => (await seen()).events).toEqual([])
      })

      it('forgets after one question, and says so', async () => {
        await open('en', 'item-1', 'item-2')
        await expect.poll(async () => (await seen()).events.length).toBe(2)
        await reach('Forget me')
        await tab.press(key)
        expect(await seen()).toMatchObject({ asks: true, focus: 'Cancel' })
        await tab.press('Escape')
        expect(await seen()).toMatchObject({ asks: false, focus: 'Forget me' })
        await tab.press(key)
        await tab.press(key)
        expect(await seen()).toMatchObject({ asks: false, focus: 'Forget me' })
        await tab.press(key)
        await tab.press('Tab')
        expect((await seen()).focus).toBe('Delete')
        await tab.press(key)
        await expect.poll(seen).toMatchObject({
          asks: false,
          events: [],
          said: 'Your data was deleted from this device.',
        })
        expect(await tab.run(() => window.tacit.history.list())).toEqual([])
      })
    })

    // The words are the same in all engines, and axe looks at the tree alone.
    describe.runIf(engine === 'chromium')('in 12 languages', () => {
      it.each(LANGUAGES)('%s', async (lang) => {
        await open(lang, 'item-1')
        const [title, , activity] = (await seen()).headings
        expect(title).not.toBe('Your data on this device')
        expect(title).toMatch(/^\S.*\S$/u)
        expect(activity).toMatch(/^\S.*\S$/u)
      })

      it('speaks English where it knows no better', async () => {
        await open('xx')
        expect((await seen()).headings[0]).toBe('Your data on this device')
      })
    })

    it.runIf(engine === 'chromium').each(['en', 'ar'])('axe finds nothing (%s)', async (lang) => {
      await open(lang, 'item-1', 'item-2')
      await expect.poll(async () => (await seen()).events.length).toBe(2)
      expect(await violations(tab)).toEqual([])
      await tab.run(() =>
        document
          .querySelector('tacit-privacy')!
          .shadowRoot!.querySelector<HTMLElement>('[part~=forget]')!
          .click(),
      )
      expect((await seen()).asks).toBe(true)
      expect(await violations(tab)).toEqual([])
    })
  },
  PAGE_ENGINES,
)
