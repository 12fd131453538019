import { beforeAll, describe, expect, it, vi } from 'vitest'
import { readOptions } from '../../client/options.ts'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import type { Experiment, Facts, RecommenderOptions } from '../../client/types.ts'
import type { BuiltPack } from '../pack/random-pack.ts'
import { BASE, EDGE, type TestPlatform, testPlatform } from './platform.ts'
import { HISTORY, ITEMS, shopPack } from './shop.ts'

const KEY = `tacit device ${BASE}`

let pack: BuiltPack
beforeAll(async () => {
  pack = await shopPack()
})

async function open(
  options: Partial<RecommenderOptions> = {},
  platform: TestPlatform = testPlatform(pack),
  history = HISTORY,
) {
  const all: RecommenderOptions = {
    edge: EDGE,
    engine: 'instant',
    consent: 'granted',
    ...options,
  }
  const tacit = recommenderOver(openSession(readOptions(all, 'https://shop.example/'), platform))
  await tacit.ready
  await tacit.explain('item-1')
  for (const { kind, item, time } of history) await tacit.track(kind, item, { at: time })
  return { tacit, platform }
}

const EXPERIMENT: Experiment = {
  name: 'variety',
  placement: 'home',
  arms: [{ name: 'plain' }, { name: 'varied', options: { diversity: 0.9 } }],
}

