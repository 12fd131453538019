import { describe, expect, test } from 'vitest'
import { loader } from './load.ts'

const load = loader()

describe('ids', () => {
  test.each([
    ['blanks around', '\u00a0 a1 ', 'a1'],
    ['a character without width', '\ufeffa1\u200b', 'a1'],
    ['an integer as a fraction', '17.0', '17'],
    ['a fraction stays', '1.50', '1.50'],
    ['leading zeros stay', '007', '007'],
    ['an accent in two parts', 'cafe\u0301', 'caf\u00e9'],
    ['case stays', 'A1', 'A1'],
    ['the marks of texts in spreadsheets', '="007"', '007'],
    ['an apostrophe before digits', "'007", '007'],
    ['an apostrophe before letters stays', "'til", "'til"],
  ])('%s', async (_, written, id) => {
    const data = await load(['user,item', `${written},x`, 'other,y'])
    expect(data.users).toContain(id)
  })

  test('two forms of one id are one user', async () => {
    const data = await load(['user,item', '17,a', '17.0,b', ' 17 ,c'])
    expect([data.users, data.user.length]).toEqual([['17'], 3])
  })

  test('ids are in the order of their bytes', async () => {
    const data = await load(['user,item', 'u,\u{1f600}', 'u,\uffe0', 'u,z'])
    expect(data.items).toEqual(['z', '\uffe0', '\u{1f600}'])
  })

  test('ids that a spreadsheet rounded are told', async () => {
    const { report } = await load(['user,item', 'u,6.63713E+08', 'v,b'])
    expect(report.notes.join()).toContain(
      '1 ids of the column "item" were rounded by a spreadsheet',
    )
  })
})

describe('guests', () => {
  test.each([
    '',
    'null',
    'NA',
    'N/A',
    'NaN',
    'nan',
    'None',
    '-',
    '—',
    '(not set)',
    'Guest',
  ])('user "%s" is nobody', async (user) => {
    const { users, item, report } = await load(['user,item', 'u,a', `${user},a`, `${user},b`])
    expect([users, item.length]).toEqual([['u'], 1])
    expect(report.skipped).toEqual({ 'no user': 2 })
    expect(report.notes[0]).toMatch(/^2 of 3 events \(67 %\) have no user: they are left out/)
  })

  test('each order of a guest is a user that no user can be', async () => {
    const data = await load([
      'customer_id,sku,order_id',
      'ann,a,1',
      ',a,2',
      ',b,2',
      ',a,3',
      'order 2,c,4',
    ])
    expect(data.users).toEqual([' order 2', ' order 3', 'ann', 'order 2'])
    expect(data.report.skipped).toEqual({})
    expect(data.report.notes).toContain('2 orders have no user: each counts as a user of its own.')
  })

  test.each([
    'nil',
    'n.a.',
    '(blank)',
    'missing',
    '?',
    'Gast',
  ])('user %j is nobody, however many events it has', async (word) => {
    const rows = Array.from({ length: 60 }, (_, n) => `${n < 20 ? word : `u${n}`},i${n % 7}`)
    const { users, report } = await load(['user,item', ...rows])
    expect(users.length).toBe(40)
    expect(report.skipped).toEqual({ 'no user': 20 })
  })

  test('rows that repeat the header are left out', async () => {
    const { users, report } = await load(['user,item', 'u,a', 'user,item', 'v,a'])
    expect(users).toEqual(['u', 'v'])
    expect(report.skipped).toEqual({ 'repeated header': 1 })
  })

  test('an id 0 with most events stands for all guests', async () => {
    const zeros = Array.from({ length: 40 }, (_, n) => `0,i${n}`)
    const { users, report } = await load(['user,item', ...zeros, 'u,a', 'u,b', 'v,a'])
    expect(users).toEqual(['u', 'v'])
    expect(report.notes[0]).toContain('User "0" has 40 of 43 events')
    expect((await load(['user,item', '0,a', '0,b', '1,a'])).users).toEqual(['0', '1'])
  })
})

describe('events and catalogue', () => {
  const items = (...ids: string[]) => ({
    'items.csv': ['id,title', ...ids.map((id) => `${id},T ${id}`), ''].join('\n'),
  })

  test('no id in common is refused, with the flag that joins', async () => {
    const zeros = load(['user,item', 'u,663', 'v,664'], {}, items('0663', '0664'))
    await expect(zeros).rejects.toThrow(
      'no event names an item of the catalogue (0 % match): events name "663", the catalogue "0663": ' +
        'they differ in leading zeros, such as "663" and "0663": pass --join-ids zeros, with which 100 %',
    )
    const other = load(['user,item', 'u,x'], {}, items('a'))
    await expect(other).rejects.toThrow(
      'name the columns that hold the same ids with --map item=COLUMN',
    )
  })

  test('the flag joins them under the ids of the catalogue', async () => {
    const { items: ids, report } = await load(
      ['user,item', 'u,I1', 'v,i1', 'v,2'],
      { joinIds: ['case', 'zeros'] },
      items('i1', '02'),
    )
    expect(ids).toEqual(['02', 'i1'])
    expect(report.matched).toBe(1)
  })

  test('ids that would join are told with the share', async () => {
    const { report } = await load(['user,item', 'u,a', 'u,B', 'v,b', 'v,a'], {}, items('a', 'b'))
    expect(report.matched).toBe(0.75)
    expect(report.notes[0]).toBe(
      'Ids of events and catalogue differ in case, such as "B" and "b": with --join-ids case 100 % of the events would match instead of 75 %.',
    )
  })

  test('items that the catalogue lacks are trained and not listed, unless they are kept', async () => {
    const events = ['user,item', 'u,a', 'u,gone', 'v,a']
    const { catalogue, report } = await load(events, {}, items('a'))
    expect(catalogue.unlisted).toEqual([null, 'unknown'])
    expect(report.notes.at(-1)).toContain(
      '1 of 2 items, with 1 of 3 events (33 %), are not in the catalogue',
    )
    const kept = await load(events, { keepUnknown: true }, items('a'))
    expect(kept.catalogue.unlisted).toBeUndefined()
  })

  test('forms of an id in the catalogue meet', async () => {
    const { items: ids, report } = await load(
      ['user,item', 'u,17', 'u,A1'],
      {},
      items('17.0', 'A1'),
    )
    expect([ids, report.matched]).toEqual([['17.0', 'A1'], 1])
  })

  test('a variant counts for its product', async () => {
    const variants = 'id,title,sku\np1,Pen,P1-RED\np2,Ink,P2-BLUE\n'
    const { items: ids, report } = await load(
      ['user,item', 'u,P1-RED', 'u,p2'],
      {},
      { 'items.csv': variants },
    )
    expect(ids).toEqual(['p1', 'p2'])
    expect(report.notes[0]).toContain('1 events name a variant or a SKU')
  })
})
