import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folders } from '../data/folder.ts'
import { FIXTURES as ALL, importer } from './imported.ts'

const FIXTURES = join(ALL, 'matomo')
const folder = folders()

const run = importer()
const importOf = (path: string) => run('matomo', [path])

const MUG = { id: 'MUG', title: 'Blue mug', categories: ['Kitchen', 'Gifts'] }
const BOWL = { id: 'BOWL', title: 'Oak bowl', categories: ['Wood'], price: 30 }
const TEE = { id: 'TEE', title: 'Linen tee', categories: ['Clothing'], price: 25, currency: 'EUR' }

const VISITS = [
  'u1 view MUG 2023-11-14T22:13:30Z - -',
  'u1 view BOWL 2023-11-14T22:13:40Z - -',
  'u1 purchase MUG 2023-11-14T22:14:10Z 26 o1',
  'u1 purchase BOWL 2023-11-14T22:14:10Z 30 o1',
  'u1 refund BOWL 2023-11-14T23:13:20Z 30 o2',
  'u2 view TEE 2023-11-14T22:15:00Z - -',
  'u2 purchase TEE 2023-11-14T22:15:10Z 25 o3',
  'u3 cart TEE 2023-11-14T22:16:40Z - -',
  'u4 view MUG 2023-11-14T22:18:20Z - -',
]

test.each(['visits.json', 'visits.csv'])('%s', async (name) => {
  const { events, items, text, result } = await importOf(join(FIXTURES, name))
  expect(events).toEqual(VISITS)
  expect(items).toEqual([
    { ...MUG, categories: ['Kitchen'], price: 14, currency: 'EUR' },
    { ...BOWL, currency: 'EUR' },
    TEE,
  ])
  expect(result.skipped).toEqual({
    'action that is not about a product': 3,
    'site search': 1,
    'visit that came before': 1,
  })
  expect(result.notes).toEqual(['2 visits have no visitor: each is a user of its own.'])
  expect(text).not.toMatch(
    /Ida Visitor|ida\.visitor|mail\.example|203\.0|Leipzig|Firefox|f1nger|a1b2c3|ORDER-|RETURN-|shop\.example|gold member/,
  )
})

test('ordered items, as a join of log_conversion_item gives them', async () => {
  const { events, items, result } = await importOf(join(FIXTURES, 'order_items.csv'))
  expect(events).toEqual([
    'u1 purchase MUG 2023-11-14T22:20:00Z 26 o1',
    'u1 purchase BOWL 2023-11-14T22:20:00Z 30 o1',
    'g1 purchase MUG 2023-11-14T22:30:00Z 13 o2',
    'u1 refund BOWL 2023-11-14T22:40:00Z 30 o3',
    'u2 cart MUG 2023-11-14T22:45:00Z - -',
  ])
  expect(items).toEqual([{ ...MUG, categories: ['Kitchen'], price: 14 }, BOWL])
  expect(result.skipped).toEqual({ 'item that was taken out of the order': 1 })
})

test('XML of the same visits', async () => {
  const order = (id: number, skus: string[]) => {
    const items = skus.map((sku) => `<row><itemSKU>${sku}</itemSKU><price>5</price></row>`).join('')
    return `<row><idVisit>${id}</idVisit><visitorId>v${id}</visitorId><actionDetails>
      <row><type>action</type><timestamp>1700000000</timestamp></row>
      <row><type>ecommerceOrder</type><orderId>${id}</orderId><timestamp>1700000000</timestamp>
      <itemDetails>${items}</itemDetails></row></actionDetails></row>`
  }
  const at = folder({ 'visits.xml': `<result>${order(1, ['A', 'B'])}${order(2, ['A'])}</result>` })
  const { events } = await importOf(join(at, 'visits.xml'))
  expect(events.map((event) => event.replace(/ \d{4}-.*/, ''))).toEqual([
    'u1 purchase A',
    'u1 purchase B',
    'u2 purchase A',
  ])
})

test('what is no export of visits is refused', async () => {
  const at = folder({
    'skus.csv': 'label,revenue,quantity,orders,nb_visits,avg_price\nMUG,$ 26,2,1,3,$ 13\n',
    'orders.csv': 'Name,Email\n#1,a@shop.example\n',
    'answer.jsonl': '{"result":"error","message":"You must be logged in"}\n',
  })
  await expect(importOf(join(at, 'skus.csv'))).rejects.toThrow(
    'skus.csv: a report of totals, which holds no events: export Live.getLastVisitsDetails',
  )
  await expect(importOf(join(at, 'orders.csv'))).rejects.toThrow(
    'orders.csv: no column "actionDetails" (found: Name, Email)',
  )
  await expect(importOf(join(at, 'answer.jsonl'))).rejects.toThrow(
    "answer.jsonl: Matomo's answer is an error: You must be logged in",
  )
})