describe('experiments', () => {
  it('assign a device after consent, for good; a no forgets it', async () => {
    const { tacit, platform } = await open({ experiments: [EXPERIMENT], consent: 'pending' })
    expect(await tacit.experiment('variety')).toBeNull()
    expect((await tacit.recommend({ placement: 'home' })).code).toBe('ok')
    expect(platform.device.getItem(KEY)).toBeNull()
    await tacit.consent.set('granted')
    const arm = await tacit.experiment('variety')
    expect(['plain', 'varied']).toContain(arm)
    expect(await tacit.experiment('none')).toBeNull()
    const next = await open({ experiments: [EXPERIMENT] }, platform)
    expect(await next.tacit.experiment('variety')).toBe(arm)
    const kept = platform.device.getItem(KEY)
    expect(kept).toContain('seed')
    await next.tacit.forget()
    expect(platform.device.getItem(KEY)).toBeNull()
    await next.tacit.consent.set('granted')
    await next.tacit.experiment('variety')
    expect(platform.device.getItem(KEY)).not.toBe(kept)
    await next.tacit.consent.set('denied')
    expect(platform.device.getItem(KEY)).toBeNull()
  })

  it('nothing is stored where nothing is left to chance', async () => {
    const { tacit, platform } = await open()
    await tacit.recommend()
    expect(platform.device.getItem(KEY)).toBeNull()
    const stored = 'a random number, and counts of experiments, in localStorage'
    expect((await tacit.report()).stored).not.toContain(stored)
    const before = await tacit.recommend({ limit: 30, explore: 0.5 })
    expect((await tacit.report()).stored).toContain(stored)
    const next = await open({}, platform, [])
    const again = await next.tacit.recommend({ limit: 30, explore: 0.5 })
    const explored = ({ items }: typeof before) =>
      items.flatMap(({ id, reason }) => (reason.kind === 'explore' ? [id] : []))
    expect(explored(again).length).toBeGreaterThan(5)
    expect(explored(again)).toEqual(explored(before))
  })

  it('what was stored goes when the consent went elsewhere', async () => {
    const platform = testPlatform(pack)
    platform.device.setItem(KEY, '{"seed":"abc","counts":{}}')
    await open({ consent: 'pending' }, platform)
    expect(platform.device.getItem(KEY)).toBeNull()
  })

  it('shares and the holdout hold over many devices', async () => {
    const counts: Record<string, number> = {}
    const arms = [{ name: 'a', share: 3 }, { name: 'b' }]
    const experiments = [{ name: 'shares', holdout: 0.2, arms }]
    for (let device = 0; device < 300; device++) {
      const platform = testPlatform(null)
      platform.device.setItem(KEY, JSON.stringify({ seed: `device ${device}`, counts: {} }))
      const settings = readOptions({ edge: EDGE, consent: 'granted', experiments }, EDGE)
      const tacit = recommenderOver(openSession(settings, platform))
      const arm = (await tacit.experiment('shares'))!
      counts[arm] = (counts[arm] ?? 0) + 1
      await tacit.dispose()
    }
    // Expected: 60, 180 and 60 of 300.
    expect(counts.holdout).toBeGreaterThan(35)
    expect(counts.holdout).toBeLessThan(90)
    expect(counts.a).toBeGreaterThan(145)
    expect(counts.b).toBeGreaterThan(35)
  })

  it('an arm’s options make the list; exposures, impressions and clicks name it', async () => {
    const arms = [{ name: 'varied', options: { diversity: 0.9 } }]
    const { tacit } = await open({ experiments: [{ ...EXPERIMENT, arms }] })
    const [exposure, impression, click] = [vi.fn(), vi.fn(), vi.fn()]
    tacit.on('exposure', exposure)
    tacit.on('impression', impression)
    tacit.on('click', click)
    const listing = await tacit.recommend({ placement: 'home', limit: 4 })
    const plain = await tacit.recommend({ placement: 'cart', limit: 4 })
    const varied = await tacit.recommend({ placement: 'cart', limit: 4, diversity: 0.9 })
    const ids = listing.items.map(({ id }) => id)
    expect(ids).toEqual(varied.items.map(({ id }) => id))
    expect(ids).not.toEqual(plain.items.map(({ id }) => id))
    const about = { listing: listing.id, placement: 'home' }
    await expect
      .poll(() => exposure.mock.calls)
      .toEqual([[{ experiment: 'variety', arm: 'varied', ...about }]])
    const more = await listing.next()
    await tacit.track('impression', ids[1], { list: listing.id })
    await tacit.track('click', more.items[0].id, { list: more.id })
    await tacit.track('click', 'item-9')
    const experiments = { variety: 'varied' }
    await expect
      .poll(() => impression.mock.calls)
      .toEqual([[{ item: ids[1], ...about, position: 1, experiments }]])
    await expect.poll(() => click.mock.calls.length).toBe(2)
    const own = { ...about, listing: more.id }
    expect(click.mock.calls[0]).toEqual([
      { item: more.items[0].id, ...own, position: 4, experiments },
    ])
    await tacit.track('order', ids[1], { value: 12.5 })
    const counts = { exposures: 1, impressions: 1, clicks: 1, purchases: 1, 'purchase value': 12.5 }
    await expect
      .poll(() => tacit.experiments())
      .toEqual([{ experiment: 'variety', arm: 'varied', counts }])
  })

  it('the holdout gets popular items', async () => {
    const experiments = [{ ...EXPERIMENT, holdout: 0.9999 }]
    const { tacit } = await open({ experiments })
    expect(await tacit.experiment('variety')).toBe('holdout')
    const listing = await tacit.recommend({ placement: 'home' })
    expect(listing).toMatchObject({ source: 'popular', code: 'experiment/holdout' })
    expect(listing.items).toEqual((await tacit.popular()).items)
    expect((await listing.next()).items).toHaveLength(10)
  })

  it('what is invalid warns and is ignored', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const wrong = [
      { name: 'x' },
      { name: 'y', arms: [] },
      { name: 'z', arms: [{ name: 'a' }], holdout: 1 },
    ]
    const { tacit } = await open({ experiments: wrong as never })
    expect((await tacit.recommend({ placement: 'home' })).code).toBe('ok')
    expect(await tacit.experiments()).toEqual([])
    expect(warn.mock.calls.flat().join()).toContain('experiments[1] is not { name, arms: ')
    warn.mockRestore()
  })
})

