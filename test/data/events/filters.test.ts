import { describe, expect, test } from 'vitest'
import { loader } from './load.ts'

const load = loader()
const START = 1_700_000_000

describe('--where', () => {
  const lines = ['user,item,status,total', 'u,a,paid,5', 'u,b,test,50', 'u,c,,7', 'u,d,PAID,100']
  test.each([
    ['status!=test', ['a', 'c', 'd']],
    ['status=paid', ['a']],
    ['status ~ (?i)^paid$', ['a', 'd']],
    ['total>=7', ['b', 'c', 'd']],
    ['total < 50', ['a', 'c']],
    ['total=5.0', ['a']],
  ])('%s', async (where, items) => {
    const data = await load(lines, { where: [where] })
    expect(data.items).toEqual(items)
    expect(data.filters).toEqual([`where ${where}`])
    expect(data.report.skipped).toEqual({ [`not ${where}`]: 4 - items.length })
  })

  test('the hash names a filter that ran, and only that', async () => {
    const all = await load(lines, { where: ['total>0'] })
    expect([all.filters, all.hash]).toEqual([[], (await load(lines)).hash])
    const some = await load(lines, { where: ['total>6'] })
    const same = await load([lines[0], ...lines.slice(2)])
    expect(some.hash).not.toBe(same.hash)
  })

  test.each(['status', '~x', 'total>'])('"%s" is no condition', async (where) => {
    await expect(load(lines, { where: [where] })).rejects.toThrow(`--where ${where}: `)
  })
})

describe('test events', () => {
  const lines = ['user,item,is_test', 'u,a,false', 'u,b,true', 'v,a,', 'v,c,0']

  test('are left out by their column', async () => {
    const { items, filters, report } = await load(lines)
    expect([items, filters]).toEqual([['a', 'c'], ['test']])
    expect(report.skipped).toEqual({ 'test or internal': 1 })
    expect((await load(lines, { clean: false })).items).toEqual(['a', 'b', 'c'])
  })

  test('a column that marks most events means another thing', async () => {
    const { items, report } = await load(['user,item,test', 'u,a,1', 'u,b,1', 'v,a,0'])
    expect(items).toEqual(['a', 'b'])
    expect(report.notes[0]).toContain('2 of 3 events are marked as test or internal')
  })
})

describe('robots', () => {
  const people = Array.from({ length: 120 }, (_, n) => `u${n % 20},i${n % 7},${START + n * n * 37}`)
  const every = (events: number, gap: (n: number) => number) =>
    Array.from({ length: events }, (_, n) => `bot,i${n % 9},${START + gap(n)}`)
  const header = 'user,item,time'

  test.each([
    ['regular', every(60, (n) => n * 30)],
    ['2,001 events in a day', every(2001, (n) => Math.round(n * 40 + Math.sin(n) * 15))],
    ['far above everyone', every(1300, (n) => Math.round(n * 7000 + Math.sin(n) * 900))],
  ])('%s', async (_, bot) => {
    const data = await load([header, ...people, ...bot])
    expect(data.users).not.toContain('bot')
    expect(data.filters).toEqual(['bots'])
    expect(data.report.notes.at(-1)).toMatch(/^1 user is left out as robots.*--bots keep/)
    expect((await load([header, ...people, ...bot], { bots: 'keep' })).users).toContain('bot')
    expect((await load([header, ...people, ...bot], { clean: false })).users).toContain('bot')
  })

  test('people are none: many days, a batch at one time, many ratings', async () => {
    const days = every(400, (n) => n * 86_400)
    const batch = every(300, (n) => Math.floor(n / 100) * 5000)
    for (const rows of [days, batch]) {
      expect((await load([header, ...people, ...rows])).users).toContain('bot')
    }
    const rated = [...people, ...every(500, (n) => n * 10)].map((row) => `${row},4`)
    expect((await load([`${header},rating`, ...rated])).users).toContain('bot')
  })

  test('if many users look so, the times were written so', async () => {
    const all = Array.from({ length: 5 }, (_, u) =>
      every(60, (n) => n * 60).map((row) => `${u}${row}`),
    )
    expect((await load([header, ...all.flat()])).filters).toEqual([])
  })
})
