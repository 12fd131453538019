import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FIXTURES, importer } from './imported.ts'

const run = importer()
const files = (...names: string[]) => names.map((name) => join(FIXTURES, 'woocommerce', name))
const PRODUCTS = 'wc-product-export.csv'
const PERSONAL =
  /@|Ana|Quint|Ben|Okoro|Larch|Millbrook|02139|555|Ring twice|203\.0|wc_order|supplier/

const ORDERS: Record<string, { events: string[]; skipped?: object; notes?: string[] }> = {
  'analytics-orders.csv': {
    events: [
      'u1 purchase 11 2023-11-14T22:13:20Z - o1',
      'u1 purchase 21 2023-11-14T22:13:20Z - o1',
      'u1 purchase 21 2023-11-15T09:00:00Z - o2',
      'u1 refund 21 2023-11-15T09:00:00Z - o2',
      'g1 purchase 22 2023-11-16T10:30:00Z - o3',
    ],
    skipped: { 'order that is failed': 1 },
  },
  'plugin-orders.csv': {
    events: [
      'u1 purchase 11 2023-11-14T22:13:00Z 48 o1',
      'u1 purchase 21 2023-11-14T22:13:00Z - o1',
      'u1 refund 21 2023-11-14T22:13:00Z - o1',
      'u2 purchase 22 2023-11-15T09:00:00Z 12.5 o2',
      'u2 refund 22 2023-11-15T09:00:00Z - o2',
      'g1 purchase 22 2023-11-16T10:30:00Z 12.5 o3',
    ],
  },
  'columns-orders.csv': {
    events: [
      'u1 purchase 11 2023-11-14T22:13:20Z 48 o1',
      'u1 purchase 21 2023-11-14T22:13:20Z 24 o1',
      'g1 purchase 21 2023-11-15T09:00:00Z 24 o2',
      'g1 refund 21 2023-11-15T09:00:00Z - o2',
    ],
  },
  'wc-v3-orders.json': {
    events: [
      'u1 purchase 11 2023-11-14T22:13:20Z 48 o1',
      'u1 purchase 21 2023-11-14T22:13:20Z 24 o1',
      'u1 purchase 22 2023-11-15T09:00:00Z 12.5 o2',
      'u1 refund 22 2023-11-17T09:00:00Z - o2',
      'g1 purchase 22 2023-11-16T10:30:00Z 12.5 o3',
    ],
    skipped: { 'order that is pending': 1 },
    notes: ['Orders refunded in part, kept since no file says which lines: 1.'],
  },
}

it.each(Object.entries(ORDERS))('reads orders of %s', async (file, expected) => {
  const { events, result, text } = await run('woocommerce', files(file, PRODUCTS))
  expect(events).toEqual(expected.events)
  expect(result.skipped).toEqual(expected.skipped ?? {})
  expect(result.notes).toEqual(expected.notes ?? [])
  expect(result.guests).toBe(1)
  expect(text).not.toMatch(PERSONAL)
})

it('makes one item of a product and its variations', async () => {
  const { items } = await run('woocommerce', files(PRODUCTS), { keep: ['color', 'size'] })
  expect(items).toEqual([
    {
      id: '11',
      title: 'Linen Shirt',
      description: '<p>Soft &amp; cool <em>linen</em>.</p>\n<p>Washed.</p>',
      categories: ['Clothing > Shirts', 'Summer, light'],
      url: '/?p=11',
      image: 'https://cdn.example/shirt.jpg',
      brand: 'Fernhill',
      tags: 'summer, linen',
      status: 'active',
      price: 19.9,
      availability: 'in stock',
      color: 'Sand, Clay',
      size: 'M',
    },
    {
      id: '21',
      title: 'Oak Stool',
      description: 'Solid oak.',
      categories: ['Home > Stools'],
      url: '/?p=21',
      status: 'active',
      price: 24,
      availability: 'in stock',
    },
    {
      id: '22',
      title: 'Beeswax Candle',
      url: '/?p=22',
      status: 'active',
      price: 1012.5,
      availability: 'out of stock',
    },
    {
      id: '23',
      title: 'Wool Throw',
      url: '/?p=23',
      status: 'draft',
      price: 55,
      availability: 'in stock',
    },
  ])
})

it('reads products of the REST API', async () => {
  const { items } = await run('woocommerce', files('wc-v3-products.json'))
  expect(items).toEqual([
    {
      id: '11',
      title: 'Linen Shirt',
      description: '<p>Soft linen.</p>',
      categories: ['Shirts'],
      url: 'https://shop.example/product/linen-shirt/',
      image: 'https://cdn.example/shirt.jpg',
      brand: 'Fernhill',
      tags: 'linen',
      status: 'active',
      price: 19.9,
      availability: 'in stock',
    },
    {
      id: '21',
      title: 'Oak Stool',
      description: 'Solid oak.',
      url: 'https://shop.example/product/oak-stool/',
      status: 'draft',
      price: 24,
      availability: 'out of stock',
    },
  ])
})

it('says what to export instead of another table', async () => {
  await expect(run('woocommerce', [join(FIXTURES, 'shopify/orders_export.csv')])).rejects.toThrow(
    /not exports of WooCommerce: .*orders_export\.csv \(columns: Name, Email.*\): pass orders/,
  )
})
