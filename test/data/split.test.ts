import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  type Cases,
  type Dataset,
  loadDataset,
  type Sequences,
  splitDataset,
} from '../../training/data/index.ts'
import { folders } from './folder.ts'

const folder = folders()
const DAY = 86_400

const load = (files: Record<string, string>) => loadDataset(folder(files))
const csv = (rows: string[]) => `user,item,time\n${rows.join('\n')}\n`

/** Rows as item ids, under the user's id; empty rows are left out. */
function rowsOf(data: Dataset, { offsets, item }: Sequences, users?: Int32Array) {
  const rows: Record<string, string> = {}
  for (let r = 0; r + 1 < offsets.length; r++) {
    const row = Array.from(item.subarray(offsets[r], offsets[r + 1]), (i) => data.items[i])
    if (row.length > 0) rows[data.users[users ? users[r] : r]] = row.join('')
  }
  return rows
}

function casesOf(data: Dataset, { input, targets, users }: Cases) {
  const seen = rowsOf(data, input, users)
  const held = rowsOf(data, { ...input, ...targets }, users)
  return Object.fromEntries(
    Array.from(users, (u) => data.users[u]).map((id) => [id, `${seen[id] ?? ''}>${held[id]}`]),
  )
}

// h of docs/method.md#protocols, written a second time.
const share = (id: string, what = 'unseen') =>
  Number.parseInt(
    createHash('sha256').update(`tacit:${what}:${id}`).digest('hex').slice(0, 8),
    16,
  ) /
  2 ** 32

describe('unseen-users', () => {
  const TIMED = csv([
    ...['a', 'b', 'c'].map((item, n) => `TEST,${item},${DAY * (1 + n)}`),
    ...['a', 'b', 'c', 'd', 'a', 'e'].map((item, n) => `VALID,${item},${DAY * (1 + n)}`),
    ...['c', 'd', 'b'].map((item, n) => `FIT,${item},${DAY * (1 + n)}`),
    `TEST2,a,${DAY}`,
  ])
  const ids = Array.from({ length: 200 }, (_, n) => `u${n}`)
  const tests = ids.filter((id) => share(id) < 0.1)
  const valids = ids.filter((id) => share(id) >= 0.1 && share(id) < 0.2)
  const fits = ids.filter((id) => share(id) >= 0.2)
  const timed = () =>
    load({
      'interactions.csv': TIMED.replaceAll('TEST2', tests[1])
        .replaceAll('TEST', tests[0])
        .replaceAll('VALID', valids[0])
        .replaceAll('FIT', fits[0]),
    })

  test('timed: the first max(1, ⌊.8n⌋) events against the rest, held-out users unfitted', async () => {
    const data = await timed()
    const split = splitDataset(data, 'unseen-users')
    expect(rowsOf(data, split.fit)).toEqual({ [fits[0]]: 'cdb' })
    expect(split.fit.offsets.length).toBe(data.users.length + 1)
    // n = 3: 2 events in, 1 out. The user with a single event has no target.
    expect(casesOf(data, split.test)).toEqual({ [tests[0]]: 'ab>c' })
    // n = 6: ⌊4.8⌋ = 4 in; of "a", "e" the first was in the input.
    expect(casesOf(data, split.valid)).toEqual({ [valids[0]]: 'abcd>e' })
    expect(rowsOf(data, split.transductive!)).toEqual({
      [fits[0]]: 'cdb',
      [tests[0]]: 'ab',
      [tests[1]]: 'a',
      [valids[0]]: 'abcd',
    })
    expect(split.ordered).toBe(true)
  })

  test('ages are days before the newest event of the same history', async () => {
    const split = splitDataset(await timed(), 'unseen-users')
    expect(split.fit.age).toEqual(Float32Array.of(2, 1, 0))
    expect(split.test.input.age).toEqual(Float32Array.of(1, 0))
    expect(split.valid.input.age).toEqual(Float32Array.of(3, 2, 1, 0))
    expect(split.valid.input.time).toEqual(Float64Array.of(DAY, 2 * DAY, 3 * DAY, 4 * DAY))
  })

  test('an order has no ages', async () => {
    const rows = [fits[0], tests[0], valids[0]].flatMap((id) => [`${id},a,0`, `${id},b,1`])
    const split = splitDataset(await load({ 'interactions.csv': csv(rows) }), 'unseen-users')
    expect(split.ordered).toBe(true)
    expect(split.fit.age).toEqual(Float32Array.of(-1, -1))
    expect(split.fit.time).toEqual(Float64Array.of(0, 1))
  })

  test('split files without time: train rows in, test rows out, all rows of the others fitted', async () => {
    const rows = (items: string) =>
      `user,item\n${[fits[0], tests[0], valids[0]]
        .flatMap((id) => [...items].map((item) => `${id},${item}\n`))
        .join('')}`
    const data = await load({
      'train.csv': rows('ab'),
      'valid.csv': rows('c'),
      'test.csv': rows('bd'),
    })
    const split = splitDataset(data, 'unseen-users')
    expect(rowsOf(data, split.fit)).toEqual({ [fits[0]]: 'abcbd' })
    expect(casesOf(data, split.test)).toEqual({ [tests[0]]: 'ab>d' })
    expect(casesOf(data, split.valid)).toEqual({ [valids[0]]: 'ab>d' })
    expect(split.ordered).toBe(false)
  })

  test('one file without time: a fixed shuffle, four fifths in', async () => {
    const items = [...'abcdefghij']
    const rows = [...tests, ...valids, ...fits].flatMap((id) => items.map((i) => `${id},${i}`))
    const data = await load({ 'interactions.csv': `user,item\n${rows.join('\n')}\n` })
    const again = await load({ 'interactions.csv': `user,item\n${rows.reverse().join('\n')}\n` })
    const split = splitDataset(data, 'unseen-users')
    expect(splitDataset(again, 'unseen-users')).toEqual(split)
    const cases = casesOf(data, split.test)
    expect(Object.keys(cases).sort()).toEqual([...tests].sort())
    for (const one of Object.values(cases)) {
      expect(one.indexOf('>')).toBe(8)
      expect([...one.replace('>', '')].sort()).toEqual(items)
    }
    expect(new Set(Object.values(cases)).size).toBeGreaterThan(tests.length / 2)
  })

  test('whole: fits everything, chooses on the validation tenth alone', async () => {
    const data = await timed()
    const whole = splitDataset(data, 'all')
    expect(whole.protocol).toBe('all')
    expect(whole.fit.item.length).toBe(data.item.length)
    expect(casesOf(data, whole.choose.valid)).toEqual({ [valids[0]]: 'abcd>e' })
    expect(whole.choose.test.users.length).toBe(0)
    expect(rowsOf(data, whole.choose.fit)).toEqual({
      [fits[0]]: 'cdb',
      [tests[0]]: 'abc',
      [tests[1]]: 'a',
    })
  })
})

