import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { type Dataset, loadDataset } from '../../training/data/index.ts'
import { folders } from './folder.ts'

const folder = folders()

/** The events as ids, in the dataset's order. */
function eventsOf(data: Dataset) {
  return Array.from(data.user, (u, e) => [
    data.users[u],
    data.items[data.item[e]],
    data.time?.[e] ?? null,
    data.kinds[data.kind[e]].name,
  ])
}

const CSV = `user,item,time,kind,value
ann,pen,1700000000,view,
bob,ink,1700000300,purchase,2.5
ann,ink,1700000100,cart,1
`
const EVENTS = [
  ['ann', 'pen', 1700000000, 'view'],
  ['ann', 'ink', 1700000100, 'cart'],
  ['bob', 'ink', 1700000300, 'purchase'],
]

describe('formats', () => {
  const tsv = CSV.replaceAll(',', '\t')
  const jsonl = CSV.trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [user, item, time, kind, value] = line.split(',')
      return JSON.stringify({ user, item, time: Number(time), kind, value: value || null })
    })
    .join('\n')
  const recbole =
    'user_id:token\titem_id:token\ttimestamp:float\tkind:token\trating:float\n' +
    tsv.slice(tsv.indexOf('\n') + 1)
  test.each([
    ['interactions.csv', CSV],
    ['interactions.csv', `\uFEFF${CSV.replaceAll('\n', '\r\n')}`],
    ['events.csv.gz', gzipSync(CSV)],
    ['interactions.tsv', tsv],
    ['interactions.tsv.gz', gzipSync(tsv)],
    ['interactions.jsonl', jsonl],
    ['interactions.ndjson', `\n${jsonl}\n\n`],
    ['interactions.jsonl.gz', gzipSync(jsonl)],
    ['interactions.inter', recbole],
    ['shop.inter', recbole],
    ['shop.inter.gz', gzipSync(recbole)],
  ])('%s', async (name, content) => {
    const data = await loadDataset(folder({ [name]: content }))
    expect(eventsOf(data)).toEqual(EVENTS)
    expect(data.name).toBe('shop')
    expect(data.clock).toBe('seconds')
    expect(data.value).toEqual(Float32Array.of(Number.NaN, 1, 2.5))
    expect(data.kinds.slice(0, 4)).toEqual([
      { name: 'view', weight: 1 },
      { name: 'click', weight: 1 },
      { name: 'cart', weight: 2 },
      { name: 'purchase', weight: 3 },
    ])
    expect(data.catalogue).toEqual({ ids: ['ink', 'pen'] })
    expect(data.texts).toBeNull()
  })

  test('Parquet, with typed times and numbers as ids', async () => {
    const path = folder({ 'x.txt': '' })
    const instance = await DuckDBInstance.create(':memory:')
    const db = await instance.connect()
    await db.run(`COPY (SELECT * FROM (VALUES
        (1, 7, TIMESTAMP '2024-01-02 00:00:00', 'view'),
        (1, 8, TIMESTAMP '2024-01-02 12:00:00', 'view')) AS t(user_id, item_id, timestamp, kind))
      TO '${path}/interactions.parquet'`)
    await db.run(`COPY (SELECT 7 AS item_id, 'Pen' AS title, ['A > B', 'C'] AS categories,
        1.50::DECIMAL(5,2) AS price) TO '${path}/items.parquet'`)
    db.closeSync()
    instance.closeSync()
    const data = await loadDataset(path)
    expect(eventsOf(data)).toEqual([
      ['1', '7', 1704153600, 'view'],
      ['1', '8', 1704196800, 'view'],
    ])
    expect(data.clock).toBe('iso')
    expect(data.catalogue).toEqual({
      ids: ['7', '8'],
      title: ['Pen', null],
      categories: [['A > B', 'C'], null],
      price: [1.5, null],
      unlisted: [null, 'unknown'],
    })
  })

  test('a single file of events with an items file', async () => {
    const path = folder({ 'log.csv': CSV, 'things.csv': 'id,title\npen,Pen\n' })
    const data = await loadDataset(join(path, 'log.csv'), { items: join(path, 'things.csv') })
    expect(data.name).toBe('log')
    expect(data.catalogue.title).toEqual([null, 'Pen'])
    expect((await loadDataset(join(path, 'log.csv'))).catalogue.title).toBeUndefined()
  })

  test('split files keep their parts; a path may contain pattern characters', async () => {
    const files = {
      'train.csv': 'user,item\nu,a\nu,b\n',
      'valid.csv': 'user,item\nu,c\n',
      'test.csv': 'user,item\nv,a\n',
    }
    const data = await loadDataset(folder(files, 'a[1]*'))
    expect(eventsOf(data).map(([user, item]) => `${user}${item}`)).toEqual(['ua', 'ub', 'uc', 'va'])
    expect(data.part).toEqual(Uint8Array.of(0, 0, 1, 2))
    expect([data.clock, data.time, data.value]).toEqual(['none', null, null])
  })
})

