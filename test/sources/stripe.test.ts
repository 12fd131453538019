import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FIXTURES, importer } from './imported.ts'

const run = importer()
const files = (...names: string[]) => names.map((name) => join(FIXTURES, 'stripe', name))
const PERSONAL = /@|Ana|Quint|Ben|Okoro|Larch|Millbrook|02139|555|4242|cs_live|cus_|web-77|Mill 7/

it('reads checkout sessions, invoices and refunds', async () => {
  const { events, result, text } = await run(
    'stripe',
    files('checkout-sessions.json', 'objects.jsonl'),
  )
  expect(events).toEqual([
    'u1 purchase prod_shirt 2023-11-14T22:13:20Z 67.9 o1',
    'u1 purchase prod_stool 2023-11-14T22:13:20Z 24 o1',
    'u1 purchase prod_candle 2023-11-16T02:00:00Z 12.5 o2',
    'u1 refund prod_candle 2023-11-16T02:00:00Z - o2',
    'g1 purchase prod_stool 2023-11-17T05:46:40Z 24 o3',
    'u2 purchase prod_stool 2023-11-20T17:06:40Z 24 o4',
    'u2 purchase prod_candle 2023-11-20T17:06:40Z 12.5 o4',
    'u2 purchase prod_candle 2023-11-24T04:26:40Z 12.5 o5',
  ])
  expect(result.skipped).toEqual({ 'checkout that was not paid': 1, 'sale of test mode': 1 })
  expect(result.notes).toEqual(['Orders refunded in part, kept since no file says which lines: 1.'])
  expect(text).not.toMatch(PERSONAL)
})

it('reads products with their prices', async () => {
  const { items } = await run('stripe', files('objects.jsonl'), { keep: ['color'] })
  expect(items).toEqual([
    {
      id: 'prod_shirt',
      title: 'Linen Shirt',
      description: 'Soft, cool linen.',
      url: 'https://shop.example/linen-shirt',
      image: 'https://cdn.example/shirt.jpg',
      status: 'active',
      price: 19.9,
      currency: 'EUR',
      color: 'Sand',
    },
    { id: 'prod_stool', title: 'Oak Stool', status: 'active', price: 24, currency: 'EUR' },
    { id: 'prod_candle', title: 'Beeswax Candle', status: 'archived' },
  ])
})

it('takes products from the sessions where there is nothing else', async () => {
  const { items } = await run('stripe', files('checkout-sessions.json'))
  expect(items[0]).toEqual({
    id: 'prod_shirt',
    title: 'Linen Shirt',
    price: 19.9,
    currency: 'EUR',
  })
})

it("reads the dashboard's payments where they sum up their products", async () => {
  const { events, result, text } = await run('stripe', files('unified_payments.csv'))
  expect(events).toEqual([
    'u1 purchase Linen Shirt 2023-11-14T22:13:00Z - o1',
    'u1 purchase Oak Stool 2023-11-14T22:13:00Z - o1',
    'u1 purchase Beeswax Candle 2023-11-15T09:00:00Z - o2',
    'u1 refund Beeswax Candle 2023-11-20T08:00:00Z - o2',
    'g1 purchase Oak Stool 2023-11-16T10:30:00Z - o3',
  ])
  expect(result.skipped).toEqual({
    'payment that is Failed': 1,
    'payment that names no product': 1,
  })
  expect(text).not.toMatch(PERSONAL)
})

it('says what to export instead of another table', async () => {
  await expect(run('stripe', [join(FIXTURES, 'shopify/orders_export.csv')])).rejects.toThrow(
    /orders_export\.csv: no sales of Stripe: pass JSON of the API/,
  )
})