describe('leave-one-out', () => {
  const rows = [
    ...['a', 'b', 'c', 'd'].map((item, n) => `long,${item},${1000 + n}`),
    ...['a', 'b'].map((item, n) => `short,${item},${1000 + n}`),
    ...['b', 'c', 'b'].map((item, n) => `again,${item},${1000 + n}`),
  ]

  test('the last is the test, the one before it the validation', async () => {
    const data = await load({ 'interactions.csv': csv(rows) })
    const split = splitDataset(data, 'leave-one-out')
    expect(rowsOf(data, split.fit)).toEqual({ long: 'ab', short: 'ab', again: 'b' })
    expect(casesOf(data, split.valid)).toEqual({ long: 'ab>c', again: 'b>c' })
    // The target of "again" is in its input, masked whatever a model says.
    expect(casesOf(data, split.test)).toEqual({ long: 'abc>d' })
  })

  test('needs one file with time', async () => {
    const untimed = await load({ 'interactions.csv': 'user,item\nu,a\nu,b\nu,c\n' })
    expect(() => splitDataset(untimed, 'leave-one-out')).toThrow(
      'shop: protocol "leave-one-out" needs one file with time, and the events have no time: ' +
        'use ratio or unseen-users',
    )
    const split = await load({ 'train.csv': csv(rows), 'test.csv': csv(['long,e,2000']) })
    expect(() => splitDataset(split, 'leave-one-out')).toThrow('and it has split files')
  })
})

