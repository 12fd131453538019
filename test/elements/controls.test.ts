import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { violations } from './axe.ts'
import { html, serveSite } from './pages.ts'
import { chromiumTabs, type Tab, type TabBrowser } from './tab.ts'

declare const window: { tacit: { track(kind: string, item: string): void } }

const PAGE = html(`<main><h1>Privacy</h1><tacit-privacy></tacit-privacy></main>
<script type="module">
  import { createRecommender } from '/tacit/tacit.js'
  import '/tacit/tacit-privacy.js'
  window.tacit = createRecommender({ edge: location.origin, engine: 'instant' })
  document.querySelector('tacit-privacy').recommender = window.tacit
</script>`)

let browser: TabBrowser
let site: StaticSite
let tab: Tab
beforeAll(async () => {
  buildSdk()
  browser = await chromiumTabs()
  site = await serveSite({ '/page.html': PAGE })
})
afterAll(async () => {
  await browser?.close()
  site?.close()
})
beforeEach(async () => {
  await tab?.close()
  tab = await browser.tab()
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

it.each(['Enter', 'Space'])('removes events and keeps the focus in the list (%s)', async (key) => {
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

it.each(['Enter', 'Space'])('mutes an interest, and takes that back (%s)', async (key) => {
  const [first, ...others] = (await seen()).interests
  const name = first.replace('Ignore ', '')
  await focus(first)
  await tab.press(key)
  await expect.poll(seen).toMatchObject({
    interests: [`Use ${name} again`, ...others],
    focus: `Use ${name} again`,
  })
  expect(await violations(tab)).toEqual([])
  await tab.press(key)
  await expect.poll(seen).toMatchObject({ interests: [first, ...others], focus: first })
})
