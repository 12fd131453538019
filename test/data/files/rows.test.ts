import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { describe, expect, test } from 'vitest'
import { rowsOf, withDuckDB } from '../../../training/data/duckdb.ts'
import {
  openRows,
  type RowSource,
  rowsOfFile,
  sourceFile,
} from '../../../training/data/files/index.ts'
import { folders } from '../folder.ts'

const folder = folders()

function open<T>(
  content: string | Uint8Array,
  look: (source: RowSource, db: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const path = join(folder({ data: content }), 'data')
  return withDuckDB(async (db) => look(await openRows(db, await sourceFile(path)), db))
}

async function places(content: string) {
  return open(content, async (source) => {
    const rejects = await source.rejects()
    return rejects.map(({ place, reason, text }) => `${place.split(':').at(-1)} ${reason} ${text}`)
  })
}

describe('rows that cannot be split', () => {
  test.each<[string, string, string[]]>([
    [
      'too few and too many cells',
      'a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6\n',
      [
        '3 too few cells: 2 instead of 3 "1,2"',
        '4 too many cells: 4 instead of 3; quote cells that contain the separator "1,2,3,4"',
      ],
    ],
    ['a ragged last line', 'a,b,c\n1,2,3\n4,5,6\n7', ['4 too few cells: 1 instead of 3 "7"']],
    [
      'a line after a text of two lines and a blank line',
      'a,b\n1,"x\ny"\n\n1,2\n3\n',
      ['6 too few cells: 1 instead of 2 "3"'],
    ],
    [
      'JSON',
      '{"a":1}\n{"a":\n[1]\n{"a":2}\n',
      ['2 not a JSON object "{\\"a\\":"', '3 not a JSON object "[1]"'],
    ],
    [
      'a list that was cut off',
      '[{"a":1},\n{"a":2},\n{"a"',
      ['3 the file ends inside this object "{\\"a\\""'],
    ],
    ['nothing', 'a,b\n1,2\n', []],
  ])('%s', async (_, content, rejects) => {
    expect(await places(content)).toEqual(rejects)
  })
})

test('a row knows its line', async () => {
  const linesOf = (content: string, rows: number[]) =>
    open(content, async (source) => {
      const found = await Promise.all(rows.map((row) => source.placeOf(row)))
      return found.map((place) => Number(place.split(':').at(-1)))
    })
  expect(await linesOf('a,b\n1,2\n\n3,"x\ny"\n5,6\n', [0, 1, 2])).toEqual([2, 4, 6])
  expect(await linesOf('# x\na,b\n1,2\n3\n5,6\n', [0, 1])).toEqual([3, 5])
  expect(await linesOf('{"a":1}\n\n{"a":2}\n', [0, 1])).toEqual([1, 3])
  expect(await linesOf('[\n{"a":1},\n{"a":\n2},{"a":3}]', [0, 1, 2])).toEqual([2, 3, 4])
})

test('what was recognized is said', async () => {
  const formOf = (content: string | Uint8Array) => open(content, async ({ form }) => form)
  expect(await formOf('a,b\n1,2\n')).toEqual([])
  expect(await formOf(Buffer.from('a;b\n\xe9;2\n', 'latin1'))).toEqual([
    'Windows-1252',
    'separated by ;',
  ])
  expect(await formOf('1\t2\n3\t4\n')).toEqual(['separated by tabs', 'no header'])
  expect(await formOf('id,t\ni1,"x\ni2,y\ni3,z"\n')).toEqual([
    'a quote that does not close, read as text (line 2)',
  ])
})

test('lists of objects in JSON: one row per object', async () => {
  const orders =
    '{"user":{"id":7},"items":[{"sku":"a","price":{"amount":1.0}},{"sku":"b"}]}\n' +
    '{"user":{"id":8.0},"items":[]}\n{"user":null,"items":[{"sku":2053013552326770905}]}\n'
  await open(orders, async (source, db) => {
    expect(source.columns.map(({ name }) => name)).toEqual(['items', 'user.id'])
    expect(source.lists).toEqual([{ name: 'items', fields: ['sku', 'price.amount'] }])
    const items = source.explode('items')
    const names = items.columns.map(({ name }) => name)
    expect(names).toEqual(['user.id', 'items.sku', 'items.price.amount'])
    const texts = names.map((name) => items.text(name)).join(', ')
    const rows = await db.runAndReadAll(`SELECT ${texts} FROM ${items.from}`)
    expect(rows.getRowsJS()).toEqual([
      ['7', 'a', '1'],
      ['7', 'b', null],
      [null, '2053013552326770905', null],
    ])
  })
})

test('Parquet with types of all kinds', async () => {
  const path = join(folder({ x: '' }), 'x.parquet')
  await withDuckDB(async (db) => {
    await db.run(`COPY (SELECT 1.0::DOUBLE AS id, 1.5::DOUBLE AS half, 2053013552326770905 AS big,
      {'id': uuid '5f0c3f0e-1111-4222-8333-444455556666'} AS user, 1.50::DECIMAL(5,2) AS price,
      'x'::BLOB AS bytes, TIMESTAMP '2024-01-02 03:04:05' AS at, DATE '2024-01-02' AS day,
      'red'::ENUM('red', 'blue') AS color, ['A > B', 'C'] AS categories,
      [{'sku': 'a', 'n': 2.0::FLOAT}, {'sku': 'b', 'n': NULL}] AS lines, NULL::DOUBLE AS none)
      TO '${path}'`)
    const source = await openRows(db, await sourceFile(path))
    expect((await source.sample())[0]).toEqual({
      id: '1',
      half: '1.5',
      big: '2053013552326770905',
      'user.id': '5f0c3f0e-1111-4222-8333-444455556666',
      price: '1.50',
      bytes: 'x',
      at: '2024-01-02 03:04:05',
      day: '2024-01-02',
      color: 'red',
      categories: '["A > B","C"]',
      lines: '[{"sku":"a","n":2.0},{"sku":"b","n":null}]',
      none: null,
    })
    const lines = source.explode('lines')
    const select = ['id', 'lines.sku', 'lines.n'].map(lines.text).join(', ')
    const rows = await db.runAndReadAll(`SELECT ${select} FROM ${lines.from}`)
    expect(rows.getRowsJS()).toEqual([
      ['1', 'a', '2'],
      ['1', 'b', null],
    ])
  })
  for await (const row of rowsOfFile(path)) {
    expect(row).toMatchObject({ big: '2053013552326770905', categories: ['A > B', 'C'] })
  }
})

test('temporary files are deleted, also after an error', async () => {
  const path = join(folder({ data: 'a;b\r1;2\r' }), 'data')
  let used = ''
  const failing = withDuckDB(async (db) => {
    const source = await openRows(db, await sourceFile(path))
    used = /'([^']+\.csv)'/.exec(source.from)![1]
    expect(await rowsOf(db, `SELECT * FROM ${source.from}`)).toEqual([{ c0: '1', c1: '2' }])
    throw new Error('stop')
  })
  await expect(failing).rejects.toThrow('stop')
  await expect(sourceFile(used)).rejects.toThrow('no such file')
})
