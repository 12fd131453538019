import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { FIXTURES, type Imported, importer } from './imported.ts'

const ORDERS = join(FIXTURES, 'shopify/orders_export.csv')
const run = importer()
let all: Imported

beforeAll(async () => {
  all = await run('shopify', [join(FIXTURES, 'shopify')], { keep: ['color', 'Variant Grams'] })
})

it('reads orders of several lines, guests and refunds', () => {
  expect(all.events).toEqual([
    'g1 purchase walnut-desk-lamp 2023-11-20T13:00:00Z 38 o1',
    'u1 purchase linen-shirt 2023-11-18T17:30:00Z 24 o2',
    'u1 purchase walnut-desk-lamp 2023-11-18T17:30:00Z 38 o2',
    'u1 purchase linen-shirt 2023-11-16T14:00:00Z 24 o3',
    'u1 refund linen-shirt 2023-11-16T15:15:00Z - o3',
    'u2 purchase beeswax-candle 2023-11-15T15:00:00Z 12.5 o4',
    'u2 refund beeswax-candle 2023-11-15T15:00:00Z - o4',
    'u2 purchase linen-shirt 2023-11-15T03:13:20Z 60 o5',
    'u2 purchase WRAP 2023-11-15T03:13:20Z 38 o5',
  ])
  const { orders, events, users, guests, refunds, items, skipped } = all.result
  expect({ orders, events, users, guests, refunds, items, skipped }).toEqual({
    orders: 5,
    events: 9,
    users: 3,
    guests: 1,
    refunds: 2,
    items: 4,
    skipped: {},
  })
  expect(all.result.notes).toEqual([
    'Lines of orders whose product the files of products lack: 1.',
    'Orders refunded in part, kept since no file says which lines: 1.',
  ])
})

it('makes one item of the variants of a product', () => {
  const fernhill = { brand: 'Fernhill', currency: 'USD', 'Variant Grams': '200' }
  expect(all.items).toEqual([
    {
      ...fernhill,
      id: 'linen-shirt',
      title: 'Linen Shirt',
      description: '<p>Soft &amp; cool <strong>linen</strong>.</p>',
      categories: ['Apparel & Accessories > Clothing > Shirts', 'Shirt'],
      url: '/products/linen-shirt',
      image: 'https://cdn.example/shirt.jpg',
      price: 12,
      availability: 'in stock',
      status: 'active',
      tags: 'summer, linen',
      color: 'Sand, Clay',
    },
    {
      ...fernhill,
      id: 'walnut-desk-lamp',
      title: 'Walnut Desk Lamp',
      description: '<p>Warm light.</p>',
      categories: ['Home & Garden > Lighting > Lamps'],
      url: '/products/walnut-desk-lamp',
      image: 'https://cdn.example/lamp.jpg',
      brand: 'Okwood',
      price: 38,
      availability: 'out of stock',
      status: 'active',
    },
    {
      ...fernhill,
      id: 'beeswax-candle',
      title: 'Beeswax Candle',
      url: '/products/beeswax-candle',
      price: 12.5,
      availability: 'in stock',
      status: 'draft',
    },
    {
      ...fernhill,
      id: 'wool-throw',
      title: 'Wool Throw',
      url: '/products/wool-throw',
      price: 55,
      status: 'archived',
    },
  ])
})

it('writes nothing about a person, and no number of an order', () => {
  expect(all.text).not.toMatch(/@|Quint|Okoro|Vane|Larch|Quay|Millbrook|02139|555|Tindall|#?100\d/)
})

it('takes titles from the orders where there is no file of products', async () => {
  const { items, events, result } = await run('shopify', [ORDERS])
  expect(items[0]).toEqual({
    id: 'LAMP-1',
    title: 'Walnut Desk Lamp',
    brand: 'Okwood',
    price: 38,
    currency: 'USD',
  })
  expect(events[0]).toBe('g1 purchase LAMP-1 2023-11-20T13:00:00Z 38 o1')
  expect(result.notes[0]).toBe('No file of products: titles and prices are those of the orders.')
})

it('counts an order once that two files hold', async () => {
  const { result } = await run('shopify', [ORDERS, join(FIXTURES, 'shopify')])
  expect(result.orders).toBe(5)
  expect(result.skipped).toEqual({})
  const copy = await run('shopify', [ORDERS, `${FIXTURES}/./shopify/orders_export.csv`])
  expect(copy.result.orders).toBe(5)
  expect(copy.result.skipped).toEqual({ 'order that came before': 5 })
})

const NEWER = `Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Option1 Linked To,Option2 name,Option2 value,Option2 Linked To,Option3 name,Option3 value,Option3 Linked To,Price,Compare-at price,Cost per item,Charge tax,Tax code,Unit price total measure,Unit price total measure unit,Unit price base measure,Unit price base measure unit,Inventory tracker,Inventory quantity,Continue selling when out of stock,Weight value (grams),Weight unit for display,Requires shipping,Fulfillment service,Product image URL,Image position,Image alt text,Variant image URL,Gift card,SEO title,SEO description
Sock,sock,Warm,Acme,Socks,,,TRUE,Active,S-1,,Size,S,,,,,,,,9.99,,3.11,TRUE,,,,,,shopify,0,DENY,9,g,TRUE,manual,https://cdn.example/1.jpg,1,,,FALSE,,
,sock,,,,,,,,S-2,,,M,,,,,,,,8.99,,3.12,TRUE,,,,,,shopify,4,DENY,9,g,TRUE,manual,,,,,,,
Hat,hat,Cool,Acme,Hats,,,FALSE,Active,H-1,,,,,,,,,,,5,,1,TRUE,,,,,,,,DENY,9,g,TRUE,manual,,,,,FALSE,,
`

it('reads the newer template of products; skips test orders and tips', async () => {
  const root = mkdtempSync(join(tmpdir(), 'tacit-shopify-'))
  const orders = `Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Payment Method
#1,ana@larch.example,paid,2024-01-01 10:00:00 +0100,1,Sock - S,9.99,S-1,Shopify Payments
#1,ana@larch.example,,2024-01-01 10:00:00 +0100,1,Tip,2,,
#2,ben@larch.example,paid,2024-01-02 10:00:00 +0100,1,Sock - M,8.99,S-2,(for testing) Bogus Gateway
`
  writeFileSync(join(root, 'products.csv'), NEWER)
  writeFileSync(join(root, 'orders.csv'), orders)
  const { events, items, result } = await run('shopify', [root])
  rmSync(root, { recursive: true })
  expect(events).toEqual(['u1 purchase sock 2024-01-01T09:00:00Z 9.99 o1'])
  expect(result.skipped).toEqual({ 'test order': 1 })
  expect(items).toMatchObject([
    { id: 'sock', title: 'Sock', price: 8.99, availability: 'in stock', status: 'active' },
    { id: 'hat', title: 'Hat', price: 5, status: 'draft' },
  ])
})