describe('ratio', () => {
  const files = {
    'train.csv': 'user,item\nu,a\nu,b\nv,a\nw,b\n',
    'valid.csv': 'user,item\nu,c\nx,a\n',
    'test.csv': 'user,item\nu,c\nu,d\nv,a\nv,b\n',
  }

  test('fits and masks train rows alone', async () => {
    const data = await load(files)
    const split = splitDataset(data, 'ratio')
    expect(rowsOf(data, split.fit)).toEqual({ u: 'ab', v: 'a', w: 'b' })
    // A user without train rows is scored on an empty history.
    expect(casesOf(data, split.valid)).toEqual({ u: 'ab>c', x: '>a' })
    expect(casesOf(data, split.test)).toEqual({ u: 'ab>cd', v: 'a>b' })
    expect(split.ordered).toBe(false)
  })

  test('needs split files', async () => {
    const data = await load({ 'interactions.csv': csv(['u,a,1000', 'u,b,2000']) })
    expect(() => splitDataset(data, 'ratio')).toThrow(
      'shop: protocol "ratio" needs split files and found no valid events: add train.*, valid.*',
    )
  })
})

describe('cold-items', () => {
  const ids = Array.from({ length: 200 }, (_, n) => `i${n}`)
  const between = (least: number, below: number) =>
    ids.filter((id) => share(id, 'cold') >= least && share(id, 'cold') < below)
  const named = {
    TEST: between(0, 0.1)[0],
    VALID: between(0.1, 0.2)[0],
    WARM: between(0.2, 1)[0],
    MORE: between(0.2, 1)[1],
  }
  const rows = [
    ...['WARM', 'TEST', 'MORE', 'VALID'].map((item, n) => `all,${item},${DAY * n}`),
    ...['VALID', 'TEST'].map((item, n) => `hidden,${item},${DAY * n}`),
    'tests,TEST,0',
    ...['MORE', 'WARM', 'MORE'].map((item, n) => `warm,${item},${DAY * n}`),
  ]
  const rename = (text: string) =>
    Object.entries(named).reduce((out, [name, id]) => out.replaceAll(name, id), text)
  const cut = async () => {
    const data = await load({ 'interactions.csv': csv(rows.map(rename)) })
    return { data, split: splitDataset(data, 'cold-items') }
  }
  const { TEST, VALID, WARM, MORE } = named

  test('items of the first tenth are hidden, and are what is to be found', async () => {
    const { data, split } = await cut()
    expect(rowsOf(data, split.fit)).toEqual({
      all: WARM + MORE + VALID,
      hidden: VALID,
      warm: MORE + WARM + MORE,
    })
    // Who took nothing but hidden items has no input.
    expect(casesOf(data, split.test)).toEqual({
      all: `${WARM}${MORE}${VALID}>${TEST}`,
      hidden: `${VALID}>${TEST}`,
    })
    // Ages count from the newest event that may be seen.
    expect(split.fit.age).toEqual(Float32Array.of(3, 1, 0, 0, 2, 1, 0))
  })

  test('is chosen on the second tenth, in a fit that holds neither', async () => {
    const { data, split } = await cut()
    const choose = split.choose!
    expect(rowsOf(data, choose.fit)).toEqual({ all: WARM + MORE, warm: MORE + WARM + MORE })
    expect(casesOf(data, choose.valid)).toEqual({ all: `${WARM}${MORE}>${VALID}` })
    expect(choose.test.users.length).toBe(0)
    expect(choose.protocol).toBe('cold-items')
    expect(choose.hash).not.toBe(split.hash)
  })
})

test('an empty split is refused', async () => {
  const data = await load({ 'interactions.csv': csv(['u,a,1000', 'u,b,2000']) })
  expect(() => splitDataset(data, 'leave-one-out')).toThrow(
    'shop: protocol "leave-one-out" leaves no user to validate on (1 users, 2 events): give more data',
  )
  expect(() => splitDataset(data, 'cold-items')).toThrow('"cold-items" leaves no')
})

test('the hash follows the protocol and the data', async () => {
  const rows = Array.from({ length: 40 }, (_, n) =>
    [0, 1, 2].map((t) => `u${n},i${(n + t) % 7},${t}`),
  ).flat()
  const data = await load({ 'interactions.csv': csv(rows) })
  const again = await load({ 'events.csv': csv([...rows].reverse()) })
  const less = await load({ 'interactions.csv': csv(rows.slice(3)) })
  const hash = splitDataset(data, 'leave-one-out').hash
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(splitDataset(again, 'leave-one-out').hash).toBe(hash)
  expect(splitDataset(less, 'leave-one-out').hash).not.toBe(hash)
  expect(splitDataset(data, 'unseen-users').hash).not.toBe(hash)
  expect(splitDataset(data, 'all').hash).not.toBe(hash)
})