describe('ids and events', () => {
  test('ids stay as written, without blanks around them: zeros, quotes, commas, any script', async () => {
    const csv = 'user,item\n007,"a ""quoted"", id"\n7,書\n"two\nlines", spaced \n'
    const data = await loadDataset(folder({ 'interactions.csv': csv }))
    expect(data.users).toEqual(['007', '7', 'two\nlines'])
    expect(data.items).toEqual(['a "quoted", id', 'spaced', '書'])
  })

  test('a quote is an ordinary character in RecBole files', async () => {
    const data = await loadDataset(
      folder({ 'interactions.inter': 'user_id:token\titem_id:token\n"5\tsay "x"\n' }),
    )
    expect([data.users, data.items]).toEqual([['"5'], ['say "x"']])
  })

  test('equal events are merged with the greatest value; other times and kinds stay', async () => {
    const csv = `user,item,time,kind,value
u,a,5000,view,1
u,a,5000,view,3
u,a,5000,cart,
u,a,6000,view,
u,a,5000,view,
`
    const data = await loadDataset(folder({ 'interactions.csv': csv }))
    expect(eventsOf(data)).toEqual([
      ['u', 'a', 5000, 'view'],
      ['u', 'a', 5000, 'cart'],
      ['u', 'a', 6000, 'view'],
    ])
    expect(data.value).toEqual(Float32Array.of(3, Number.NaN, Number.NaN))
  })

  test('without time, repeats are merged within a split file', async () => {
    const files = { 'train.csv': 'user,item\nu,a\nu,b\nu,a\n', 'test.csv': 'user,item\nu,a\n' }
    const data = await loadDataset(folder(files))
    expect(eventsOf(data).map(([, item]) => item)).toEqual(['a', 'b', 'a'])
    expect(data.part).toEqual(Uint8Array.of(0, 0, 2))
  })

  test('equal times keep the order of the file', async () => {
    const csv = 'user,item,time\nu,z,9000\nu,m,9000\nu,a,9000\nu,k,8000\n'
    const data = await loadDataset(folder({ 'interactions.csv': csv }))
    expect(eventsOf(data).map(([, item]) => item)).toEqual(['k', 'z', 'm', 'a'])
  })

  test('--map renames, RecBole names are known, other columns are ignored', async () => {
    const csv = 'when,customer_id,sku,note\n5000,ann,pen,hi\n6000,ann,pen,hi\n'
    const data = await loadDataset(folder({ 'interactions.csv': csv }), {
      map: { user: 'customer_id', item: 'sku', time: 'when' },
    })
    expect(eventsOf(data)).toEqual([
      ['ann', 'pen', 5000, 'view'],
      ['ann', 'pen', 6000, 'view'],
    ])
  })

  test('kinds have weights, also those without events; a blank kind is view', async () => {
    const csv = 'user,item,kind\nu,a,purchase\nu,b,\n'
    const data = await loadDataset(folder({ 'interactions.csv': csv }), {
      kinds: { purchase: 9, cart: 7 },
    })
    expect(data.kinds.filter(({ weight }) => weight > 3)).toEqual([
      { name: 'cart', weight: 7 },
      { name: 'purchase', weight: 9 },
    ])
    expect(data.kind).toEqual(Uint8Array.of(3, 0))
  })

  test('the 2-core removes users and items in turns', async () => {
    // Only w has d; without d, w has one item; without w, c has one user.
    const csv = 'user,item\nu,a\nu,b\nv,a\nv,b\nv,c\nw,c\nw,d\n'
    const items = 'id,title\na,A\nb,B\nc,C\nlonely,L\n'
    const data = await loadDataset(folder({ 'interactions.csv': csv, 'items.csv': items }), {
      kCore: 2,
    })
    expect(eventsOf(data).map(([user, item]) => `${user}${item}`)).toEqual(['ua', 'ub', 'va', 'vb'])
    expect(data.catalogue).toEqual({ ids: ['a', 'b'], title: ['A', 'B'] })
    expect(data.texts).toEqual(['A', 'B'])
  })
})

describe('clocks', () => {
  const load = (times: string[], time?: Dataset['clock']) =>
    loadDataset(
      folder({
        'interactions.csv': `user,item,time\n${times.map((t, n) => `u,i${n},${t}\n`).join('')}`,
      }),
      { time },
    )

  test('0…n−1 per user is an order by default', async () => {
    expect((await load(['1', '0', '2'])).clock).toBe('order')
    expect((await load(['1', '0', '3'])).clock).toBe('seconds')
    expect((await load(['1', '0', '2'], 'seconds')).clock).toBe('seconds')
  })

  test('ms and iso become seconds', async () => {
    expect((await load(['1700000000500'], 'ms')).time).toEqual(Float64Array.of(1700000000.5))
    const iso = ['2024-01-02', '2024-01-02T03:04:05+02:00', '2024-01-02 03:04:05.5Z']
    expect((await load(iso, 'iso')).time).toEqual(
      Float64Array.of(1704153600, 1704157445, 1704164645.5),
    )
  })

  test('none ignores times', async () => {
    const data = await load(['later', 'now'], 'none')
    expect([data.clock, data.time]).toEqual(['none', null])
  })
})

