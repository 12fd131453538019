import { expect, test } from 'vitest'
import { loadDataset } from '../../training/data/index.ts'
import { folders } from './folder.ts'

const folder = folders()
const events = 'user,item\nann,7\nbob,8\n'
const items = 'id,title\n7,Red boots\n8,Wool socks\n'
const BOTH = [
  ['red boots', '7', 1],
  ['wool sox', '8', 1],
]
const load = async (files: Record<string, string>, options = {}) => {
  const { queries, report, user } = await loadDataset(folder({ 'events.csv': events, ...files }), {
    items: undefined,
    ...options,
  })
  const pairs = queries?.map(({ query, item, weight }) => [query, item, weight])
  return { pairs, report, events: user.length }
}

test.each([
  ['queries.csv', 'query,item\nred boots,7\nwool sox,8\n'],
  ['queries.tsv', 'item\tquery\n7\tRed  Boots \n8\twool sox\n'],
  ['search-log.csv', 'search_term;clicked_product_id\nred boots;7\nwool sox;8\n'],
  ['Suchanfragen.csv', 'Suchbegriff;Artikel-ID\nred boots;7\nwool sox;8.0\n'],
  ['searches.jsonl', '{"q":"red boots","item_id":7}\n{"q":"wool sox","item_id":8}\n'],
  ['queries.csv', 'query,item,kind\nred boots,7,view\nwool sox,8,view\n'],
])('%s %j', async (name, text) => {
  const { pairs, events, report } = await load({ 'items.csv': items, [name]: text })
  expect(pairs).toEqual(BOTH)
  expect(events).toBe(2)
  expect(report.files.map(({ role }) => role).sort()).toEqual(['events', 'items', 'queries'])
})

test('counts and kinds weigh; repeats are one pair', async () => {
  const text = 'query,item,kind,count\nboots,7,view,3\nBoots,7,purchase,1\nsocks,8,dislike,1\n'
  const { pairs } = await load({ 'items.csv': items, 'queries.csv': text })
  expect(pairs).toHaveLength(1)
  expect(pairs![0].slice(0, 2)).toEqual(['boots', '7'])
  expect(pairs![0][2]).toBeGreaterThan(4)
})

test('what a single person typed, what names one, and unknown items are left out', async () => {
  const text = [
    'user,query,item',
    'ann,boots,7',
    'bob,boots,7',
    'ann,my secret,7',
    'ann,ann@example.org,7',
    'bob,ann@example.org,7',
    'ann,+49 170 1234567,7',
    'bob,+49 170 1234567,7',
    'ann,tent,99',
    'bob,tent,99',
    'ann,?!,7',
  ].join('\n')
  const { pairs, report } = await load({ 'items.csv': items, 'queries.csv': `${text}\n` })
  expect(pairs).toEqual([['boots', '7', 2]])
  expect(report.skipped).toEqual({
    'query that may name a person': 4,
    'query without words, or too long': 1,
    'query of a single person': 1,
    'query of an item that is not known': 2,
  })
})

test('a file of queries alone, without items, is no search log', async () => {
  const { pairs, report } = await load({ 'items.csv': items, 'queries.csv': 'id,query\n1,boots\n' })
  expect(pairs).toBeUndefined()
  expect(report.files.find(({ path }) => path.endsWith('queries.csv'))?.role).toBe('not used')
})

test('a search log beside no other events is one of events, too', async () => {
  const text = 'user,item,query\nann,7,boots\nbob,7,boots\n'
  const data = await loadDataset(folder({ 'items.csv': items, 'search_log.csv': text }))
  expect(data.user).toHaveLength(2)
  expect(data.queries).toEqual([{ query: 'boots', item: '7', weight: 2 }])
})
