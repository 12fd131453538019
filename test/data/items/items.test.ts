import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { withDuckDB } from '../../../training/data/duckdb.ts'
import { sourceFile } from '../../../training/data/files/index.ts'
import { loadDataset, ReportDraft } from '../../../training/data/index.ts'
import { type ItemOptions, readItems } from '../../../training/data/items/index.ts'
import { textNeighbours } from '../../../training/intents/index.ts'
import { folders } from '../folder.ts'

const folder = folders()

/** Reads files of items. */
async function read(files: Record<string, string>, options: ItemOptions = {}) {
  const path = folder(files)
  const report = new ReportDraft()
  const sources = await Promise.all(Object.keys(files).map((name) => sourceFile(join(path, name))))
  const { stated, variantOf } = await withDuckDB((db) => readItems(db, sources, options, report))
  const hide = (text: string) => text.replaceAll(`${path}/`, '')
  return {
    stated,
    variantOf: Object.fromEntries(variantOf),
    notes: report.notes.map(hide),
    skipped: report.skipped,
  }
}

describe('variants', () => {
  test("Shopify's rows of a product are one item under its handle", async () => {
    const { stated, variantOf, notes } = await read({
      'items.csv': `Handle,Title,Vendor,Published,Variant SKU,Variant Inventory Qty,Variant Price,Image Src
sock,Sock,Acme,TRUE,S-1,0,9.99,https://x.example/1.jpg
sock,,,,S-2,3,8.99,
sock,,,,,,,https://x.example/2.jpg
hat,Hat,Acme,FALSE,H-1,2,5.00,
`,
    })
    expect(stated).toMatchObject({
      ids: ['sock', 'hat'],
      title: ['Sock', 'Hat'],
      price: [8.99, 5],
      image: ['https://x.example/1.jpg', null],
      availability: ['in stock', 'in stock'],
      draft: [false, true],
      extra: { brand: ['Acme', 'Acme'] },
    })
    expect(variantOf).toEqual({ 'S-1': 'sock', 'S-2': 'sock', 'H-1': 'hat' })
    expect(notes.join('\n')).toMatch(/3 rows are variants of 1 item.*\n1 of 2 items will not be/)
  })

  test('a parent with a row of its own gives the facts, its variants price and stock', async () => {
    const { stated, variantOf } = await read({
      'items.csv': `id,sku,title,price,availability,categories,parent
1,neck,V-Neck,,in stock,Shirts,
2,neck-r,V-Neck red,20,out of stock,Red,neck
3,neck-b,V-Neck blue,15,sold out,,id:1
4,mug,Mug,7,in stock,Home,
`,
    })
    expect(stated).toMatchObject({
      ids: ['1', '4'],
      title: ['V-Neck', 'Mug'],
      price: [15, 7],
      availability: ['out of stock', 'in stock'],
      categories: [['Shirts', 'Red'], ['Home']],
    })
    expect(variantOf).toMatchObject({ '2': '1', '3': '1', 'neck-b': '1', mug: '4' })
  })

  test('groups of a feed; without any group of several, rows keep their ids', async () => {
    const feed =
      'id,title,item_group_id,price\nV1,Red,G1,10\nV2,Blue,G1,12\nV3,Hat,G2,3\nV4,Mug,,4\n'
    const { stated, variantOf } = await read({ 'items.csv': feed })
    expect(stated.ids).toEqual(['G1', 'G2', 'V4'])
    expect(stated.price).toEqual([10, 3, 4])
    expect(variantOf).toEqual({ V1: 'G1', V2: 'G1', V3: 'G2' })
    const single = await read({ 'items.csv': feed.replace(/^V2.*\n/m, '') })
    expect(single.stated.ids).toEqual(['V1', 'V3', 'V4'])
    expect(single.variantOf).toEqual({ G1: 'V1', G2: 'V3' })
  })

  test('a parent that groups other things than variants is left alone', async () => {
    const csv = 'id,title,parent_id\n1,Pen,7\n2,Teapot,7\n3,Bicycle,8\n4,Lamp,8\n'
    const { stated, variantOf, notes } = await read({ 'items.csv': csv })
    expect([stated.ids, variantOf]).toEqual([['1', '2', '3', '4'], {}])
    expect(notes).toEqual(['Column "parent_id" groups no variants, so each row is an item.'])
  })

  test('a list of variants within the item', async () => {
    const variants = [
      { id: 11, sku: 'S1', price: '9.99', available: false },
      { id: 12, sku: 'S2', price: '8.99', available: true },
    ]
    const { stated, variantOf } = await read({
      'items.jsonl': `${JSON.stringify({ id: 1, title: 'Sock', variants })}\n{"id":2,"title":"Hat"}`,
    })
    expect(stated).toMatchObject({ price: [8.99, null], availability: ['in stock', null] })
    expect(variantOf).toEqual({ '11': '1', S1: '1', '12': '1', S2: '1' })
  })
})

