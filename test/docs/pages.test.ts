import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterEach, describe, expect, it } from 'vitest'
import { compileScript, parse } from 'vue/compiler-sfc'
import { HOSTILE } from '../elements/pages.ts'
import { shopPage } from '../elements/shop-page.ts'
import { docExamples } from './example.ts'
import { ROOT, readPage } from './markdown.ts'

const DOC = readFileSync(join(ROOT, 'docs/elements.md'), 'utf8')
const SDK = readPage('docs/sdk.md').fences

/** The first example under a heading. */
function example(heading: string, language: string): string {
  const section = DOC.slice(DOC.search(new RegExp(`^#+ ${heading}$`, 'm')))
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(section)![1]
}

// Whatever a catalogue says, no example runs it.
const shop = shopPage({ title: (item) => `Title ${item} ${HOSTILE[item % HOSTILE.length]}` })
const { open, serve, shelves } = shop
afterEach(async () => {
  expect(await shop.page.evaluate(() => 'attacked' in window)).toBe(false)
})

it('the README: three elements over one recommender', async () => {
  await open(readPage('README.md').fences.find(({ language }) => language === 'html')!.text)
  await expect.poll(shelves).toEqual([5])
  await expect.poll(() => shop.page.textContent('tacit-privacy >> h2')).toMatch(/^Your data/)
})

it('the first example shows a shelf and what the device knows', async () => {
  const { page } = shop
  await open(example('Elements', 'html'))
  await expect.poll(shelves).toEqual([8])
  const link = await page.getAttribute('tacit-shelf >> a', 'href')
  expect(link).toMatch(/\/items\/item-\d+$/)
  await expect.poll(() => page.textContent('tacit-privacy >> h2')).toBe('Your data on this device')
})

it('the search box: a form of the page, then suggestions', async () => {
  const { page } = shop
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
  const { page } = shop
  const code = example('Search box', 'js').replace(/import .*/, '')
  await open(example('Search box', 'html'))
  serve(
    '/results.js',
    `import { understood } from '/tacit/tacit-search.js'\nconst tacit = globalThis[Symbol.for('tacit.recommender')]\n${code}
    console.log(items.length, items.every(({ facts }) => facts.price <= 9))`,
  )
  await page.evaluate(() => history.replaceState(null, '', '?q=title+under+9'))
  await page.addScriptTag({ type: 'module', url: '/results.js' })
  await expect.poll(() => shop.printed.at(-1)).toMatch(/^[1-9]\d* true$/)
})

it('names every part of the elements', async () => {
  const { page } = shop
  await open(example('Elements', 'html'))
  await expect.poll(shelves).toEqual([8])
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
  const { page } = shop
  await open(example('Content of your server', 'html'))
  await page.waitForSelector('tacit-shelf[data-state=loading]')
  expect(await page.isVisible('#bestsellers')).toBe(true)
  expect(await page.isVisible('text=Nothing here yet.')).toBe(false)
})

it('own cards take the styles of the page', async () => {
  const { page } = shop
  await open(example('Your own cards', 'html'))
  await expect.poll(() => page.locator('tacit-shelf > .product').count()).toBe(6)
  expect(await page.textContent('.product')).toMatch(/: Popular here$/)
})

