import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { folders } from '../data/folder.ts'
import { FIXTURES as ALL, importer } from './imported.ts'

const FIXTURES = join(ALL, 'merchant')
const folder = folders()
const fixture = (name: string) => readFileSync(join(FIXTURES, name))

const run = importer()
const importOf = (input: string, options = {}) => run('merchant', [input], options)

const TEE = {
  parent: 'TEE',
  description: 'Soft <b>cotton</b>, made to last.',
  image: 'https://cdn.example/tee.jpg',
  currency: 'EUR',
  brand: 'Loom',
}
const ITEMS = [
  {
    ...TEE,
    id: 'TEE-S',
    title: 'Organic tee – S',
    categories: ['Clothing > Tops > Tees', 'Sale > Tees'],
    url: 'https://shop.example/tee?size=s',
    price: 19.5,
    availability: 'in stock',
  },
  {
    ...TEE,
    id: 'TEE-M',
    title: 'Organic tee – M',
    categories: ['Clothing > Tops > Tees'],
    url: 'https://shop.example/tee?size=m',
    price: 25,
    availability: 'out of stock',
  },
  {
    id: '0042',
    title: 'Salt & pepper mill',
    description: 'Grinds coarse, fine, and in between.',
    categories: ['Home & Garden > Kitchen & Dining'],
    url: 'https://shop.example/mill',
    image: 'https://cdn.example/mill.jpg',
    price: 1299,
    currency: 'USD',
    availability: 'preorder',
    brand: 'Grinder & Sons',
  },
]
const NEVER = /3\.33|7\.77|4\.90|seller|high margin|Custom|buyer@|Nadia|gtin|color/

test.each(['feed.txt', 'feed.csv', 'rss.xml', 'atom.xml'])('%s', async (name) => {
  const { items, text, events, result } = await importOf(join(FIXTURES, name))
  expect(items).toEqual(ITEMS)
  expect(text).not.toMatch(NEVER)
  expect([events, result.skipped]).toEqual([[], {}])
})

test.each([
  ['feed.txt.gz', gzipSync(fixture('feed.txt'))],
  ['feed.xml.gz', gzipSync(fixture('rss.xml'))],
  ['feed.xml', Buffer.from(`\uFEFF${fixture('rss.xml')}`, 'utf16le')],
])('%s, compressed or in another encoding', async (name, content) => {
  expect((await importOf(join(folder({ [name]: content }), name))).items).toEqual(ITEMS)
})

test('by its address, whatever that is called', async () => {
  const server = createServer(({ url }, response) => {
    if (url === '/feed') response.writeHead(302, { location: '/export.php?id=1' }).end()
    else if (url === '/none') response.writeHead(404).end()
    else response.end(gzipSync(fixture(url === '/xml' ? 'rss.xml' : 'feed.txt')))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    expect((await importOf(`${at}/feed`)).items).toEqual(ITEMS)
    expect((await importOf(`${at}/xml`)).items).toEqual(ITEMS)
    await expect(importOf(`${at}/none`)).rejects.toThrow(`${at}/none: HTTP 404: check the address`)
  } finally {
    server.close()
  }
})

test('--keep keeps attributes of products, but no costs', async () => {
  const keep = ['color', 'custom_label_0', 'cost_of_goods_sold', 'external_seller_id']
  const { items, text } = await importOf(join(FIXTURES, 'rss.xml'), { keep })
  expect(items[0]).toEqual({ ...ITEMS[0], color: 'white', custom_label_0: 'high margin' })
  expect(text).not.toMatch(/3\.33|seller-77/)
})

test('what is no feed, or only a part of one, is refused', async () => {
  const cut = fixture('rss.xml').subarray(0, -30)
  const at = folder({
    'cut.xml': cut,
    'cut.xml.gz': gzipSync(fixture('rss.xml')).subarray(0, -30),
    'page.xml': '<html><body>Log in</body></html>',
    'orders.csv': 'Name,Email\n#1,a@shop.example\n',
  })
  await expect(importOf(join(at, 'cut.xml'))).rejects.toThrow('cut.xml: the XML ends too early')
  await expect(importOf(join(at, 'cut.xml.gz'))).rejects.toThrow('cut.xml.gz: unexpected end of')
  await expect(importOf(join(at, 'page.xml'))).rejects.toThrow('page.xml: no <item> or <entry>')
  await expect(importOf(join(at, 'orders.csv'))).rejects.toThrow('no column "id" (found: Name, Em')
})