test('events that name variants or SKUs count for the item', async () => {
  const data = await loadDataset(
    folder({
      'interactions.csv': 'user,item\nu,V1\nu,V2\nv,V3\nv,G1\nw,other\n',
      'items.csv': 'id,title,item_group_id\nV1,Red,G1\nV2,Blue,G1\nV3,Hat,G2\n',
    }),
  )
  expect(data.items).toEqual(['G1', 'G2', 'other'])
  expect(Array.from(data.item, (i) => data.items[i])).toEqual(['G1', 'G1', 'G2', 'other'])
  expect(data.report.notes.join()).toContain('3 events name a variant or a SKU')
})

describe('rows', () => {
  test('of repeated items the newest counts, else the last; both are counted', async () => {
    const timed = await read({
      'items.csv':
        'id,title,updated_at\na,Old,2024-01-01\na,New,2024-03-01\na,Mid,2024-02-01\nb,B,\n',
    })
    expect(timed.stated).toMatchObject({ ids: ['a', 'b'], title: ['New', 'B'] })
    expect(timed.skipped).toEqual({ 'repeated item': 2 })
    const { stated } = await read({ 'items.csv': 'id,title\na,Old\nb,B\na,New\n' })
    expect(stated.title).toEqual(['New', 'B'])
  })

  test('without an id, of totals and headers are set aside', async () => {
    const { stated, skipped, notes } = await read(
      { 'items.csv': 'id,title,price\na,A,1\n,B,2\nid,title,price\nnull,C,3\nTotal,,6\n' },
      { maxBadRows: 0.5 },
    )
    expect(stated.ids).toEqual(['a'])
    expect(skipped).toEqual({
      'item without an id': 2,
      'a header, not an item': 1,
      'totals, not an item': 1,
    })
    expect(notes).toEqual(['items.csv:6: the row "Total" is a sum, not an item.'])
  })

  test.each([
    [
      'a,A\n,B\n,C\nd,D\n',
      undefined,
      /items.csv: 2 of 4 rows of items \(50 %\) cannot be used: 2 without an id in "id", such as .*items.csv:3: correct .*--max-bad-rows 50%/,
    ],
    [
      'a,A\nb\nc\n,D\nd,D\n',
      undefined,
      /3 of 5 rows .*: 2 too few cells, such as .*items.csv:3: .*; 1 without an id/,
    ],
    ['a,A\n,B\nc,C\n', 0, /1 of 3 rows/],
  ])('%j with too many bad rows is refused', async (rows, maxBadRows, message) => {
    const csv = `id,title\n${rows}`
    await expect(read({ 'items.csv': csv }, { maxBadRows })).rejects.toThrow(message)
  })

  test('a file without any id is refused', async () => {
    const csv = 'id,title\n,A\nNULL,B\n'
    await expect(read({ 'items.csv': csv })).rejects.toThrow(/no row has a value in "id": name/)
  })

  test('an item may be called Total', async () => {
    const { stated } = await read({ 'items.csv': 'id,title\na,A\nTotal,Total yoghurt\n' })
    expect(stated.ids).toEqual(['a', 'Total'])
  })

  test.each([
    [
      'id,title\na,"A\nb"\nb,B\na,C\n',
      /:5: column "id": duplicate id "a", first at .*:2: keep one/,
    ],
    ['id,title\na,A\n,B\n', /:3: column "id": blank value: every item needs an id/],
    ['id,price\na,1\nb,cheap\n', /:3: column "price": value "cheap" is no price: correct it/],
  ])('--strict refuses %j', async (csv, message) => {
    await expect(read({ 'items.csv': csv }, { strict: true })).rejects.toThrow(message)
  })

  test('several files: each states its own columns', async () => {
    const { stated } = await read({
      'a.csv': 'id,title\na,A\nb,B\n',
      'b.csv': 'id,price,brand\nb,"5,00 €",Acme\nc,6,\n',
    })
    expect(stated).toMatchObject({
      ids: ['a', 'b', 'c'],
      price: [undefined, 5, 6],
      currency: [undefined, 'EUR', 'EUR'],
      extra: { brand: [undefined, 'Acme', null] },
    })
  })
})

