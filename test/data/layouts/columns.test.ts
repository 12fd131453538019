import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { chooseColumns, type Role } from '../../../training/data/columns/index.ts'
import { table, unnamed } from '../columns/source.ts'
import { buildWorld, LAYOUTS } from './index.ts'

const world = buildWorld(1)

/** A file of a layout without a header, split at its delimiter. */
function unnamedFile(layout: string, file: string, delimiter: string) {
  const content = LAYOUTS.find(({ name }) => name === layout)!.files(world)[file]
  const text = typeof content === 'string' ? content : Buffer.from(content).toString('latin1')
  const rows = text.trimEnd().split('\n')
  return unnamed(...rows.map((row) => row.replaceAll('|', '\x01').split(delimiter).join('|')))
}

test.each<[string, string, string, Role, string]>([
  ['ml-100k', 'u.data', '\t', 'events', 'user 1, item 2, time 4, rating 3'],
  ['ml-100k', 'u.item', '\x01', 'items', 'id 1, title 2, url 5'],
  ['ml-1m', 'ratings.dat', '::', 'events', 'user 1, item 2, time 4, rating 3'],
  ['ml-1m', 'movies.dat', '::', 'items', 'id 1, title 2, categories 3'],
  ['yoochoose', 'yoochoose-clicks.dat', ',', 'events', 'user 1, item 3, time 2'],
  ['yoochoose', 'yoochoose-buys.dat', ',', 'events', 'user 1, item 3, time 2, value 5'],
])('%s: %s is recognized by its content', async (layout, file, delimiter, role, expected) => {
  const { chosen } = await chooseColumns(unnamedFile(layout, file, delimiter), role)
  const shown = Object.entries(chosen).map(([ours, name]) => `${ours} ${name.slice(7)}`)
  expect(shown.join(', ')).toBe(expected)
})

test.each<[string, string, Role, Record<string, string>]>([
  ['amazon-2018', 'meta_All_Beauty.json.gz', 'items', { id: 'asin', categories: 'category' }],
  ['amazon-2023', 'meta_All_Beauty.jsonl.gz', 'items', { id: 'parent_asin', image: 'images' }],
  ['goodreads', 'goodreads_books_poetry.json.gz', 'items', { id: 'book_id', title: 'title' }],
  ['amazon-2023', 'All_Beauty.jsonl.gz', 'events', { user: 'user_id', item: 'parent_asin' }],
  ['goodreads', 'goodreads_interactions_poetry.json.gz', 'events', { time: 'date_added' }],
])('%s: columns of %s', async (layout, file, role, expected) => {
  const files = LAYOUTS.find(({ name }) => name === layout)!.files(world)
  const rows = gunzipSync(files[file]).toString().trimEnd().split('\n')
  const names = Object.keys(JSON.parse(rows[0]))
  const { chosen, extra } = await chooseColumns(table(names.join(',')), role)
  expect(chosen).toMatchObject(expected)
  // What everybody can read must not grow by accident.
  if (layout === 'goodreads' && role === 'items') {
    expect(Object.keys(extra).sort()).toEqual(['author', 'language', 'publisher', 'year'])
  }
})