describe('items', () => {
  test('facts, entities, category paths, numbers and extras', async () => {
    const items = `id,title,categories,price,year,code,url
pen,Pens &amp; Co.,Office > Pens | Gifts > Small,1.50,1999,007,https://shop.example/pen
ink,"Ink, caf&eacute; black",Office > Ink,,2001,12,
cap,,,3,,1,
`
    const files = folder({ 'interactions.csv': CSV, 'items.csv': items })
    const data = await loadDataset(files, { keep: ['code'] })
    expect(data.catalogue).toEqual({
      ids: ['cap', 'ink', 'pen'],
      title: [null, 'Ink, café black', 'Pens & Co.'],
      categories: [null, ['Office > Ink'], ['Office > Pens', 'Gifts > Small']],
      price: [3, null, 1.5],
      url: [null, null, 'https://shop.example/pen'],
      extra: { code: ['1', '12', '007'], year: [null, 2001, 1999] },
    })
    expect(data.texts).toEqual([
      '',
      'Ink, café black. Office, Ink',
      'Pens & Co.. Office, Pens, Gifts, Small',
    ])
  })

  test('JSONL keeps types: lists of paths, numbers, lists of words', async () => {
    const items = [
      { id: 7, title: 'Seven', categories: ['A > B', ['A', 'C']], tags: ['x', 'y'], rank: '1' },
      { id: '07', description: 'Zero seven', tags: null, rank: null },
    ]
    const data = await loadDataset(
      folder({
        'interactions.csv': 'user,item\nu,7\nu,9\n',
        'items.jsonl': items.map((item) => JSON.stringify(item)).join('\n'),
      }),
      { keep: ['rank'] },
    )
    expect(data.catalogue).toEqual({
      ids: ['07', '7', '9'],
      title: [null, 'Seven', null],
      categories: [null, ['A > B', 'A > C'], null],
      description: ['Zero seven', null, null],
      unlisted: [null, null, 'unknown'],
      extra: { rank: [null, '1', null], tags: [null, 'x | y', null] },
    })
    expect(data.texts).toEqual(['Zero seven', 'Seven. A, B, C', ''])
  })

  test('odd headers: a blank name, names that differ in case, quotes', async () => {
    const items = 'id,ID,"a ""b"", c",,title\nx,1,2,3,X\n'
    const keep = ['ID', 'a "b", c']
    const data = await loadDataset(folder({ 'items.csv': items }), { keep })
    expect(data.catalogue.extra).toEqual({ ID: [1], 'a "b", c': [2] })
    expect(data.catalogue.title).toEqual(['X'])
  })

  test('a catalogue without events', async () => {
    const data = await loadDataset(folder({ 'items.csv': 'id,title\nb,B\na,A\n' }))
    expect(data.items).toEqual(['a', 'b'])
    expect([data.users.length, data.item.length, data.clock]).toEqual([0, 0, 'none'])
    expect(data.kinds[0]).toEqual({ name: 'view', weight: 1 })
  })
})

describe('hash', () => {
  const hash = async (files: Record<string, string>, options = {}) =>
    (await loadDataset(folder(files, `name-${Math.random()}`), options)).hash
  const rows = ['u,a,5000', 'u,b,5000', 'v,a,7000', 'v,a,6000']
  const csv = (lines: string[]) => `user,item,time\n${lines.join('\n')}\n`

  test('does not depend on order, names, format or repeats', async () => {
    const first = await hash({ 'interactions.csv': csv(rows) })
    expect(first).toMatch(/^[0-9a-f]{64}$/)
    expect(await hash({ 'events.csv': csv([...rows].reverse()) })).toBe(first)
    expect(await hash({ 'interactions.csv': csv([...rows, rows[0]]) })).toBe(first)
    const renamed = csv(rows).replaceAll(',', '\t').replace('user\titem', 'who\twhat')
    expect(
      await hash({ 'interactions.tsv': renamed }, { map: { user: 'who', item: 'what' } }),
    ).toBe(first)
    const titled = { 'interactions.csv': csv(rows), 'items.csv': 'id,title\na,A\n' }
    expect(await hash(titled)).toBe(first)
  })

  test('depends on every value and on the split file', async () => {
    const hashes = await Promise.all([
      hash({ 'interactions.csv': csv(rows) }),
      hash({ 'interactions.csv': csv(rows.slice(1)) }),
      hash({ 'interactions.csv': csv([...rows.slice(1), 'u,a,5001']) }),
      hash({ 'interactions.csv': csv([...rows.slice(1), 'w,a,5000']) }),
      hash({ 'interactions.csv': csv(rows) }, { time: 'none' }),
      hash({ 'interactions.csv': csv(rows) }, { time: 'order' }),
      hash({ 'train.csv': csv(rows.slice(1)), 'test.csv': csv(rows.slice(0, 1)) }),
      hash({ 'train.csv': csv(rows.slice(1)), 'valid.csv': csv(rows.slice(0, 1)) }),
      hash({ 'interactions.csv': csv(rows), 'items.csv': 'id\na\nunseen\n' }),
    ])
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})