it('parts and sizes', async () => {
  const { page } = shop
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

const MOUNT = `import { createRoot } from 'react-dom/client'
createRoot(document.querySelector('#root')).render(<Home />)`

function vueBundle(source: string): Promise<string> {
  const { descriptor } = parse(source)
  const { content } = compileScript(descriptor, { id: 'home', inlineTemplate: true })
  const mount = `import { createApp } from 'vue'\ncreateApp(Home).mount('#root')`
  return bundled(`${content.replace('export default', 'const Home =')}\n${mount}`, 'js')
}

it('React', async () => {
  const { page } = shop
  const code = example('React', 'tsx')
  serve('/react.js', await bundled(`${code}\n${MOUNT}`, 'tsx'))
  await open('<div id="root"></div><script type="module" src="/react.js"></script>')
  await expect.poll(shelves).toEqual([6])
  await expect.poll(() => page.locator('ol li').count()).toBe(3)
})

it('Vue', async () => {
  const { page } = shop
  const source = example('Vue', 'vue')
  serve('/vue.js', await vueBundle(source))
  await open('<div id="root"></div><script type="module" src="/vue.js"></script>')
  await expect.poll(() => page.locator('tacit-shelf > div > a').count()).toBe(6)
  await expect.poll(() => page.locator('ol li').count()).toBe(3)
})

it('the classic script', async () => {
  await open(example('Classic script', 'html'))
  await expect.poll(() => shop.printed).toEqual(['5'])
})

it('devtools', async () => {
  const { page } = shop
  const code = example('Devtools', 'js')
  await open(`${example('Elements', 'html')}<script type="module">${code}</script>`)
  await page.waitForSelector('[data-tacit-devtools] >> [role=tab]')
})

it('docs/sdk.md: the first example lists items with their reasons', async () => {
  await open(SDK.find(({ language }) => language === 'html')!.text)
  await expect.poll(() => shop.page.locator('#for-you li').count()).toBe(5)
  expect(await shop.page.textContent('#for-you li')).toMatch(/^Title \d+ .+: Popular here$/s)
})

const imports = SDK.map(({ text }) => text).filter((code) => /^import \{/.test(code))
it.each(imports)('docs/sdk.md: its example runs\n%s', async (code) => {
  const edge = 'https://edge.example'
  const own = /const tacit/.test(code)
    ? ''
    : `import { createRecommender } from '/tacit/tacit.js'
       document.body.dataset.item = 'item-7'
       const tacit = createRecommender({ edge: '${edge}' })`
  const end = `console.log(tacit.consent.status, (await tacit.history.list()).length)`
  await open(`<script type="module">${own}\n${code}\n${end}</script>`)
  await expect.poll(() => shop.printed).toEqual([own ? 'pending 1' : 'pending 0'])
})

describe('examples of doc comments run', () => {
  const codeOf = (path: string, only = '') =>
    docExamples(`client/${path}`)
      .filter(({ name }) => name.startsWith(only))
      .map(({ code }) => code)

  it('of elements, consent, capture and devtools', async () => {
    const paths = ['elements/provide', 'elements/shelf/index', 'elements/search/index']
    paths.push('elements/privacy/index', 'elements/search/understood', 'elements/follow')
    paths.push('consent/all', 'consent/gpc', 'consent/tcf', 'consent/consent-mode')
    paths.push('capture/index', 'devtools/index')
    const examples = paths.flatMap((path) => codeOf(`${path}.ts`))
    expect(examples).toHaveLength(paths.length)
    const source = `import { createRecommender as create } from '@tacit-rec/client'
      import { definePrivacy, defineShelf, follow, provide } from '@tacit-rec/client/elements'
      import { defineSearch, understood } from '@tacit-rec/client/search'
      import { fromAll, fromConsentMode, fromGpc, fromTcf } from '@tacit-rec/client/consent'
      import { capture } from '@tacit-rec/client/capture'
      import { openDevtools } from '@tacit-rec/client/devtools'
      const createRecommender = (options) => create({ assets: '/tacit/', ...options })
      const tacit = createRecommender({ edge: 'https://edge.example' })
      ${examples.map((code) => `{${code}}`).join('\n')}
      console.log('all ran')`
    serve('/examples.js', await bundled(source, 'js'))
    await open('<script type="module" src="/examples.js"></script>')
    await expect.poll(() => shop.printed).toContain('all ran')
    await expect.poll(shelves).toEqual([10])
    await shop.page.waitForSelector('tacit-privacy >> h2')
    await shop.page.waitForSelector('tacit-search >> [role=combobox]')
    expect(shop.printed.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const TACIT = `import { createRecommender } from '@tacit-rec/client'
    const tacit = createRecommender({ edge: 'https://edge.example', assets: '/tacit/' })`

  it.each(['React', 'Vue'])('of %s', async (name) => {
    const path = name === 'React' ? 'react/index.ts' : 'vue/index.ts'
    const [[use], [shelf]] = ['useRecommendations', 'Shelf'].map((one) => codeOf(path, one))
    const names = `import { Shelf, useRecommendations } from '@tacit-rec/client/${name.toLowerCase()}'`
    serve(
      '/example.js',
      name === 'React'
        ? await bundled(
            `${TACIT}\n${names}\nfunction Home() { ${use}
            return <>${shelf}<ol>{items.map(({ id }) => <li key={id}>{id}</li>)}</ol></> }\n${MOUNT}`,
            'tsx',
          )
        : await vueBundle(`<script setup>${TACIT}\n${names}\n${use}</script>
          <template>${shelf}<ol><li v-for="{ id } in items" :key="id">{{ id }}</li></ol></template>`),
    )
    await open('<div id="root"></div><script type="module" src="/example.js"></script>')
    await expect.poll(shelves).toEqual([6])
    await expect.poll(() => shop.page.locator('ol li').count()).toBe(5)
  })
})
