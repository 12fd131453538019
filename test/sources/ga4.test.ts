import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, expect, test } from 'vitest'
import { folders } from '../data/folder.ts'
import { FIXTURES, importer } from './imported.ts'

const JSONL = join(FIXTURES, 'ga4', 'events_20231114.jsonl')
const folder = folders()
const run = importer()
let parquet = ''

beforeAll(async () => {
  parquet = join(folder({ 'about.txt': '' }), 'events_20231114.parquet')
  const db = await (await DuckDBInstance.create()).connect()
  await db.run(
    `COPY (SELECT * REPLACE (event_timestamp::BIGINT AS event_timestamp)
      FROM read_json('${JSONL}')) TO '${parquet}'`,
  )
  db.closeSync()
})

const EVENTS = [
  'u1 impression MUG 2023-11-14T22:13:21.123Z - -',
  'u1 impression TEE 2023-11-14T22:13:21.123Z - -',
  'u1 click MUG 2023-11-14T22:13:22.123Z - -',
  'u1 view MUG 2023-11-14T22:13:23.123Z - -',
  'u1 view MUG 2023-11-14T22:13:24.123Z - -',
  'u1 save TEE 2023-11-14T22:13:25.123Z - -',
  'u1 cart MUG 2023-11-14T22:13:26.123Z - -',
  'u1 cart TEE 2023-11-14T22:13:27.123Z - -',
  'u1 remove_from_cart TEE 2023-11-14T22:13:28.123Z - -',
  'u1 purchase MUG 2023-11-14T22:13:31.123Z 26 o1',
  'u1 purchase Oak bowl 2023-11-14T22:13:31.123Z 30 o1',
  'u2 view TEE 2023-11-14T22:13:40.123Z - -',
  'u2 purchase TEE 2023-11-14T22:13:41.123Z 25 o2',
  'u3 view Oak bowl 2023-11-14T22:13:50.123Z - -',
  'u3 purchase Oak bowl 2023-11-14T22:13:51.123Z 30 o3',
  'g1 purchase MUG 2023-11-14T22:14:00.123Z 12 o4',
  'u4 share TEE 2023-11-14T22:14:02.123Z - -',
  'u1 refund MUG 2023-11-14T22:14:50.123Z 26 o1',
  'u1 refund Oak bowl 2023-11-14T22:14:50.123Z 30 o1',
  'u2 refund TEE 2023-11-14T22:14:51.123Z 25 o2',
]

test.each(['JSONL', 'Parquet'])('%s', async (form) => {
  const { events, items, text, result } = await run('ga4', [form === 'JSONL' ? JSONL : parquet])
  expect(events).toEqual(EVENTS)
  expect(items).toEqual([
    {
      id: 'MUG',
      title: 'Blue mug',
      categories: ['Kitchen > Mugs'],
      price: 12,
      currency: 'EUR',
      brand: 'Kiln',
    },
    {
      id: 'TEE',
      title: 'Linen tee',
      categories: ['Clothing > Tops > Tees'],
      price: 25,
      currency: 'EUR',
    },
    { id: 'Oak bowl', title: 'Oak bowl', price: 30, currency: 'EUR', brand: 'Turner' },
  ])
  expect(result.skipped).toEqual({
    'not about an item (page_view, session_start …)': 2,
    'search (view_search_results)': 1,
    'checkout step (begin_checkout)': 1,
    'purchase whose transaction came before': 1,
    'neither customer nor order': 1,
    'internal traffic': 1,
    'promotion (view_promotion)': 1,
    'view_item without items': 1,
    'refund of an order that the files lack': 1,
  })
  expect(result.notes).toEqual([
    'Visitors without consent have no id: each of their sessions is a user of its own.',
  ])
  expect(text).not.toMatch(
    /Ida Visitor|mail\.example|Leipzig|Firefox|shop\.example|gclid|111\.222|customer-7|T-100|adv-1234|present for/,
  )
})

test('a query with UNNEST(items), which has a row for each item', async () => {
  const at = folder({
    'rows.csv':
      'event_name,event_timestamp,user_pseudo_id,transaction_id,currency,item_id,item_name,price,quantity\n' +
      'view_item,1700000000000000,1.2,,EUR,MUG,Blue mug,13,\n' +
      'purchase,1700000001000000,1.2,T-1,EUR,MUG,Blue mug,13,2\n' +
      'purchase,1700000001000000,1.2,T-1,EUR,BOWL,Oak bowl,30,1\n' +
      'purchase,1700000009000000,1.2,T-1,EUR,MUG,Blue mug,13,2\n' +
      'refund,1700000090000000,,T-1,,(not set),(not set),,\n',
  })
  const { events, items, result } = await run('ga4', [join(at, 'rows.csv')])
  expect(events).toEqual([
    'u1 view MUG 2023-11-14T22:13:20Z - -',
    'u1 purchase MUG 2023-11-14T22:13:21Z 26 o1',
    'u1 purchase BOWL 2023-11-14T22:13:21Z 30 o1',
    'u1 refund MUG 2023-11-14T22:14:50Z 26 o1',
    'u1 refund BOWL 2023-11-14T22:14:50Z 30 o1',
  ])
  expect(items).toEqual([
    { id: 'MUG', title: 'Blue mug', price: 13, currency: 'EUR' },
    { id: 'BOWL', title: 'Oak bowl', price: 30, currency: 'EUR' },
  ])
  expect(result.skipped).toEqual({ 'purchase whose transaction came before': 1 })
})

test('what is no export of GA4 is refused', async () => {
  const at = join(folder({ 'orders.csv': 'Name,Email\n#1,a@shop.example\n' }), 'orders.csv')
  await expect(run('ga4', [at])).rejects.toThrow(
    'orders.csv: no column "event_name" (found: Name, Email): pass events_… tables',
  )
})
