import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importData } from '../../training/api/index.ts'
import { folders } from '../data/folder.ts'
import { numbered } from './numbered.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures', 'matomo')
const folder = folders()

async function importOf(input: string) {
  const out = join(folder({}), 'out')
  const { skipped, notes } = await importData({ source: 'matomo', inputs: [input], out })
  const events = readFileSync(join(out, 'events.csv'), 'utf8')
  const lines = readFileSync(join(out, 'items.jsonl'), 'utf8').trimEnd().split('\n')
  return { events, items: lines.map((line) => JSON.parse(line)), skipped, notes }
}

const MUG = { id: 'MUG', title: 'Blue mug', categories: ['Kitchen', 'Gifts'] }
const BOWL = { id: 'BOWL', title: 'Oak bowl', categories: ['Wood'], price: 30 }
const TEE = { id: 'TEE', title: 'Linen tee', categories: ['Clothing'], price: 25, currency: 'EUR' }

const VISITS = `
u1,MUG,22:13:30,view,,
u1,BOWL,22:13:40,view,,
u1,MUG,22:14:10,purchase,26,o1
u1,BOWL,22:14:10,purchase,30,o1
u1,BOWL,23:13:20,refund,30,o2
u2,TEE,22:15:00,view,,
u2,TEE,22:15:10,purchase,25,o3
u3,TEE,22:16:40,cart,,
u4,MUG,22:18:20,view,,`

test.each(['visits.json', 'visits.csv'])('%s', async (name) => {
  const { events, items, skipped, notes } = await importOf(join(FIXTURES, name))
  expect(numbered(events, /2023-11-14T|Z/g)).toBe(VISITS)
  expect(items).toEqual([
    { ...MUG, categories: ['Kitchen'], price: 14, currency: 'EUR' },
    { ...BOWL, currency: 'EUR' },
    TEE,
  ])
  expect(skipped).toEqual({
    'action that is not about a product': 3,
    'site search': 1,
    'visit that came before': 1,
  })
  expect(notes).toEqual(['2 visits have no visitor: each is a user of its own.'])
  expect(events + JSON.stringify(items)).not.toMatch(
    /Ida|ida|mail\.example|203\.0|Leipzig|Firefox|f1nger|a1b2c3|ORDER-|RETURN-|shop\.example|gold/,
  )
})

test('ordered items, as a join of log_conversion_item gives them', async () => {
  const { events, items, skipped } = await importOf(join(FIXTURES, 'order_items.csv'))
  expect(numbered(events, /2023-11-14T|Z/g)).toBe(`
u1,MUG,22:20:00,purchase,26,o1
u1,BOWL,22:20:00,purchase,30,o1
g1,MUG,22:30:00,purchase,13,o2
u1,BOWL,22:40:00,refund,30,o3
u2,MUG,22:45:00,cart,,`)
  expect(items).toEqual([{ ...MUG, categories: ['Kitchen'], price: 14 }, BOWL])
  expect(skipped).toEqual({ 'item that was taken out of the order': 1 })
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
