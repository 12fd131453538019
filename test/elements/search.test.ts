import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type {} from '../../client/elements/search/index.ts'
import { LANGUAGES } from '../../client/elements/translated.ts'
import type { Recommender } from '../../client/index.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { violations } from './axe.ts'
import { BAD_URLS, HOSTILE, html, serveSite } from './pages.ts'
import { type Tab, tabsOf } from './tab.ts'

declare const window: Omit<Window, 'tacit'> & {
  tacit: Recommender
  heard: [name: string, detail: string][]
  attacked?: number
}

const THINGS = ['red lamp', 'blue lamp', 'green tent', 'red boots', 'blue kettle', 'old lamp']
const [HOSTILE_FROM, ITEMS] = [48, 60]

const page = (lang: string) =>
  html(
    `<main><h1>Shop</h1><button id="before">before</button>
    <tacit-search href="#found=" placeholder="Boots, tents"></tacit-search>
    <button id="after">after</button></main>
    <script>
      window.heard = []
      for (const name of ['tacit-type', 'tacit-select', 'tacit-query'])
        addEventListener(name, ({ detail }) => heard.push([name, detail.item?.id ?? detail.query]))
    </script>
    <script type="module">
      import { createRecommender } from '/tacit/tacit.js'
      import { provide } from '/tacit/tacit-search.js'
      window.tacit = createRecommender({ edge: location.origin, engine: 'instant' })
      provide(window.tacit)
    </script>`,
    lang,
    lang === 'ar' ? 'rtl' : 'ltr',
  )

let site: StaticSite
beforeAll(async () => {
  buildSdk()
  const hostile = (item: number) => (item < HOSTILE_FROM ? null : item - HOSTILE_FROM)
  site = await serveSite(
    Object.fromEntries([...LANGUAGES, 'en', 'xx'].map((lang) => [`/${lang}.html`, page(lang)])),
    {
      title: (item) =>
        hostile(item) === null
          ? `${THINGS[item % THINGS.length]} ${item}`
          : `attack ${HOSTILE[item % HOSTILE.length]}`,
      url: (item) =>
        hostile(item) === null ? `#item=${item}` : BAD_URLS[(ITEMS - item) % BAD_URLS.length],
      categories: (item) => `Outdoor > ${THINGS[item % THINGS.length].split(' ')[1]}s`,
    },
  )
})
afterAll(() => site?.close())

