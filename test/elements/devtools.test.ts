import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Recommender } from '../../client/index.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { violations } from './axe.ts'
import { HOSTILE, html, serveSite } from './pages.ts'
import { freshTab, tabsOf } from './tab.ts'

declare const window: {
  tacit: Recommender
  open(): Promise<void>
  devtools: { close(): void }
  attacked?: number
}

const PAGE = html(`<main><h1>Shop</h1></main>
<script type="module">
  import { createRecommender } from '/tacit/tacit.js'
  import { provide } from '/tacit/tacit-shelf.js'
  window.tacit = createRecommender({ edge: location.origin, engine: 'instant' })
  provide(window.tacit)
  window.open = async () => {
    const { openDevtools } = await import('/tacit/tacit-devtools.js')
    window.devtools = openDevtools()
  }
</script>`)

let site: StaticSite
beforeAll(async () => {
  buildSdk()
  site = await serveSite(
    { '/page.html': PAGE },
    { title: (item) => HOSTILE[item % HOSTILE.length] },
  )
})
afterAll(() => site?.close())

inEachBrowser(
  'devtools',
  (browser) => {
    const tab = freshTab(() => tabsOf(browser()))
    beforeEach(async () => {
      await tab.goto(`${site.url}/page.html`)
      await expect.poll(() => tab.run(() => 'open' in window && 'tacit' in window)).toBe(true)
      await tab.run(async () => {
        await window.tacit.ready
        await window.open()
        for (const item of ['item-1', 'item-2']) await window.tacit.track('view', item)
        await window.tacit.recommend({ limit: 3, placement: 'home' })
      })
    })

    const text = () =>
      tab.run(() => {
        const root = document.querySelector('[data-tacit-devtools]')!.shadowRoot!
        return root.querySelector('[role=tabpanel]')!.textContent!
      })
    const show = (name: string) =>
      tab.run((name) => {
        const root = document.querySelector('[data-tacit-devtools]')!.shadowRoot!
        const tabs = [...root.querySelectorAll<HTMLElement>('[role=tab]')]
        tabs.find(({ textContent }) => textContent === name)!.click()
      }, name)

    it.each([
      ['Events', /viewitem-2.*viewitem-1/],
      ['Intents', /^interest.*Prototype \d\d+ %/],
      ['Listings', /recommendhomemodel(okinstant|pack\/partialnone)[\d.]+3item-\d+ \(\w+\)/],
      ['Engine', /engineinstant.*placeworkerconsentpending/],
      ['Bytes', /tacit\.js\d+\d+.*ids\.\w+.json.gz/],
      ['Leaks', /name an item of the history \(of \d+\)None\..*\/v1\/c\/default\/manifest/],
    ])('%s', async (name, content) => {
      await show(name)
      await expect.poll(text).toMatch(content)
      expect(await tab.run(() => 'attacked' in window)).toBe(false)
    })

    it('Score splits the score of any item, or says why not', async () => {
      await show('Score')
      const explain = (id: string) =>
        tab.run((id) => {
          const root = document.querySelector('[data-tacit-devtools]')!.shadowRoot!
          root.querySelector('input')!.value = id
          root.querySelector('form')!.requestSubmit()
        }, id)
      await expect
        .poll(async () => {
          await explain('item-3')
          return text()
        })
        .toMatch(/item-3: -?[\d.]+\..*base-?[\d.]+prior-?[\d.]+intent 1.*event on item-/)
      await explain('none')
      await expect.poll(text).toMatch(/items\/unknown/)
    })

    it('Leaks names a request of the page that names an item of the history', async () => {
      await tab.run(async () => {
        await (await fetch('/counter?seen=item-2&u=1')).text()
      })
      await expect
        .poll(async () => {
          await show('Leaks')
          return text()
        })
        .toMatch(/item-2http:\/\/[\d.:]+\/counter\?seen=item-2&u=1/)
    })

    it('its tabs follow the pattern of tabs by keyboard', async () => {
      const selected = () =>
        tab.run(() => {
          const root = document.querySelector('[data-tacit-devtools]')!.shadowRoot!
          return [
            root.querySelector('[aria-selected=true]')!.textContent,
            root.activeElement?.textContent,
          ]
        })
      await tab.run(() =>
        document
          .querySelector('[data-tacit-devtools]')!
          .shadowRoot!.querySelector<HTMLElement>('[aria-selected=true]')!
          .focus(),
      )
      for (const [key, name] of [
        ['ArrowRight', 'Intents'],
        ['ArrowLeft', 'Events'],
        ['ArrowLeft', 'Leaks'],
        ['ArrowRight', 'Events'],
        ['End', 'Leaks'],
        ['Home', 'Events'],
      ]) {
        await tab.press(key)
        expect(await selected()).toEqual([name, name])
      }
      expect(await violations(tab)).toEqual([])
    })

    it('closes without a trace', async () => {
      expect(
        await tab.run(async () => {
          const spied = window.tacit.recommend
          window.devtools.close()
          return [window.tacit.recommend === spied, document.querySelector('[data-tacit-devtools]')]
        }),
      ).toEqual([false, null])
    })
  },
  PAGE_ENGINES,
)