describe('values', () => {
  test('blank, unreadable and unknown ones are said', async () => {
    const { stated, notes } = await read({
      'items.csv': `id,price,image,availability
a,0x10,nothing here,in 3 days
b,N/A,—,null
`,
    })
    expect(stated).toMatchObject({ price: [null, null], image: [null, null] })
    expect(notes).toEqual([
      'Column "price": 1 cell is no price, such as "0x10": left blank.',
      'Column "availability": 1 cell is no known availability, such as "in 3 days": these items stay listed.',
      'Column "image": 1 cell is no address, such as "nothing here": left blank.',
    ])
  })

  test('integers stay exact, ids lose the .0 of a column of decimals', async () => {
    const json = '{"id":12345678901234567890,"title":"A","brand":9007199254740993}'
    const { stated } = await read({ 'items.jsonl': json })
    expect(stated.ids).toEqual(['12345678901234567890'])
    expect(stated.extra.brand).toEqual(['9007199254740993'])
    expect((await read({ 'a.csv': 'id\n17.0\n18.0\n' })).stated.ids).toEqual(['17', '18'])
    expect((await read({ 'a.csv': 'id\n1.0\n1.1\n' })).stated.ids).toEqual(['1.0', '1.1'])
  })

  test('Parquet: lists, structs, decimals and large integers', async () => {
    const path = folder({ 'x.txt': '' })
    const instance = await DuckDBInstance.create(':memory:')
    const db = await instance.connect()
    await db.run(`COPY (SELECT 1152921504606846977 AS item_id, 'Pen' AS title,
      [['A', 'B'], ['C']] AS categories, 1.50::DECIMAL(5,2) AS price,
      [{'src': '/1.jpg'}] AS images, 1152921504606846978 AS brand)
      TO '${path}/items.parquet'`)
    db.closeSync()
    instance.closeSync()
    const file = await sourceFile(join(path, 'items.parquet'))
    const { stated } = await withDuckDB((db) => readItems(db, [file]))
    expect(stated).toMatchObject({
      ids: ['1152921504606846977'],
      categories: [['A > B', 'C']],
      price: [1.5],
      image: ['/1.jpg'],
      extra: { brand: ['1152921504606846978'] },
    })
  })

  test('what the catalogue lacks, what is sold out and what is a draft is not listed', async () => {
    const path = folder({
      'interactions.csv': 'user,item\nu,a\nu,b\nu,c\nu,d\n',
      'items.csv': 'id,availability,status\na,in_stock,active\nb,OutOfStock,active\nc,,draft\n',
    })
    expect((await loadDataset(path)).catalogue.unlisted).toEqual([
      null,
      'unavailable',
      'draft',
      'unknown',
    ])
    const { catalogue } = await loadDataset(path, { keepUnknown: true })
    expect(catalogue.unlisted?.at(-1)).toBeNull()
  })
})

test('items of two page templates are near by topic, not by template', async () => {
  const topics = ['teapot porcelain', 'bicycle chain', 'desk lamp', 'tomato seed', 'wool scarf']
  const cells = Array.from({ length: 40 }, (_, n) => {
    const words = topics[n % topics.length]
    return n < 20
      ? `<table border=""0""><tbody><tr><td class=""cell"">${words}</td></tr></tbody></table>`
      : `<section class=""tpl-b""><span style=""font-family:Verdana"">${words}</span><br></section>`
  })
  const rows = cells.map((cell, n) => `i${String(n).padStart(2, '0')},"${cell}"`)
  const { texts } = await loadDataset(
    folder({ 'items.csv': `id,description\n${rows.join('\n')}\n` }),
  )
  const { offsets, index } = await textNeighbours(texts ?? [], { k: 7 })
  const topicsOf = Array.from({ length: 40 }, (_, n) =>
    Array.from(index.subarray(offsets[n], offsets[n + 1]), (i) => i % topics.length),
  )
  expect(topicsOf).toEqual(topicsOf.map((_, n) => Array(7).fill(n % topics.length)))
})