describe('live facts', () => {
  const answering = (facts: (id: string) => Partial<Facts>) =>
    vi.fn(async (ids: string[]) => ids.map((id) => ({ id, ...facts(id) })))

  it('stand for the pack’s; the price is written anew', async () => {
    const hydrate = answering(() => ({ price: 1.5, stock: 3 }))
    const { tacit } = await open({ hydrate, locale: 'en-US' })
    const { items } = await tacit.recommend({ placement: 'home', limit: 3 })
    expect(items.map(({ facts }) => [facts.price, facts.stock])).toEqual(Array(3).fill([1.5, 3]))
    expect(items[0].price).toBe('€1.50')
    const about = { placement: 'home', signal: expect.any(AbortSignal) }
    expect(hydrate.mock.calls).toEqual([[items.map(({ id }) => id), about]])
    expect((await tacit.report()).requests.join()).toContain('hydrate() requests')
  })

  it('what is gone leaves the list, which is filled up', async () => {
    const { tacit: plain } = await open()
    const [first, second] = (await plain.recommend({ limit: 4 })).items.map(({ id }) => id)
    const gone = new Set([first, second])
    const hydrate = answering((id) => (gone.has(id) ? { availability: 'OutOfStock' } : {}))
    const { tacit } = await open({ hydrate })
    const ids = (await tacit.recommend({ limit: 4 })).items.map(({ id }) => id)
    expect(ids).toHaveLength(4)
    expect(ids).not.toContain(first)
    // Each id is asked about once.
    expect(hydrate.mock.calls.flatMap(([ids]) => ids)).toHaveLength(6)
    const all = await open({ hydrate: answering(() => ({ unlisted: 'unavailable' })) })
    expect(await all.tacit.recommend({ limit: 4 })).toMatchObject({ items: [], code: 'items/none' })
  })

  it.each<[string, RecommenderOptions['hydrate']]>([
    ['is late', () => new Promise(() => {})],
    ['throws', () => Promise.reject(new Error('no stock today'))],
    ['answers nonsense', (() => 'soon') as never],
  ])('a hydrate that %s leaves the pack’s facts', async (what, hydrate) => {
    const { tacit } = await open({ hydrate, timeout: 60 })
    const error = vi.fn()
    tacit.on('error', error)
    const { items, code } = await tacit.recommend({ limit: 3 })
    expect([items.length, code, typeof items[0].facts.price]).toEqual([3, 'ok', 'number'])
    const codes = error.mock.calls.map(([{ code }]) => code)
    expect(codes).toEqual(what === 'answers nonsense' ? [] : ['sdk/hydrate'])
  })
})

describe('filters', () => {
  it('a function and a condition accept the same items, over all pages, with rules', async () => {
    const { tacit } = await open()
    const rules = [
      { max: 1, per: 'brand' },
      { pin: 'item-12', at: 2 },
    ]
    const lists = await Promise.all(
      [(facts: Facts) => Number(facts.price) < 5, { fact: 'price', max: 4.99 }].map(
        async (filter) => {
          const shown: string[][] = []
          let listing = await tacit.recommend({ limit: 4, filter, rules })
          for (; listing.items.length > 0; listing = await listing.next())
            shown.push(listing.items.map(({ id }) => id))
          return shown
        },
      ),
    )
    expect(lists[0]).toEqual(lists[1])
    expect(lists[0][0][1]).toBe('item-12')
    expect(new Set(lists[0].flat()).size).toBe(16)
    expect(lists[0].flat()).toHaveLength(16)
  })

  it('next() comes to every item once while the history changes, with all of it at once', async () => {
    const { tacit } = await open({ hydrate: (ids) => ids.map((id) => ({ id })) })
    const options = {
      limit: 9,
      diversity: { amount: 0.4, by: 'intents' as const },
      explore: 0.2,
      filter: () => true,
      rules: [{ max: 2, per: 'brand' }],
    }
    const shown: string[] = []
    let listing = await tacit.recommend(options)
    for (; listing.items.length > 0; listing = await listing.next()) {
      shown.push(...listing.items.map(({ id }) => id))
      await tacit.track('view', `item-${shown.length}`)
    }
    expect(shown).toHaveLength(ITEMS)
    expect(new Set(shown).size).toBe(ITEMS)
  })

  it('invalid rules and conditions are refused, with the path', async () => {
    const { tacit } = await open()
    const refused = await tacit.recommend({ rules: [{ max: 0, per: 'brand' }], fallback: ['x'] })
    expect(refused).toMatchObject({
      source: 'fallback',
      code: 'options/rules',
      reason: expect.stringContaining('rules[0].max'),
      items: [{ id: 'x' }],
    })
    const circle: { not?: unknown } = {}
    circle.not = circle
    const filter = circle as never
    expect(await tacit.recommend({ filter })).toMatchObject({ code: 'options/filter' })
  })
})
