import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folders } from '../data/folder.ts'
import { FIXTURES, importer } from './imported.ts'

const run = importer()
const folder = folders()
const files = (...names: string[]) => names.map((name) => join(FIXTURES, 'magento', name))
const PERSONAL = /@|Ana|Quint|Larch|Millbrook|02139|555|203\.0|4242|0000010|0000020/

it('reads orders of the REST API: bundles, variants, guests, refunds', async () => {
  const { events, result, text } = await run(
    'magento',
    files('rest-orders.json', 'catalog_product.csv'),
  )
  expect(events).toEqual([
    'u1 purchase SHIRT 2023-11-14T22:13:20Z 48 o1',
    'u1 purchase STOOL 2023-11-14T22:13:20Z 24 o1',
    'u1 refund STOOL 2023-11-20T09:00:00Z - o1',
    'u1 purchase SET 2023-11-14T22:13:20Z 36.5 o1',
    'u1 purchase STOOL 2023-11-15T09:00:00Z 24 o2',
    'u1 refund STOOL 2023-11-20T09:00:00Z - o2',
    'g1 purchase CANDLE 2023-11-16T10:30:00Z 12.5 o3',
    'u2 purchase STOOL 2023-11-17T10:30:00Z 24 o4',
    'u2 refund STOOL 2023-11-20T09:00:00Z - o4',
  ])
  expect(result.skipped).toEqual({ 'order that is pending_payment': 1 })
  expect(result.notes).toEqual(['Rows of store views, of which only the default one is used: 1.'])
  expect(text).not.toMatch(PERSONAL)
})

it('reads orders with a row an item', async () => {
  const { events, text } = await run('magento', files('order-items.csv', 'catalog_product.csv'))
  expect(events).toEqual([
    'u1 purchase SHIRT 2023-11-14T22:13:20Z 48 o1',
    'u1 purchase STOOL 2023-11-14T22:13:20Z 24 o1',
    'g1 purchase STOOL 2023-11-15T09:00:00Z 24 o2',
    'g1 refund STOOL 2023-11-15T09:00:00Z - o2',
  ])
  expect(text).not.toMatch(PERSONAL)
})

it('makes one item of a configurable product and its variants', async () => {
  const { items, result } = await run('magento', files('catalog_product.csv'), {
    keep: ['color', 'material'],
  })
  expect(items).toEqual([
    {
      id: 'SHIRT',
      title: 'Linen Shirt',
      description: '<p>Soft &amp; cool <em>linen</em>.</p>',
      categories: ['Clothing > Shirts, light', 'Summer/Beach'],
      url: '/linen-shirt.html',
      image: '/media/catalog/product/s/h/shirt.jpg',
      brand: 'Fernhill',
      status: 'active',
      price: 19.9,
      availability: 'in stock',
      material: 'Linen, washed',
      color: 'Sand, Clay',
    },
    {
      id: 'STOOL',
      title: 'Oak Stool',
      categories: ['Home'],
      url: '/oak-stool.html',
      status: 'active',
      price: 24,
      availability: 'in stock',
    },
    {
      id: 'CANDLE',
      title: 'Beeswax Candle',
      status: 'draft',
      price: 12.5,
      availability: 'out of stock',
    },
    { id: 'SET', title: 'Candle and Stool Set', status: 'active', availability: 'in stock' },
  ])
  expect(result.notes).toContain('No orders in these files: products only.')
})

it('says that the grid of orders has no products', async () => {
  const grid = folder({
    'export.csv': 'ID,Purchase Point,Purchase Date,Status\n1,Main,Nov 14,Complete\n',
  })
  await expect(run('magento', [grid])).rejects.toThrow(
    /export\.csv \(columns: ID, Purchase Point, .*the grid of Sales → Orders has none/,
  )
})
