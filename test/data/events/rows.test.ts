import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folders } from '../folder.ts'
import { loader } from './load.ts'

const load = loader()
const folder = folders()

const good = Array.from({ length: 300 }, (_, n) => `u${n % 30},i${n % 20},${1700000000 + n * 61}`)

test('bad rows are set aside, counted by reason and listed in a file', async () => {
  const skippedFile = join(folder({ 'x.txt': '' }), 'new', 'skipped.csv')
  const bad = ['u1,,1700000000', 'u1,"a, b",never', 'u1,i1']
  const data = await load(['user,item,time', ...good, ...bad], { skippedFile })
  expect(data.item.length).toBe(300)
  expect(data.report.skipped).toEqual({
    'too few cells': 1,
    'blank item': 1,
    'unreadable time': 1,
  })
  expect(data.report.notes.at(-1)).toMatch(
    /^3 of 303 rows \(1\.0 %\) cannot be used and are set aside: .*interactions\.csv:304 .*skipped\.csv\.$/,
  )
  const [header, ...rows] = readFileSync(skippedFile, 'utf8').trim().split('\n')
  expect(header).toBe('place,reason,row')
  expect(rows.map((row) => row.replace(/^.*interactions/, 'interactions')).sort()).toEqual([
    'interactions.csv:302,blank item,"u1,,1700000000"',
    'interactions.csv:303,unreadable time,"u1,a, b,never"',
    'interactions.csv:304,too few cells: 2 instead of 3,"""u1,i1"""',
  ])
})

test('too many bad rows are refused, the commonest reason first', async () => {
  const bad = ['u1,,1700000000', 'u2,,1700000000', 'u3,,1700000000', 'u1,i1,never']
  const lines = ['user,item,time', ...good, ...bad]
  await expect(load(lines)).rejects.toThrow(
    /^4 of 304 rows \(1\.3 %\) cannot be used: 3 blank item, such as .*interactions\.csv:302: u1,,1700000000; 1 unreadable time, such as .*:305: u1,i1,never: .*--max-bad-rows 2%$/,
  )
  expect((await load(lines, { maxBadRows: 0.02 })).report.skipped['blank item']).toBe(3)
})

test('a single bad row never refuses a small file, unless the user says so', async () => {
  const lines = ['user,item', 'u,a', 'u,', 'v,b']
  expect((await load(lines)).report.skipped).toEqual({ 'blank item': 1 })
  await expect(load(lines, { maxBadRows: 0 })).rejects.toThrow('1 of 3 rows (33 %)')
})

test('a row of totals is no event; an item called Total may be', async () => {
  const rows = ['u,a', 'v,a', 'v,b']
  expect((await load(['user,item', ...rows, 'Total,3'])).report.skipped).toEqual({
    'row of totals': 1,
  })
  const film = await load(['user,item', ...rows, 'u,Total', 'v,Total'])
  expect(film.items).toContain('Total')
})

test('repeats are counted', async () => {
  const { report } = await load([
    'user,item,time',
    'u,a,1700000000',
    'u,a,1700000000',
    'u,b,1700000100',
  ])
  expect(report.skipped).toEqual({ repeat: 1 })
})

test('nothing left is an error that says why', async () => {
  await expect(load(['user,item', ',a', ',b'])).rejects.toThrow(
    'no event remains of 2 rows (2 no user)',
  )
})

test('the report counts what is read', async () => {
  const { report } = await load([
    'visitorid,itemid,timestamp,event,note',
    'u,a,1700000000000,view,x',
    'u,b,1700003600000,addtocart,y',
    'v,a,1700007200000,addtocart,z',
  ])
  const { events, users, items, matched, span, kinds, columns, ignored } = report
  expect({ events, users, items, matched }).toEqual({
    events: 3,
    users: 2,
    items: 2,
    matched: null,
  })
  expect(span).toEqual(['2023-11-14T22:13:20.000Z', '2023-11-15T00:13:20.000Z'])
  expect(kinds).toEqual([
    { name: 'cart', written: ['addtocart'], events: 2, weight: 2 },
    { name: 'view', written: [], events: 1, weight: 1 },
  ])
  expect(columns.map(({ column, as }) => [column, as])).toEqual([
    ['visitorid', 'user'],
    ['itemid', 'item'],
    ['timestamp', 'time'],
    ['event', 'kind'],
  ])
  expect(ignored.map(({ column }) => column)).toEqual(['note'])
})

test('times in the future are told; times that are all the same are none', async () => {
  const { report } = await load(['user,item,time', 'u,a,2961440000', 'u,b,1700000000'])
  expect(report.notes.at(-1)).toContain('1 of 2 events are in the future, up to 4 Nov 2063')
  const zero = await load(['user,item,time', 'u,a,0', 'u,b,0'])
  expect([zero.clock, zero.time]).toEqual(['none', null])
  expect(zero.report.notes.join()).toMatch(/all times are the same/i)
})