describe('columns beside', () => {
  test("Shopify's newer template: variants of a handle, stock that is not counted", async () => {
    const { stated, variantOf } = await read({
      'items.csv': `Title,URL handle,Vendor,Published on online store,Status,SKU,Price,Inventory tracker,Inventory quantity,Continue selling when out of stock,Product image URL
Sock,sock,Acme,TRUE,Active,S-1,9.99,shopify,0,DENY,https://x.example/1.jpg
,sock,,,,S-2,8.99,shopify,0,DENY,
Hat,hat,Acme,FALSE,Active,H-1,5.00,shopify,3,DENY,
Card,card,Acme,TRUE,Active,C-1,5.00,,0,DENY,
Cup,cup,Acme,TRUE,Active,C-2,5.00,shopify,0,CONTINUE,
`,
    })
    expect(stated).toMatchObject({
      ids: ['sock', 'hat', 'card', 'cup'],
      price: [8.99, 5, 5, 5],
      image: ['https://x.example/1.jpg', null, null, null],
      availability: ['out of stock', 'in stock', 'in stock', 'in stock'],
      draft: [false, true, false, false],
    })
    expect(variantOf).toEqual({
      'S-1': 'sock',
      'S-2': 'sock',
      'H-1': 'hat',
      'C-1': 'card',
      'C-2': 'cup',
    })
  })

  test.each([
    'quantity',
    'available_quantity',
    'Lagerbestand',
    'stock_qty',
  ])('%s tells the availability and is not public', async (name) => {
    const { stated } = await read({ 'items.csv': `id,title,${name}\n1,Cup,5\n2,Mug,0\n` })
    expect(stated).toMatchObject({ availability: ['in stock', 'out of stock'], extra: {} })
  })

  test('a lower sale price is the price, unless it has dates', async () => {
    const { stated, notes } = await read({
      'items.csv': `id,title,price,sale_price,sale_price_effective_date
1,Cup,20.00 EUR,15.00 EUR,
2,Mug,20.00 EUR,,
3,Jug,20.00 EUR,9.00 EUR,2020-01-01/2020-02-01
`,
    })
    expect(stated.price).toEqual([15, 20, 20])
    expect(notes.join('\n')).toContain('"sale_price" is the price of 1 row')
  })

  test.each([
    ['date', '2024-01-01', '2023-01-01'],
    ['timestamp', '1704067200', '1672531200'],
    ['updated', '01.05.2024', '30.04.2023'],
    ['modified', '13/02/2024', '14/03/2023'],
    ['Geändert am', '2024-01-01', '2023-01-01'],
  ])('of repeated rows the newest by "%s" counts, wherever it stands', async (name, now, before) => {
    const { stated } = await read({
      'items.csv': `id,title,${name}\n1,New,${now}\n1,Old,${before}\n2,Mug,${now}\n`,
    })
    expect(stated.title).toEqual(['New', 'Mug'])
  })

  test("Magento's numbers of visibility", async () => {
    const { stated } = await read({ 'items.csv': 'id,title,visibility\n1,Cup,4\n2,Mug,1\n' })
    expect(stated.draft).toEqual([false, true])
  })

  test("Algolia's levels win over its flat list; XML's lists and currencies are read", async () => {
    const algolia = await read({
      'items.json': `[{"objectID":"1","name":"Cup","categories":["Home","Cups"],
        "hierarchicalCategories":{"lvl0":"Home","lvl1":"Home > Cups"}}]`,
    })
    expect(algolia.stated.categories).toEqual([['Home > Cups']])
    const xml = await read({
      'items.xml': `<products><product id="1"><name>Cup</name><price currency="EUR">5</price>
        <categories><category>Home</category><category>Sale</category></categories></product>
        <product id="2"><name>Mug</name><price currency="EUR">6</price></product></products>`,
    })
    expect(xml.stated).toMatchObject({
      categories: [['Home', 'Sale'], undefined],
      price: [5, 6],
      currency: ['EUR', 'EUR'],
    })
  })
})
