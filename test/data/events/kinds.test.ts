import { describe, expect, test } from 'vitest'
import { splitDataset } from '../../../training/data/index.ts'
import { loader, said } from './load.ts'

const load = loader()

describe('kinds', () => {
  test('names and aliases mean kinds; a blank one is a view', async () => {
    const data = await load([
      'user,item,event',
      'u,a,page_view',
      'u,b,',
      'u,c,AddToCart',
      'u,d,transaction',
    ])
    expect(said(data)).toEqual(['u a view 1', 'u b view 1', 'u c cart 1', 'u d purchase 1'])
  })

  test('an unknown kind is left out and named, unless it has a weight', async () => {
    const lines = ['user,item,kind', 'u,a,view', 'u,b,frobnicate', 'v,b,view']
    const { item, report } = await load(lines)
    expect([item.length, report.skipped]).toEqual([2, { 'unknown kind': 1 }])
    expect(report.notes[0]).toContain('1 events of the kind "frobnicate" are left out')
    expect(report.notes[0]).toContain('--kinds frobnicate=1')
    const data = await load(lines, { kinds: { frobnicate: 0.5 } })
    expect(data.kinds.at(-1)).toEqual({ name: 'frobnicate', weight: 0.5 })
    expect(data.item.length).toBe(3)
  })

  test('only unknown kinds are refused', async () => {
    await expect(
      load(['user,item,kind', 'u,a,k1', 'v,b,k2'], { map: { kind: 'kind' } }),
    ).rejects.toThrow(
      'no kind of event is known: "k1", "k2": give each that counts a weight, such as --kinds k1=1',
    )
  })

  test.each([
    [
      { purchse: 5 },
      '--kinds purchse=5: no event has this kind (found: view, purchase); "purchase" is near.',
    ],
    [{ share: 5 }, '--kinds share=5: no event has this kind (found: view, purchase).'],
  ])('a weight that no event has is told: %j', async (kinds, note) => {
    const { report } = await load(['user,item,kind', 'u,a,view', 'u,b,view', 'v,b,purchase'], {
      kinds,
    })
    expect(report.notes).toContain(note)
  })

  test('weights without a column of kinds are told', async () => {
    const { report } = await load(['user,item', 'u,a'], { kinds: { purchase: 5 } })
    expect(report.notes[0]).toMatch(/^--kinds purchase=5: no column holds kinds of events/)
  })

  test('two weights of one kind, and one that no pack can hold, are refused', async () => {
    const lines = ['user,item,kind', 'u,a,view']
    await expect(load(lines, { kinds: { buy: 2, purchase: 3 } })).rejects.toThrow(
      'both names mean the same',
    )
    await expect(load(lines, { kinds: { view: 1e9 } })).rejects.toThrow(
      '--kinds view=1000000000: use a weight',
    )
  })

  test('files of orders hold purchases', async () => {
    const { kinds, kind } = await load(
      ['user,item', 'u,a'],
      {},
      { 'orders.csv': 'user,item\nu,b\n' },
    )
    expect(kinds[kind[0]].name).toBe('view')
  })
})

describe('opinions by kind', () => {
  const lines = [
    'user,item,time,kind',
    'u,a,1700000000,view',
    'u,a,1700000010,cart',
    'u,b,1700000020,cart',
    'u,a,1700000030,cart',
    'u,a,1700000040,remove_from_cart',
    'u,c,1700000050,dislike',
    'u,d,1700000060,impression',
  ]

  test('dislikes, weight 0, and what a later event takes back', async () => {
    const data = await load(lines)
    expect(said(data)).toEqual([
      'u a view 1',
      'u a cart 1',
      'u b cart 1',
      'u a cart 0',
      'u a remove_from_cart 0',
      'u c dislike -1',
      'u d impression 0',
    ])
    expect(data.report.events).toBe(7)
  })

  test('only likes reach a split; the hash tells', async () => {
    const data = await load([...lines, 'v,a,1700000000,view'])
    const { fit } = splitDataset(data, 'all')
    expect(Array.from(fit.offsets)).toEqual([0, 3, 4])
    const all = await load([...lines, 'v,a,1700000000,view'], {
      kinds: { dislike: 1, impression: 1, remove_from_cart: 1 },
    })
    expect(all.opinion).toBeNull()
    expect(all.hash).not.toBe(data.hash)
  })

  test('weight 0 leaves a kind out', async () => {
    const data = await load(lines, { kinds: { view: 0 } })
    expect(said(data)[0]).toBe('u a view 0')
    expect(data.report.notes).toContain(
      '1 events of the kind "view" count as neither likes nor dislikes.',
    )
  })

  test('the k-core counts likes', async () => {
    const pairs = ['u,a', 'u,b', 'v,a', 'v,b'].map((pair) => `${pair},view`)
    const data = await load(['user,item,kind', ...pairs, 'w,a,view', 'w,b,dislike'], { kCore: 2 })
    expect(data.users).toEqual(['u', 'v'])
  })
})