inEachBrowser(
  '<tacit-search>',
  (browser, engine) => {
    let tab: Tab
    let isEnglish = false
    afterAll(() => tab?.close())

    /** The page in a language. The English one is kept, with an empty box. */
    async function open(lang = 'en'): Promise<void> {
      if (lang !== 'en' || !isEnglish) {
        await tab?.close()
        tab = await tabsOf(browser()).tab()
        await tab.goto(`${site.url}/${lang}.html`)
        await expect.poll(() => tab.run(() => !!window.tacit)).toBe(true)
        await tab.run(() => window.tacit.ready)
      }
      isEnglish = lang === 'en'
      await tab.run(() => {
        location.hash = ''
        window.heard.length = 0
        document.querySelector('tacit-search')!.value = ''
        document.querySelector<HTMLElement>('#before')!.focus()
      })
      await tab.press('Tab')
    }

    async function type(text: string): Promise<void> {
      for (const letter of text) await tab.press(letter === ' ' ? 'Space' : letter)
      await expect
        .poll(() => tab.run(() => window.heard.findLast(([name]) => name === 'tacit-type')?.[1]))
        .toBe(text)
    }

    const seen = () =>
      tab.run(() => {
        const { shadowRoot } = document.querySelector('tacit-search')!
        const root = shadowRoot!
        const box = root.querySelector('input')!
        const options = [...root.querySelectorAll('[role=option]')]
        const active = box.getAttribute('aria-activedescendant')
        return {
          value: box.value,
          isOpen: box.getAttribute('aria-expanded') === 'true',
          isShown: root.querySelector('[role=listbox]')!.getClientRects().length > 0,
          options: options.map((option) => option.firstChild!.textContent),
          reasons: options.map((option) => option.querySelector('.reason')?.textContent),
          active: options.findIndex(({ id }) => id === active),
          selected: options.flatMap(({ ariaSelected }, n) => (ariaSelected === 'true' ? [n] : [])),
          chips: [...root.querySelectorAll('[part~=chip]')].map((chip) => chip.ariaLabel),
          said: root.querySelector('[role=status]')!.textContent,
          focus: document.activeElement!.id || root.activeElement?.id,
        }
      })
    const opened = (isOpen = true) => expect.poll(async () => (await seen()).isOpen).toBe(isOpen)
    const heard = (name: string) =>
      tab.run((name) => window.heard.filter(([one]) => one === name).map(([, what]) => what), name)

    it('suggests as one types, with reasons, and says how many', async () => {
      await open()
      await type('lam')
      await opened()
      const { options, reasons, said, isShown, active } = await seen()
      expect(options).toHaveLength(6)
      for (const option of options) expect(option).toMatch(/lamp/)
      for (const reason of reasons) expect(reason).toMatch(/^(Matches|Close to) lam/)
      expect([said, isShown, active]).toEqual(['Suggestions: 6', true, -1])
    })

    describe('by keyboard', () => {
      it('ArrowDown, ArrowUp: through the suggestions and the box, around', async () => {
        await open()
        await type('tent')
        await opened()
        const stops: number[] = []
        for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowUp']) {
          await tab.press(key)
          const { active, selected } = await seen()
          expect(selected).toEqual(active < 0 ? [] : [active])
          stops.push(active)
        }
        const { options } = await seen()
        expect(stops).toEqual([0, 1, 0, -1, options.length - 1])
        await tab.press('ArrowDown')
        expect((await seen()).active).toBe(-1)
      })

      it('Alt+ArrowDown opens without a choice, Alt+ArrowUp closes', async () => {
        await open()
        await type('tent')
        await opened()
        await tab.press('Alt+ArrowUp')
        expect(await seen()).toMatchObject({ isOpen: false, isShown: false, value: 'tent' })
        await tab.press('Alt+ArrowDown')
        expect(await seen()).toMatchObject({ isOpen: true, isShown: true, active: -1 })
      })

      it('Escape closes, then clears', async () => {
        await open()
        await type('tent')
        await opened()
        await tab.press('Escape')
        expect(await seen()).toMatchObject({ isOpen: false, value: 'tent', focus: 'search' })
        await tab.press('Escape')
        expect(await seen()).toMatchObject({ isOpen: false, value: '' })
        await expect.poll(async () => (await seen()).said).toBe('')
      })

      it.each([
        'ArrowLeft',
        'ArrowRight',
        'Home',
        'End',
      ])('%s moves in the text and leaves the suggestions', async (key) => {
        await open()
        await type('tent')
        await opened()
        await tab.press('ArrowDown')
        await tab.press(key)
        expect(await seen()).toMatchObject({ isOpen: true, active: -1 })
        const at = await tab.run(
          () =>
            document.querySelector('tacit-search')!.shadowRoot!.querySelector('input')!
              .selectionStart,
        )
        expect(at).toBe({ ArrowLeft: 3, Home: 0 }[key] ?? 4)
      })

      it('Enter on a suggestion goes to its page', async () => {
        await open()
        await type('tent')
        await opened()
        await tab.press('ArrowDown')
        await tab.press('Enter')
        await expect.poll(() => tab.run(() => location.hash)).toMatch(/^#item=\d+$/)
        const [id] = await heard('tacit-select')
        expect(id).toMatch(/^item-\d+$/)
        expect((await seen()).isOpen).toBe(false)
      })

      it('Enter in the box sends the query, which counts from then on', async () => {
        await open()
        await type('old lamp')
        await tab.press('Enter')
        await expect.poll(() => tab.run(() => location.hash)).toBe('#found=old%20lamp')
        expect(await heard('tacit-query')).toEqual(['old lamp'])
        const history = await tab.run(() => window.tacit.history.list())
        expect(history.at(-1)).toMatchObject({ kind: 'query', item: 'old lamp' })
      })

      it('Tab leaves, and closes', async () => {
        await open()
        await type('atta')
        await opened()
        await tab.press('Tab')
        await opened(false)
        expect(await seen()).toMatchObject({ chips: [], focus: 'after' })
      })
    })

    it('chips tell what was understood, and each can be taken away', async () => {
      await open()
      await type('lamp under 8')
      await expect.poll(async () => (await seen()).chips).toEqual(['Remove lamps', 'Remove ≤ 8'])
      const prices = await tab.run(async () => {
        const { items } = await window.tacit.search('lamp', {
          filter: { fact: 'price', max: 8 },
          limit: 6,
        })
        return items.map(({ facts }) => facts.title)
      })
      await expect.poll(async () => (await seen()).options).toEqual(prices)
      await tab.press('Tab')
      await tab.press('Tab')
      await tab.press('Enter')
      await expect.poll(seen).toMatchObject({ value: 'lamp', chips: ['Remove lamps'] })
      await opened()
      expect((await seen()).focus).toBe('search')
    })

    it('a click on a suggestion chooses it', async () => {
      await open()
      await type('boots')
      await opened()
      await tab.run(() => {
        const { shadowRoot } = document.querySelector('tacit-search')!
        shadowRoot!.querySelectorAll<HTMLElement>('[role=option]')[1].click()
      })
      expect(await heard('tacit-select')).toHaveLength(1)
    })

    it('never runs what a catalogue says, nor goes there', async () => {
      await open()
      await type('attack')
      await opened()
      const { options } = await seen()
      for (const option of options) expect(HOSTILE).toContain(option!.replace('attack ', ''))
      const place = await tab.run(() => location.href)
      for (let n = 0; n < options.length; n++) {
        await tab.press('ArrowDown')
        await tab.press('Enter')
        await tab.press('Alt+ArrowDown')
      }
      expect(await tab.run(() => location.href)).toBe(place)
      expect(await tab.run(() => 'attacked' in window)).toBe(false)
    })

    it('says so where nothing is found', async () => {
      await open()
      await type('!?')
      await expect.poll(async () => (await seen()).said).toBe('No suggestions')
      expect(await seen()).toMatchObject({ isOpen: false, options: [] })
    })

    it.runIf(engine === 'chromium').each([...LANGUAGES, 'en', 'xx'])(
      'is named in its language: %s',
      async (lang) => {
        await open(lang)
        const label = () =>
          tab.run(
            () =>
              document.querySelector('tacit-search')!.shadowRoot!.querySelector('input')!.ariaLabel,
          )
        if (/en|xx/.test(lang)) expect(await label()).toBe('Search')
        else await expect.poll(label).not.toBe('Search')
      },
    )

    it.runIf(engine === 'chromium').each(['en', 'ar'])('axe finds nothing (%s)', async (lang) => {
      await open(lang)
      expect(await violations(tab)).toEqual([])
      await tab.run((text) => {
        const box = document.querySelector('tacit-search')!
        const input = box.shadowRoot!.querySelector('input')!
        input.value = text
        input.dispatchEvent(new Event('input'))
      }, 'lamp under 8')
      await opened()
      await tab.press('ArrowDown')
      expect(await violations(tab)).toEqual([])
    })
  },
  PAGE_ENGINES,
)
