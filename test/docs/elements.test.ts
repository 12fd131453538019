import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { compileScript, parse } from 'vue/compiler-sfc'
import { launchChromium } from '../browser/chromium.ts'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { html, serveSite } from '../elements/pages.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const DOC = readFileSync(join(ROOT, 'docs/elements.md'), 'utf8')

/** The first example under a heading. */
function example(heading: string, language: string): string {
  const section = DOC.slice(DOC.search(new RegExp(`^#+ ${heading}$`, 'm')))
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)![1]
}

let browser: Browser
let site: StaticSite
let page: Page
let printed: string[]
const pages: Record<string, string> = {}
beforeAll(async () => {
  buildSdk()
  browser = await launchChromium()
  site = await serveSite(pages)
})
afterAll(async () => {
  await browser?.close()
  site?.close()
})
beforeEach(async () => {
  page = await browser.newPage()
  printed = []
  page.on('console', (message) => printed.push(message.text()))
  page.on('pageerror', ({ message }) => printed.push(`error: ${message}`))
})

async function open(body: string): Promise<void> {
  pages['/page.html'] = html(body.replaceAll('https://edge.example', site.url))
  await page.goto(`${site.url}/page.html`)
}
const cards = () => page.locator('tacit-shelf >> [part~=item]').count()

it('the first example shows a shelf and what the device knows', async () => {
  await open(example('Elements', 'html'))
  await expect.poll(cards).toBe(8)
  const link = await page.getAttribute('tacit-shelf >> a', 'href')
  expect(link).toMatch(/\/items\/item-\d+$/)
  await expect.poll(() => page.textContent('tacit-privacy >> h2')).toBe('Your data on this device')
})

it('the search box: a form of the page, then suggestions', async () => {
  await open(example('Search box', 'html').replace(/<script[\s\S]*/, ''))
  expect(await page.isVisible('tacit-search > form input')).toBe(true)
  await open(example('Search box', 'html'))
  const box = page.locator('tacit-search >> [role=combobox]')
  await box.pressSequentially('title under 9')
  await page.waitForSelector('tacit-search >> [role=option]')
  expect(await page.isVisible('tacit-search > form input')).toBe(false)
  expect(await box.getAttribute('placeholder')).toBe('Boots, tents, …')
  expect(await page.textContent('tacit-search >> [part~=chip-price_max]')).toBe('≤ 9 ×')
})

it('a page of results reads the query as the box does', async () => {
  const code = example('Search box', 'js').replace(/import .*/, '')
  await open(example('Search box', 'html'))
  pages['/results.js'] =
    `import { understood } from '/tacit/tacit-search.js'\nconst tacit = globalThis[Symbol.for('tacit.recommender')]\n${code}
    console.log(items.length, items.every(({ facts }) => facts.price <= 9))`
  await page.evaluate(() => history.replaceState(null, '', '?q=title+under+9'))
  await page.addScriptTag({ type: 'module', url: '/results.js' })
  await expect.poll(() => printed.at(-1)).toMatch(/^[1-9]\d* true$/)
})

it('names every part of the elements', async () => {
  await open(example('Elements', 'html'))
  await expect.poll(cards).toBe(8)
  const parts = await page.evaluate(() =>
    ['tacit-shelf', 'tacit-search', 'tacit-privacy'].flatMap((name) =>
      [...document.querySelector(name)!.shadowRoot!.querySelectorAll('[part]')].flatMap((one) => [
        ...one.part,
      ]),
    ),
  )
  expect(parts.length).toBeGreaterThan(40)
  for (const part of new Set(parts.filter((part) => !/^(reason|chip)-/.test(part))))
    expect(DOC, part).toContain(`\`${part}\``)
})

it('content of a server stays as long as nothing is better', async () => {
  await open(example('Content of your server', 'html'))
  await page.waitForSelector('tacit-shelf[data-state=loading]')
  expect(await page.isVisible('#bestsellers')).toBe(true)
  expect(await page.isVisible('text=Nothing here yet.')).toBe(false)
})

it('own cards take the styles of the page', async () => {
  await open(example('Your own cards', 'html'))
  await expect.poll(() => page.locator('tacit-shelf > .product').count()).toBe(6)
  expect(await page.textContent('.product')).toMatch(/: Popular here$/)
})

it('parts and sizes', async () => {
  await open(example('Style', 'html'))
  const card = await page.waitForSelector('tacit-shelf >> [part~=card]')
  expect(await card.boundingBox()).toMatchObject({ width: 144, height: 288 })
  expect(await page.isVisible('tacit-shelf >> [part~=picture]')).toBe(false)
})

async function bundled(contents: string, loader: 'tsx' | 'js'): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: ROOT, loader },
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  })
  return result.outputFiles[0].text
}

it('React', async () => {
  const code = example('React', 'tsx').replaceAll('https://edge.example', site.url)
  pages['/react.js'] = await bundled(
    `${code}\nimport { createRoot } from 'react-dom/client'\ncreateRoot(document.querySelector('#root')).render(<Home />)`,
    'tsx',
  )
  await open('<div id="root"></div><script type="module" src="/react.js"></script>')
  await expect.poll(cards).toBe(6)
  await expect.poll(() => page.locator('ol li').count()).toBe(3)
})

it('Vue', async () => {
  const source = example('Vue', 'vue').replaceAll('https://edge.example', site.url)
  const { descriptor } = parse(source)
  const { content } = compileScript(descriptor, { id: 'home', inlineTemplate: true })
  pages['/vue.js'] = await bundled(
    `${content.replace('export default', 'const Home =')}\nimport { createApp } from 'vue'\ncreateApp(Home).mount('#root')`,
    'js',
  )
  await open('<div id="root"></div><script type="module" src="/vue.js"></script>')
  await expect.poll(() => page.locator('tacit-shelf > div > a').count()).toBe(6)
  await expect.poll(() => page.locator('ol li').count()).toBe(3)
})

it('the classic script', async () => {
  await open(example('Classic script', 'html'))
  await expect.poll(() => printed).toEqual(['5'])
})

it('devtools', async () => {
  const code = example('Devtools', 'js')
  await open(`${example('Elements', 'html')}<script type="module">${code}</script>`)
  await page.waitForSelector('[data-tacit-devtools] >> [role=tab]')
})
