import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TacitShelf } from '../../client/elements/index.ts'
import type { Recommender } from '../../client/index.ts'
import type { Engine } from '../../scripts/browsers.ts'
import type { StaticSite } from '../browser/static.ts'
import type { Flavor } from './flavors.ts'
import { BAD_URLS, bundle, HOSTILE, html, serveSite } from './pages.ts'
import type { Tab, TabBrowser, TabOptions } from './tab.ts'

type Options = Record<string, unknown>
interface Page {
  change(options: Options): void
  unmount(): void
  wanted: Options
  attacked: number
  heard: number
  shown: number[]
  shift: number
  tacit: Recommender
}
declare const window: Omit<Window, 'tacit'> & Page & Omit<typeof globalThis, 'tacit'>

/** A machine that does other work, too. */
const SLOW = { timeout: 20_000 }

/** How a shelf of any flavor behaves. @param browser of one engine */
export function behavesAsShelf(flavor: Flavor, browser: () => TabBrowser, engine: Engine): void {
  let site: StaticSite
  let hostile: StaticSite
  let tab: Tab

  beforeAll(async () => {
    const script = await bundle(flavor.source, flavor.react)
    const page = (dir: string) =>
      html(
        `<style>#root { min-height: calc(20rem + 2.5em) }</style>
        <button id="before">before</button><div id="root"></div><button id="after">after</button>
        <script>window.wanted = JSON.parse(decodeURIComponent(location.hash.slice(1) || '{}'))
        window.shift = 0
        window.PerformanceObserver && new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.shift += entry.value
        }).observe({ type: 'layout-shift', buffered: true })</script>
        <script type="module" src="/page.js"></script>`,
        dir === 'rtl' ? 'ar' : 'en',
        dir,
      )
    const pages = { '/ltr.html': page('ltr'), '/rtl.html': page('rtl'), '/page.js': script }
    site = await serveSite(pages, {
      url: (item) => `/items/${item}`,
      currency: (item) => (item % 2 ? 'EUR' : 'no code'),
    })
    hostile = await serveSite(pages, {
      title: (item) => HOSTILE[item % HOSTILE.length],
      url: (item) => BAD_URLS[item % BAD_URLS.length],
      image: (item) => BAD_URLS[(item + 3) % BAD_URLS.length],
      currency: (item) => HOSTILE[item % HOSTILE.length],
    })
  })
  afterAll(() => {
    site?.close()
    hostile?.close()
  })

  async function open(
    options: Options = {},
    {
      path = '/ltr.html',
      at = site,
      ...tabOptions
    }: TabOptions & { path?: string; at?: StaticSite } = {},
  ): Promise<void> {
    await tab?.close()
    tab = await browser().tab(tabOptions)
    await tab.goto(`${at.url}${path}#${encodeURIComponent(JSON.stringify(options))}`)
    await expect.poll(() => tab.run(() => window.heard ?? 0), SLOW).toBeGreaterThan(0)
    await expect
      .poll(() =>
        tab.run(
          () => !!document.querySelector('tacit-shelf')?.shadowRoot?.querySelector('.buttons'),
        ),
      )
      .toBe(true)
  }
  afterAll(() => tab?.close())

  /** What a person sees of the shelf. */
  const seen = () =>
    tab.run(() => {
      const shelf = document.querySelector<TacitShelf>('tacit-shelf')!
      const root = shelf.shadowRoot!
      const text = (name: string) =>
        [...root.querySelectorAll(`[part~=${name}]`)].map((part) => part.textContent)
      return {
        state: shelf.dataset.state,
        heading: text('heading')[0],
        titles: text('title'),
        prices: text('price'),
        reasons: text('reason'),
        links: [...root.querySelectorAll('a')].map((link) => link.getAttribute('href')),
        places: [...root.querySelectorAll('[role=group]')].map((slide) => slide.ariaLabel),
        own: [...shelf.querySelectorAll('.own')].map((card) => card.textContent),
        kept: shelf.querySelector('#kept')?.getClientRects().length,
      }
    })
  /** Place of the focused item in the shelf, or the id of what is focused elsewhere. */
  const focused = () =>
    tab.run(() => {
      const active = document.activeElement!
      const inner = active.shadowRoot?.activeElement
      if (!inner) return active.id
      const slides = [...active.shadowRoot!.querySelectorAll('[role=group]')]
      const at = slides.findIndex((slide) => slide.contains(inner))
      return at < 0 ? inner.className : at
    })
  const isInSight = (place: number) =>
    tab.run((place) => {
      const root = document.querySelector('tacit-shelf')!.shadowRoot!
      const row = root.querySelector('.row')!.getBoundingClientRect()
      const { left, right } = root.querySelectorAll('[role=group]')[place].getBoundingClientRect()
      return left > row.left - 2 && right < row.right + 2
    }, place)

  it('shows a list with links, prices and reasons', async () => {
    await open({ limit: 4, label: 'Just for you' })
    const { titles, links, ...rest } = await seen()
    expect(rest).toMatchObject({
      state: 'ready',
      heading: 'Just for you',
      reasons: Array(4).fill('Popular here'),
      places: ['1 of 4', '2 of 4', '3 of 4', '4 of 4'],
    })
    expect(titles).toHaveLength(4)
    for (const link of links) expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/items\/\d+$/)
    // Without a locale of its own, as WebKitGTK under LANG=C, an engine writes a space.
    for (const price of rest.prices) expect(price).toMatch(/^(€\s?\d+\.\d\d|\d+(\.\d+)?)$/)
  })

  it('ranks again when the person does something', async () => {
    await open({ limit: 5 })
    const before = await seen()
    await tab.run(async () => {
      for (const item of ['item-3', 'item-8', 'item-12']) await window.tacit.track('view', item)
    })
    await expect.poll(async () => (await seen()).titles).not.toEqual(before.titles)
    await expect.poll(async () => (await seen()).reasons.join()).toMatch(/Because you viewed/)
  })

  it('shows another list when it is asked for one', async () => {
    await open({ limit: 3 })
    await tab.run(() =>
      window.change({ list: 'similar', item: 'item-5', limit: 6, label: 'Like it' }),
    )
    await expect.poll(async () => (await seen()).titles.length).toBe(6)
    expect((await seen()).heading).toBe('Like it')
    await tab.run(() => window.change({ href: '/p?id={id}&x' }))
    await expect.poll(async () => (await seen()).links[0]).toMatch(/\/p\?id=item-\d+&x$/)
  })

  it("shows the site's own cards", async () => {
    await open({ limit: 3, own: true })
    await expect.poll(async () => (await seen()).own.length).toBe(3)
    expect((await seen()).titles).toEqual([])
    await tab.run(() => window.tacit.track('view', 'item-3'))
    await expect.poll(() => tab.run(() => window.shown.length)).toBeGreaterThan(1)
    await expect.poll(async () => (await seen()).own.length).toBe(3)
  })

  it('keeps what a server rendered until it is ready, and where nothing is found', async () => {
    await open({ limit: 3, kept: 'rendered before' })
    expect(await seen()).toMatchObject({ state: 'ready', kept: 0 })
    await tab.run(() => window.change({ list: 'similar', item: 'no such item' }))
    await expect.poll(seen).toMatchObject({ state: 'empty', kept: 1 })
  })

  // Only Chromium measures it.
  it.runIf(engine === 'chromium')('shifts nothing while it loads', async () => {
    await open({ limit: 8 })
    await new Promise((passed) => setTimeout(passed, 300))
    expect(await tab.run(() => window.shift)).toBe(0)
  })

  it('never runs what a catalogue says', async () => {
    await open({ limit: 60 }, { at: hostile })
    const { titles, links } = await seen()
    expect(new Set(titles)).toEqual(new Set(HOSTILE))
    expect(links).toEqual([])
    const images = await tab.run(
      () => document.querySelector('tacit-shelf')!.shadowRoot!.querySelectorAll('img').length,
    )
    expect(images).toBe(0)
    expect(await tab.run(() => window.attacked)).toBe(0)
  })

  describe('by keyboard', () => {
    let isOpen = false

    /** Puts the focus before the shelf, or on one of its items. */
    async function start(item?: number): Promise<void> {
      if (!isOpen) await open({ limit: 10, href: '#item={id}' })
      isOpen = true
      await tab.run(() => {
        const row = document.querySelector('tacit-shelf')!.shadowRoot!.querySelector('.row')!
        row.scrollLeft = 0
        document.querySelector<HTMLElement>('#before')!.focus()
      })
      if (item === undefined) return
      for (let n = 0; n < 3; n++) await tab.press('Tab')
      for (let n = 0; n < item; n++) await tab.press('ArrowRight')
    }

    it.each([
      ['Tab', undefined, ['back', 'forward', 0, 1]],
      ['Shift+Tab', 1, [0, 'forward', 'back', 'before']],
      ['ArrowRight', 0, [1, 2, 3]],
      ['ArrowLeft', 2, [1, 0, 0]],
      ['End', 1, [9, 9]],
      ['Home', 3, [0, 0]],
    ] as [string, number | undefined, (string | number)[]][])('%s', async (key, from, stops) => {
      await start(from)
      for (const stop of stops) {
        await tab.press(key)
        expect(await focused()).toBe(stop)
        if (typeof stop === 'number') await expect.poll(() => isInSight(stop)).toBe(true)
      }
    })

    it.each(['Enter', 'Space'])('%s on the buttons moves the row', async (key) => {
      const state = () =>
        tab.run(() => {
          const root = document.querySelector('tacit-shelf')!.shadowRoot!
          const buttons = [...root.querySelectorAll('button')]
          const { scrollLeft } = root.querySelector('.row')!
          return [
            scrollLeft > 100,
            ...buttons.map((button) => button.getAttribute('aria-disabled')),
          ]
        })
      await start()
      await tab.press('Tab')
      await tab.press('Tab')
      expect(await focused()).toBe('forward')
      await expect.poll(state).toEqual([false, 'true', 'false'])
      await tab.press(key)
      await expect.poll(state).toEqual([true, 'false', expect.any(String)])
      await tab.press('Shift+Tab')
      await tab.press(key)
      await expect.poll(state).toEqual([false, 'true', 'false'])
    })

    it('Enter on an item follows its link', async () => {
      await start(0)
      await tab.press('Enter')
      expect(await tab.run(() => location.hash)).toMatch(/^#item=item-\d+$/)
    })

    it('is mirrored from right to left', async () => {
      await open({ limit: 10 }, { path: '/rtl.html' })
      await tab.run(() => document.querySelector<HTMLElement>('#before')!.focus())
      for (let n = 0; n < 3; n++) await tab.press('Tab')
      expect(await focused()).toBe(0)
      await tab.press('ArrowLeft')
      await tab.press('ArrowLeft')
      expect(await focused()).toBe(2)
      await tab.press('ArrowRight')
      expect(await focused()).toBe(1)
      await tab.press('End')
      await expect.poll(() => isInSight(9)).toBe(true)
      await expect.poll(async () => (await seen()).heading).toBe('لك')
      expect((await seen()).places[0]).toBe('1 من 10')
    })

    it('keeps the focus on an item when the list changes', async () => {
      await open({ limit: 10 })
      await tab.run(() => document.querySelector<HTMLElement>('#before')!.focus())
      for (let n = 0; n < 3; n++) await tab.press('Tab')
      const { titles } = await seen()
      await tab.run(() => window.tacit.track('view', 'item-3'))
      await expect.poll(async () => (await seen()).titles).not.toEqual(titles)
      expect(await focused()).toEqual(expect.any(Number))
    })
  })

  // Only Chromium can be told so.
  it.runIf(engine === 'chromium')('does not glide where motion is reduced', async () => {
    await open({ limit: 10 }, { reducedMotion: 'reduce' })
    await tab.run(() => {
      const { prototype } = Element as unknown as { prototype: Element }
      prototype.animate = () => {
        throw new Error('moved')
      }
      window.addEventListener('error', () => {
        window.attacked = 9
      })
    })
    await tab.run(() => window.tacit.track('view', 'item-3'))
    await expect.poll(async () => (await seen()).reasons.join()).toMatch(/Because you viewed/)
    const moves = await tab.run(() => {
      const root = document.querySelector('tacit-shelf')!.shadowRoot!
      const row = root.querySelector('.row')!
      root.querySelector<HTMLElement>('.forward')!.click()
      return row.scrollLeft
    })
    // At once, not after frames of a smooth scroll.
    expect(moves).toBeGreaterThan(100)
    expect(await tab.run(() => window.attacked)).toBe(0)
  })

  it('stops when it is taken away', async () => {
    await open({ limit: 3 })
    await tab.run(() => window.unmount())
    await expect
      .poll(() => tab.run(() => document.querySelector('tacit-shelf') === null))
      .toBe(true)
    const before = await tab.run(() => window.shown.length)
    await tab.run(() => window.tacit.track('view', 'item-3'))
    await new Promise((passed) => setTimeout(passed, 200))
    expect(await tab.run(() => window.shown.length)).toBe(before)
  })
}
