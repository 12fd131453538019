import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { findSources } from '../../../training/data/files/index.ts'
import { folders } from '../folder.ts'
import { zipped } from './zipped.ts'

const folder = folders()
const EVENTS = 'user,item,time\nu1,a,1\nu2,b,2\n'
const ITEMS = 'id,title\na,Pen\nb,Ink\n'
const USERS = 'id,age\nu1,40\n'

async function rolesOf(files: Record<string, string | Uint8Array>) {
  const path = folder(files)
  const { events, items, users, unused } = await findSources(path)
  const short = (name: string) => name.slice(path.length + 1)
  return {
    events: events.map(({ file, part, kind }) =>
      [short(file.path), part || null, kind].filter(Boolean).join(' '),
    ),
    items: items.map((file) => short(file.path)),
    ...(users && { users: short(users.path) }),
    ...(unused.length > 0 && { unused: unused.map((file) => short(file.path)) }),
  }
}

describe('roles', () => {
  test.each<[string, Record<string, string | Uint8Array>, object]>([
    [
      'words that people use',
      { 'Orders.csv': EVENTS, 'Products.CSV': ITEMS, 'customers.csv': USERS },
      { events: ['Orders.csv'], items: ['Products.CSV'], users: 'customers.csv' },
    ],
    [
      'val.csv beside train.csv and dev.csv',
      { 'train.csv': EVENTS, 'val.csv': EVENTS, 'test.csv': EVENTS, 'item.csv': ITEMS },
      { events: ['train.csv', 'val.csv 1', 'test.csv 2'], items: ['item.csv'] },
    ],
    [
      'parts of one table whose columns differ in order and number',
      { 'a-1.csv': EVENTS, 'a-2.csv': 'time,user,item\n1,u1,a\n', 'a-3.csv': 'user,item\nu1,b\n' },
      { events: ['a-1.csv', 'a-2.csv', 'a-3.csv'], items: [] },
    ],
    [
      'sales in a file that is called items',
      { 'items-2023.csv': 'Customer ID,SKU,Date\nu1,a,2023-11-14\n' },
      { events: ['items-2023.csv'], items: [] },
    ],
    [
      'tables that only begin like items',
      { 'ratings.csv': EVENTS, 'books.csv': ITEMS, 'book_tags.csv': 'book_id,tag_id\na,1\n' },
      { events: ['ratings.csv'], items: ['books.csv'], unused: ['book_tags.csv'] },
    ],
    [
      'names in other languages',
      { 'bestellungen.csv': EVENTS, 'artikel.csv': ITEMS },
      { events: ['bestellungen.csv'], items: ['artikel.csv'] },
    ],
    [
      'part files of a folder',
      { 'events/part-000.csv': EVENTS, 'events/2024/part-001.csv': EVENTS, 'events/_SUCCESS': '' },
      { events: ['events/2024/part-001.csv', 'events/part-000.csv'], items: [] },
    ],
    [
      'a folder that is called like a file',
      { 'events.csv/part-0000': EVENTS, 'items.json/part-0': '{"id":"a"}\n' },
      { events: ['events.csv/part-0000'], items: ['items.json/part-0'] },
    ],
    [
      'MovieLens 100k',
      {
        'u.data': '1\t2\t3\t881250949\n1\t3\t3\t881250949\n',
        'u.item': '1|Toy Story (1995)|01-Jan-1995\n',
        'u.user': '1|24|M|technician|85711\n',
        'u1.base': '1\t2\t3\t881250949\n',
        'u1.test': '1\t2\t3\t881250949\n',
        'u.genre': 'unknown|0\n',
        README: 'text',
      },
      {
        events: ['u.data'],
        items: ['u.item'],
        users: 'u.user',
        unused: ['u.genre', 'u1.base', 'u1.test'],
      },
    ],
    [
      'MovieLens latest',
      {
        'ratings.csv': 'userId,movieId,rating,timestamp\n1,2,3,4\n',
        'movies.csv': 'movieId,title,genres\n2,Heat,Crime\n',
        'tags.csv': 'userId,movieId,tag,timestamp\n1,2,x,4\n',
        'links.csv': 'movieId,imdbId\n2,3\n',
        'README.txt': 'text',
      },
      { events: ['ratings.csv'], items: ['movies.csv'], unused: ['links.csv', 'tags.csv'] },
    ],
    [
      'Amazon',
      {
        'All_Beauty.jsonl': '{"user_id":"u","parent_asin":"a"}\n',
        'meta_All_Beauty.jsonl.gz': gzipSync('{"parent_asin":"a","title":"T"}\n'),
      },
      { events: ['All_Beauty.jsonl'], items: ['meta_All_Beauty.jsonl.gz'] },
    ],
    [
      'a catalog that only its columns tell',
      { 'events.csv': EVENTS, 'export-2024.csv': ITEMS, 'notes.csv': 'day,text\n1,a\n' },
      { events: ['events.csv'], items: ['export-2024.csv'], unused: ['notes.csv'] },
    ],
    [
      'a file for each kind',
      { 'views.csv': EVENTS, 'purchases.csv': EVENTS, 'add_to_cart.csv': EVENTS },
      { events: ['add_to_cart.csv cart', 'purchases.csv purchase', 'views.csv view'], items: [] },
    ],
    [
      'H&M',
      {
        'transactions_train.csv': 't_dat,customer_id,article_id\n2020-01-01,u,1\n',
        'articles.csv': 'article_id,prod_name\n1,Top\n',
        'customers.csv': 'customer_id,age\nu,20\n',
        'sample_submission.csv': 'customer_id,prediction\nu,1\n',
      },
      {
        events: ['transactions_train.csv'],
        items: ['articles.csv'],
        users: 'customers.csv',
        unused: ['sample_submission.csv'],
      },
    ],
    [
      'a zip of several files',
      { 'ml.zip': zipped({ 'ml/ratings.csv': EVENTS, 'ml/movies.csv': ITEMS, 'ml/README': 'x' }) },
      { events: ['ml.zip/ml/ratings.csv'], items: ['ml.zip/ml/movies.csv'] },
    ],
    [
      'a file that is unreadable and not needed',
      { 'events.csv': EVENTS, 'model.bin': Buffer.from([0, 1, 2, 3, 4, 5, 6, 7]) },
      { events: ['events.csv'], items: [], unused: ['model.bin'] },
    ],
  ])('%s', async (_, files, roles) => {
    expect(await rolesOf(files)).toEqual(roles)
  })
})

test('several paths, patterns, and a catalog of its own', async () => {
  const path = folder({ 'a.csv': EVENTS, 'b.csv': EVENTS, 'shop.txt': ITEMS })
  const names = async (data: string | string[], items?: string) => {
    const sources = await findSources(data, items)
    return [
      sources.events.map(({ file }) => basename(file.path)),
      sources.items.map((file) => basename(file.path)),
    ]
  }
  expect(await names(join(path, '*.csv'))).toEqual([['a.csv', 'b.csv'], []])
  expect(await names([join(path, 'a.csv'), join(path, 'shop.txt')])).toEqual([
    ['a.csv'],
    ['shop.txt'],
  ])
  expect(await names(join(path, 'a.csv'), join(path, 'shop.txt'))).toEqual([
    ['a.csv'],
    ['shop.txt'],
  ])
  expect(await names(join(path, 'shop.txt'))).toEqual([[], ['shop.txt']])
  await expect(names(join(path, '*.tsv'))).rejects.toThrow('no file matches')
  await expect(names(join(path, 'a.csv', 'x'))).rejects.toThrow('no such file or folder')
})
