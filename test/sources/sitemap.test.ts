import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folders } from '../data/folder.ts'
import { FIXTURES as ALL, importer } from './imported.ts'

const FIXTURES = join(ALL, 'sitemap')
const folder = folders()
const page = (name: string) => readFileSync(join(FIXTURES, `${name}.html`), 'utf8')

const run = importer()

/** Items without the addresses' random port. */
async function importOf(inputs: string[], options = {}) {
  const cache = join(folder({}), 'pages')
  const found = await run('sitemap', inputs, { cache, delay: 0.01, ...options })
  const items = JSON.parse(JSON.stringify(found.items).replaceAll(site, 'SITE'))
  return { ...found, ...found.result, items, events: found.events }
}

const MUG = {
  id: 'MUG-1',
  title: 'Blue mug',
  description: '<p>Thrown by hand.</p>',
  categories: ['Kitchen > Mugs & cups'],
  url: 'SITE/products/blue-mug',
  image: 'SITE/img/mug.jpg',
  price: 1299,
  currency: 'EUR',
  availability: 'in stock',
  brand: 'Kiln & Co',
  tags: 'mug, stoneware',
}
const SHIRT = {
  id: 'SHIRT',
  title: 'Linen shirt',
  categories: ['Clothing > Shirts'],
  url: 'SITE/products/shirt',
  image: 'https://cdn.example/shirt-s.jpg',
  price: 39,
  currency: 'USD',
  availability: 'in stock',
  brand: 'Loom',
}
const VARIANT = {
  parent: 'SHIRT',
  title: 'Linen shirt',
  url: 'SITE/products/shirt',
  currency: 'USD',
}
const VARIANTS = [
  {
    ...VARIANT,
    id: 'SHIRT-S',
    image: 'https://cdn.example/shirt-s.jpg',
    price: 49.5,
    availability: 'out of stock',
  },
  { ...VARIANT, id: 'SHIRT-M', price: 39, availability: 'in stock' },
]
const BOWL = {
  id: 'BOWL-1',
  title: 'Oak bowl',
  description: 'Turned from one piece of oak.',
  categories: ['Wood'],
  url: 'SITE/bowl',
  image: 'SITE/img/bowl.jpg',
  price: 24,
  currency: 'GBP',
  availability: 'preorder',
  brand: 'Turner',
}
const SPOON = {
  id: 'SPOON-1',
  title: 'Walnut spoon',
  url: 'SITE/spoon',
  image: 'SITE/img/spoon.jpg',
  price: 9.5,
  currency: 'EUR',
}

let server: Server
let site = ''
/** Paths in the order in which they were asked for. */
let asked: string[] = []
let agents = new Set<string | undefined>()
let open = 0
let mostOpen = 0
let busy = 0

const html = (body: string) => ({ status: 200, type: 'text/html', body })
const xml = (body: string | Buffer) => ({ status: 200, type: 'application/xml', body })
const urls = (...paths: string[]) =>
  `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">${paths
      .map((path) => {
        const at = path.startsWith('http') ? path : site + path
        return `<url><loc> ${at} </loc><image:image><image:loc>${site}/no.jpg</image:loc></image:image></url>`
      })
      .join('')}</urlset>`

