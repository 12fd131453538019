import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { bundle, html, serveSite } from './pages.ts'

const REACT = `
import { createElement as h, StrictMode } from 'react'
import { createRecommender } from '../../client/index.ts'
import { Shelf, useRecommendations } from '../../client/react/index.ts'
const tacit = createRecommender({ edge: globalThis.location?.origin ?? 'https://edge.example', assets: '/tacit/', engine: 'instant' })
function Count() {
  const { items, listing } = useRecommendations(tacit, { limit: 3, filter: ({ id }) => id !== 'item-1' })
  return h('output', {}, listing ? String(items.length) : 'none yet')
}
export const app = h(StrictMode, {},
  h(Shelf, { recommender: tacit, limit: 4, label: 'For you', className: 'wide', renderItem: ({ id }) => h('b', {}, id) },
    h('p', {}, 'Bestsellers')), h(Count))
`
const VUE = `
import { createSSRApp, h } from 'vue'
import { createRecommender } from '../../client/index.ts'
import { Shelf, useRecommendations } from '../../client/vue/index.ts'
const tacit = createRecommender({ edge: globalThis.location?.origin ?? 'https://edge.example', assets: '/tacit/', engine: 'instant' })
const Count = {
  setup() {
    const { items, listing } = useRecommendations(tacit, { limit: 3 })
    return () => h('output', listing.value ? String(items.value.length) : 'none yet')
  },
}
export const app = createSSRApp(() => [
  h(Shelf, { recommender: tacit, limit: 4, label: 'For you', class: 'wide' },
    { default: () => h('p', 'Bestsellers'), item: ({ item }) => h('b', item.id) }), h(Count)])
`
const FLAVORS = [
  {
    name: 'React 19',
    react: 19,
    source: REACT,
    server: `import { renderToString } from 'react-dom/server.browser'
export const rendered = renderToString(app)`,
    page: `import { hydrateRoot } from 'react-dom/client'
hydrateRoot(document.querySelector('#root'), app, { onRecoverableError: console.error })`,
  },
  {
    name: 'React 18',
    react: 18,
    source: REACT,
    server: `import { renderToString } from 'react-dom/server.browser'
export const rendered = renderToString(app)`,
    page: `import { hydrateRoot } from 'react-dom/client'
hydrateRoot(document.querySelector('#root'), app, { onRecoverableError: console.error })`,
  },
  {
    name: 'Vue 3',
    react: 19,
    source: VUE,
    server: `import { renderToString } from 'vue/server-renderer'
export const rendered = await renderToString(app)`,
    page: `app.mount('#root')`,
  },
] as const

let browser: Browser
beforeAll(async () => {
  buildSdk()
  browser = await launchChromium()
})
afterAll(() => browser?.close())

it.each([
  'elements',
  'react',
  'vue',
  'devtools',
  'queue/queue',
])('a server may import %s', async (name) => {
  const path = `../../client/${name}${name.includes('/') ? '' : '/index'}.ts`
  expect(Object.keys(await import(/* @vite-ignore */ path)).length).toBeGreaterThan(0)
})

it('defining the elements on a server does nothing', async () => {
  const { definePrivacy, defineShelf } = await import('../../client/elements/index.ts')
  defineShelf()
  definePrivacy()
  expect('customElements' in globalThis).toBe(false)
})

describe.each(FLAVORS)('$name', ({ react, source, server, page: client }) => {
  let rendered: string
  let site: StaticSite
  let page: Page
  afterAll(() => site?.close())

  it('renders the content until it is ready on a server', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'tacit-ssr-')), 'server.mjs')
    await writeFile(file, await bundle(source + server, react))
    rendered = (await import(/* @vite-ignore */ file)).rendered
    expect(rendered).toMatch(/<tacit-shelf[^>]* limit="4"[^>]*>/)
    expect(rendered).toMatch(/<tacit-shelf[^>]* class="wide"|class="wide"[^>]* limit/)
    expect(rendered).toContain('<p>Bestsellers</p>')
    expect(rendered).toContain('<output>none yet</output>')
  })

  it('takes over in the browser without a complaint', async () => {
    site = await serveSite({
      '/page.html': html(
        `<div id="root">${rendered}</div><script type="module" src="/page.js"></script>`,
      ),
      '/page.js': await bundle(source + client, react),
    })
    page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', ({ message }) => complaints.push(message))
    page.on('console', (message) => {
      if (/error|warning/.test(message.type())) complaints.push(message.text())
    })
    await page.goto(`${site.url}/page.html`)
    await expect.poll(() => page.textContent('output'), { timeout: 10_000 }).toBe('3')
    await expect.poll(() => page.locator('tacit-shelf b').count()).toBe(4)
    expect(await page.locator('tacit-shelf p').isVisible()).toBe(false)
    expect(complaints.filter((text) => !/favicon|404/.test(text))).toEqual([])
  })
})
