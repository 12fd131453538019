import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { beforeAll, expect, test } from 'vitest'
import { importData } from '../../training/api/index.ts'
import { folders } from '../data/folder.ts'
import { numbered } from './numbered.ts'

const JSONL = join(import.meta.dirname, 'fixtures', 'ga4', 'events_20231114.jsonl')
const folder = folders()
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

async function importOf(input: string) {
  const out = join(folder({}), 'out')
  const { skipped, notes } = await importData({ source: 'ga4', inputs: [input], out })
  const events = readFileSync(join(out, 'events.csv'), 'utf8')
  const items = readFileSync(join(out, 'items.jsonl'), 'utf8')
  return { events, items, skipped, notes }
}

const EVENTS = `
u1,MUG,22:13:21,impression,,
u1,TEE,22:13:21,impression,,
u1,MUG,22:13:22,click,,
u1,MUG,22:13:23,view,,
u1,MUG,22:13:24,view,,
u1,TEE,22:13:25,save,,
u1,MUG,22:13:26,cart,,
u1,TEE,22:13:27,cart,,
u1,TEE,22:13:28,remove_from_cart,,
u1,MUG,22:13:31,purchase,26,o1
u1,Oak bowl,22:13:31,purchase,30,o1
u2,TEE,22:13:40,view,,
u2,TEE,22:13:41,purchase,25,o2
u3,Oak bowl,22:13:50,view,,
u3,Oak bowl,22:13:51,purchase,30,o3
g1,MUG,22:14:00,purchase,12,o4
u4,TEE,22:14:02,share,,
u1,MUG,22:14:50,refund,26,o1
u1,Oak bowl,22:14:50,refund,30,o1
u2,TEE,22:14:51,refund,25,o2`

test.each(['JSONL', 'Parquet'])('%s', async (form) => {
  const { events, items, skipped, notes } = await importOf(form === 'JSONL' ? JSONL : parquet)
  expect(numbered(events, /2023-11-14T|\.123Z/g)).toBe(EVENTS)
  expect(
    items
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
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
  expect(skipped).toEqual({
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
  expect(notes).toEqual([
    'Visitors without consent have no id: each of their sessions is a user of its own.',
  ])
  expect(events + items).not.toMatch(
    /Ida|mail\.example|Leipzig|Firefox|shop\.example|gclid|111\.222|customer-7|T-100|adv-|present/,
  )
})

test('what is no export of GA4 is refused', async () => {
  const at = join(folder({ 'orders.csv': 'Name,Email\n#1,a@shop.example\n' }), 'orders.csv')
  await expect(importOf(at)).rejects.toThrow(
    'orders.csv: no column "event_name" (found: Name, Email): pass events_… tables',
  )
})