function answer({ url = '' }: IncomingMessage) {
  switch (url) {
    case '/robots.txt':
      return {
        status: 200,
        type: 'text/plain',
        body: `User-agent: *\nDisallow: /\n\nUser-agent: TacitImport\nDisallow: /private\nSitemap: ${site}/sitemap.xml\n`,
      }
    case '/sitemap.xml':
      return xml(
        `<sitemapindex><sitemap><loc>${site}/pages.xml</loc></sitemap>` +
          `<sitemap><loc>${site}/products.xml.gz</loc></sitemap>` +
          `<sitemap><loc>${site}/sitemap.xml</loc></sitemap></sitemapindex>`,
      )
    case '/pages.xml':
      return xml(urls('/about', '/list', '/gone', '/private/x', 'https://other.example/y', '/busy'))
    case '/products.xml.gz':
      return xml(gzipSync(urls('/products/blue-mug', '/products/shirt', '/bowl', '/old', '/slow')))
    case '/products/blue-mug':
      return html(page('mug'))
    case '/products/shirt':
      return html(page('shirt'))
    case '/bowl':
      return html(page('bowl'))
    case '/spoon':
      return html(page('tagged'))
    case '/about':
      return html(page('about'))
    case '/list':
      return html(page('list'))
    case '/old':
      return { status: 301, type: '', body: '', headers: { location: '/bowl' } }
    case '/busy':
      if (busy++ === 0) return { status: 429, type: '', body: '', headers: { 'retry-after': '1' } }
      return html(page('tagged'))
    default:
      return { status: 404, type: 'text/html', body: 'no such page' }
  }
}

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    agents.add(request.headers['user-agent'])
    mostOpen = Math.max(mostOpen, ++open)
    const {
      status,
      type,
      body,
      headers = {},
    } = answer(request) as ReturnType<typeof answer> & {
      headers?: Record<string, string>
    }
    setTimeout(
      () => {
        open--
        response.writeHead(status, { 'content-type': type, ...headers }).end(body)
      },
      request.url === '/slow' ? 200 : 0,
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

describe('a site', () => {
  test('by its address: robots.txt, index, gzip, redirects, slow and missing pages', async () => {
    asked = []
    agents = new Set()
    const { items, text, skipped, events } = await importOf([`${site}/`])
    const spoon = { ...SPOON, url: 'SITE/busy' }
    expect(items).toEqual([MUG, SHIRT, ...VARIANTS, BOWL, spoon])
    expect(skipped).toEqual({
      'page: HTTP 404': 2,
      'page without a product': 2,
      'a page of another host than its sitemap': 1,
      'page: robots.txt disallows it': 1,
    })
    expect(events).toEqual([])
    expect(text).not.toMatch(/Reviewer|love this|Cracked|owner@|utm_|og-mug/)
    expect(asked).toEqual([
      '/robots.txt',
      '/sitemap.xml',
      '/products.xml.gz',
      '/pages.xml',
      '/products/blue-mug',
      '/products/shirt',
      '/bowl',
      '/old',
      '/bowl',
      '/slow',
      '/about',
      '/list',
      '/gone',
      '/busy',
      '/busy',
    ])
    expect(mostOpen).toBe(1)
    expect([...agents]).toEqual(['TacitImport/1.0 (+https://www.npmjs.com/package/tacit-rec)'])
  })

  test('resumes from the pages of the last day, and reads no more than --max-pages', async () => {
    const cache = join(folder({}), 'pages')
    await importOf([`${site}/products.xml.gz`], { cache, maxPages: 1 })
    asked = []
    const { items, notes } = await importOf([`${site}/products.xml.gz`], { cache, maxPages: 2 })
    expect(items).toEqual([MUG, SHIRT, ...VARIANTS])
    expect(asked).toEqual(['/robots.txt', '/products.xml.gz', '/products/shirt'])
    expect(notes).toEqual(['Read the first 2 of 5 pages: --max-pages 5 reads all.'])
  })

  test('--id names the property that is the id', async () => {
    const { items } = await importOf([`${site}/bowl`], { id: 'url' })
    expect(items).toEqual([{ ...BOWL, id: 'SITE/bowl' }])
    await expect(importOf([`${site}/bowl`], { id: 'name' })).rejects.toThrow(
      '--id name: use one of sku, productID, gtin, mpn, url',
    )
  })

  test('a sitemap that is missing or no sitemap is an error that says so', async () => {
    await expect(importOf([`${site}/nothing.xml`])).rejects.toThrow(
      `${site}/nothing.xml: HTTP 404: check the address`,
    )
    await expect(importOf([join(FIXTURES, '..', 'sitemap', 'shirt.html'), 'none.xml']))
      .rejects //
      .toThrow('none.xml')
  })
})

const ld = (node: object) => `<script type="application/ld+json">${JSON.stringify(node)}</script>`

describe('variants on pages of their own', () => {
  test.each([
    [
      'isVariantOf',
      { isVariantOf: { '@type': 'ProductGroup', productGroupID: 'TEE', name: 'Tee' } },
    ],
    ['inProductGroupWithID', { inProductGroupWithID: 'TEE' }],
  ])('%s', async (name, group) => {
    const product = (sku: string, price: number) =>
      ld({ '@type': ['Product'], sku, name: `Tee ${sku}`, offers: { price }, ...group })
    const at = folder({
      's.html': `<html>${product('S', 9)}`,
      'm.html': `<html>${product('M', 8)}`,
    })
    const { items } = await importOf([join(at, 's.html'), join(at, 'm.html')])
    const rows = items.map(({ id, parent, title, price }: Record<string, unknown>) => [
      id,
      parent,
      title,
      price,
    ])
    const variants = [
      ['S', 'TEE', 'Tee S', 9],
      ['M', 'TEE', 'Tee M', 8],
    ]
    const [s, m] = variants
    expect(rows).toEqual(name === 'isVariantOf' ? [['TEE', undefined, 'Tee', 8], s, m] : variants)
  })
})

test('a product that a page describes twice, as JSON-LD and microdata, is one item', async () => {
  const data = ld({
    '@type': 'Product',
    sku: 'A',
    name: 'Pen',
    Offers: { price: '2', priceCurrency: 'EUR' },
  })
  const micro =
    '<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Pen</b></div>'
  const at = folder({ 'pen.html': `<html>${data}<body>${micro}` })
  const { items } = await importOf([join(at, 'pen.html')])
  expect(items).toMatchObject([{ id: 'A', title: 'Pen', price: 2, currency: 'EUR' }])
})

describe('files', () => {
  test('a list of pages, a folder of pages, pages beside a sitemap', async () => {
    const list = folder({
      'pages.txt': `# products\n${site}/spoon\nshop/bowl.html\nmissing.html\n`,
    })
    const shop = { 'shop/bowl.html': page('bowl'), 'shop/about.html': page('about') }
    const at = folder({ 'pages.txt': readFileSync(join(list, 'pages.txt')), ...shop })
    const bowl = pathToFileURL(join(at, 'shop', 'bowl.html')).href
    const local = { ...BOWL, url: bowl, image: 'file:///img/bowl.jpg' }
    const { items, skipped } = await importOf([join(at, 'pages.txt')])
    expect(items).toEqual([SPOON, local])
    expect(skipped).toEqual({ 'page: cannot be read: no such file': 1 })
    expect((await importOf([join(at, 'shop')])).items).toEqual([local])
  })

  test('a sitemap that is cut off is refused', async () => {
    const at = join(folder({ 'sitemap.xml': urls('/bowl').slice(0, -9) }), 'sitemap.xml')
    await expect(importOf([at])).rejects.toThrow('sitemap.xml: a sitemap that is cut off')
  })
})
