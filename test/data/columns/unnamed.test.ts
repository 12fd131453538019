import { expect, test } from 'vitest'
import { type ColumnSource, chooseColumns } from '../../../training/data/columns/index.ts'
import { rows, table, unnamed } from './source.ts'

const sha = (i: number) => String(i).padStart(40, 'a')
const mbid = (i: number) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`

test.each<[string, ColumnSource, Record<string, number>]>([
  [
    'MovieLens u.data',
    unnamed(...rows(9, (i) => `${i}|${i * 7}|${1 + (i % 5)}|${881250949 + i}`)),
    { user: 1, item: 2, rating: 3, time: 4 },
  ],
  [
    'Amazon ratings of 2018, items first',
    unnamed(...rows(9, (i) => `000505${i}93X|A2${i}XYZ99|5.0|${1461100800 + i}`)),
    { item: 1, user: 2, rating: 3, time: 4 },
  ],
  [
    'Taobao',
    unnamed(
      ...rows(
        9,
        (i) => `1|${2268318 + i}|252080${i}|${i % 2 ? 'pv' : 'buy'}|${1511544070 + i}`,
      ).concat('2|1|2|fav|1511544070'),
    ),
    { user: 1, item: 2, kind: 4, time: 5 },
  ],
  [
    'steam-200k',
    unnamed(...rows(9, (i) => `15160395${i}|Fallout ${i}|${i % 2 ? 'play' : 'purchase'}|${i}.5|0`)),
    { user: 1, item: 2, kind: 3, value: 4 },
  ],
  [
    'Last.fm 360K',
    unnamed(...rows(9, (i) => `${sha(i)}|${mbid(i)}|Artist ${i}|${10 + i}`)),
    { user: 1, item: 2, value: 4 },
  ],
  [
    'Yoochoose clicks',
    unnamed(...rows(9, (i) => `${i}|2014-04-07T10:51:09.27${i}Z|21453690${i}|0`)),
    { user: 1, time: 2, item: 3 },
  ],
])('%s', async (_, source, expected) => {
  const { chosen, notes } = await chooseColumns(source, 'events')
  const columns = Object.entries(expected).map(([ours, at]) => [ours, `column ${at}`])
  expect(chosen).toEqual(Object.fromEntries(columns))
  expect(notes[0]).toMatch(/^No header: the content is that of /)
})

test.each([
  ['two ids', unnamed('1|2', '2|3')],
  ['a count that may be a rating', unnamed('1|2|3', '2|3|1')],
  ['impressions with lists of clicks', unnamed('0|u0|11/14/2023 10:13:20 PM|i1 i3|i1-1 i9-0')],
])('%s are asked for', async (_, source) => {
  await expect(chooseColumns(source, 'events', {}, 'log.tsv:1')).rejects.toMatchObject({
    code: 'data/columns',
    message: expect.stringMatching(
      /^log.tsv:1: no header.*--columns user,item.* First row: \d \| /,
    ),
  })
})

test('--columns names them, with _ for one that is not used', async () => {
  const source = unnamed('x|1|2|5', 'y|2|3|4')
  const columns = ['_', 'userId', 'movie_id', 'rating']
  const { chosen, ignored } = await chooseColumns(source, 'events', { columns })
  expect(chosen).toEqual({ user: 'column 2', item: 'column 3', rating: 'column 4' })
  expect(ignored).toEqual([{ column: 'column 1', why: 'not used in events' }])
  await expect(
    chooseColumns(source, 'events', { columns: [...columns, 'time'] }, 'a.csv:1'),
  ).rejects.toThrow('a.csv:1: --columns names 5 columns, but the file has 4')
})

test('--columns replaces a header, and says so', async () => {
  const { chosen, notes } = await chooseColumns(
    table('a,b', 'u|i'),
    'events',
    { columns: ['item', 'user'] },
    'x.csv:1',
  )
  expect(chosen).toEqual({ item: 'a', user: 'b' })
  expect(notes).toEqual(['--columns replaces the header of x.csv:1: a, b.'])
})

test('items of MovieLens 1M and 100k', async () => {
  const movies = unnamed(...rows(9, (i) => `${i}|Film ${i} (1995)|Drama`))
  expect((await chooseColumns(movies, 'items')).chosen).toEqual({
    id: 'column 1',
    title: 'column 2',
    categories: 'column 3',
  })
  const old = unnamed(
    ...rows(9, (i) => `${i}|Film ${i} (1995)|01-Jan-1995||http://us.imdb.com/M/${i}|0|1|0`),
  )
  expect((await chooseColumns(old, 'items')).chosen).toEqual({
    id: 'column 1',
    title: 'column 2',
    url: 'column 5',
  })
})
