import { type Condition, packParts, type Rule, type Rules } from '@tacit-rec/pack'
import { beforeAll, describe, expect, test } from 'vitest'
import { createBrain } from '../../client/core.ts'
import type { Brain, BrainState, Query } from '../../client/messages.ts'
import type { Facts } from '../../client/types.ts'
import { type BuiltPack, seeded } from '../pack/random-pack.ts'
import { testPlatform } from './platform.ts'
import { BRANDS, brainOf, configOf, DAY, HISTORY, ITEMS, pagesOf, shopPack } from './shop.ts'

let brain: Brain
beforeAll(async () => {
  brain = await brainOf(await shopPack())
})

const rank = (query: Partial<Query>, by = brain) =>
  by.rank({ limit: 10, history: HISTORY, ...query })
const idsOf = async (query: Partial<Query>, by = brain) =>
  (await rank(query, by)).items.map(({ id }) => id)
const allIds = (rules: Rule[]) => idsOf({ limit: ITEMS, rules })
const number = (id: string) => Number(id.slice('item-'.length))

describe('conditions', () => {
  const passing = async (filter: Condition) =>
    (await idsOf({ limit: ITEMS, filter })).map(number).sort((a, b) => a - b)
  const where = (test: (n: number) => boolean) =>
    Array.from({ length: ITEMS }, (_, n) => n).filter(test)

  test.each<[string, Condition, (n: number) => boolean]>([
    ['eq', { fact: 'brand', eq: 'Dune' }, (n) => n % 4 === 3 && n % 5 !== 4],
    ['eq, a number in a column of texts and numbers', { fact: 'year', eq: 1904 }, (n) => n === 4],
    ['eq, its text', { fact: 'year', eq: '1905' }, (n) => n === 5],
    ['eq, the id', { fact: 'id', eq: 'item-7' }, (n) => n === 7],
    ['eq, a step of a category', { fact: 'categories', eq: 'Row 2' }, (n) => n % 4 === 2],
    ['eq, the path', { fact: 'categories', eq: 'Shelf > Row 2' }, (n) => n % 4 === 2],
    ['in', { fact: 'brand', in: ['Ardent', 'Bramble'] }, (n) => n % 4 < 2 && n % 5 !== 4],
    ['a range', { fact: 'price', min: 2, max: 3 }, (n) => n >= 4 && n <= 8],
    ['a range of texts', { fact: 'year', min: 2015 }, (n) => n >= 115],
    ['max alone', { fact: 'price', max: 1.25 }, (n) => n < 2],
    ['exists', { fact: 'brand', exists: true }, (n) => n % 5 !== 4],
    ['exists: false', { fact: 'brand', exists: false }, (n) => n % 5 === 4],
    ['newer', { fact: 'added', newer: 4.5 }, (n) => n >= 115],
    ['not', { not: { fact: 'brand', exists: true } }, (n) => n % 5 === 4],
    ['not, of a fact that is unknown', { not: { fact: 'color', eq: 'red' } }, () => true],
    ['a fact that no item has', { fact: 'color', eq: 'red' }, () => false],
    ['a fact of every object', { fact: 'constructor', exists: true }, () => false],
    [
      'all',
      {
        all: [
          { fact: 'brand', eq: 'Dune' },
          { fact: 'price', max: 2 },
        ],
      },
      (n) => n === 3,
    ],
    [
      'any',
      {
        any: [
          { fact: 'id', eq: 'item-3' },
          { fact: 'id', eq: 'item-2' },
        ],
      },
      (n) => n === 2 || n === 3,
    ],
  ])('%s', async (_, condition, expected) => {
    expect(await passing(condition)).toEqual(where(expected))
  })
})

describe('single rules', () => {
  test('stock leaves out what is known not to be there', async () => {
    const ids = await allIds([{ stock: ['in stock'] }])
    expect(ids).toHaveLength(108)
  })

  test('price: a range, and a currency if both are known', async () => {
    expect(await allIds([{ price: { min: 2, max: 3 } }])).toHaveLength(5)
    expect(await allIds([{ price: { max: 3, currency: 'EUR' } }])).toHaveLength(9)
    expect(await allIds([{ price: { max: 3, currency: 'USD' } }])).toEqual([])
  })

  test('pin: one item, then several, at their places; the model says why', async () => {
    const [first, second] = await idsOf({})
    const { items } = await rank({ rules: [{ pin: 'item-40', at: 2, name: 'campaign' }] })
    expect(items.slice(0, 3).map(({ id }) => id)).toEqual([first, 'item-40', second])
    expect(items[1].rule).toBe('campaign')
    expect(items[1].reason.text).toMatch(/^(Because you|Fits your|Popular)/)
    const pinned = await idsOf({ rules: [{ pin: ['item-41', 'gone', 'item-42'] }] })
    expect(pinned.slice(0, 3)).toEqual(['item-41', first, 'item-42'])
  })

  test('a pin that another has taken goes to the next place', async () => {
    const rules: Rule[] = [{ pin: 'item-40' }, { pin: 'item-41' }, { pin: 'item-40', at: 5 }]
    expect((await idsOf({ rules })).slice(0, 2)).toEqual(['item-40', 'item-41'])
  })

  test('a pin is not listed where it must not be: filtered, excluded, disliked', async () => {
    const rules: Rule[] = [{ pin: 'item-40' }, { filter: { fact: 'brand', eq: 'Dune' } }]
    expect(await idsOf({ rules })).not.toContain('item-40')
    expect(await idsOf({ rules: [{ pin: 'item-40' }], exclude: ['item-40'] })).not.toContain(
      'item-40',
    )
    const history = [...HISTORY, { kind: 'dislike', item: 'item-40', time: Date.now() }]
    expect(await idsOf({ rules: [{ pin: 'item-40' }], history })).not.toContain('item-40')
  })

  test('a pin on a later page waits for it', async () => {
    const rules: Rule[] = [{ pin: 'item-40', at: 13 }]
    const pages = await pagesOf((query) => brain.rank(query), {
      limit: 10,
      history: HISTORY,
      rules,
    })
    expect(pages[1][2]).toBe('item-40')
  })

  test('boost lifts by standard deviations, and lowers', async () => {
    const where: Condition = { fact: 'brand', eq: 'Cobalt' }
    const up = await idsOf({ rules: [{ boost: 20, where }] })
    expect(up.map(number).every((n) => n % 4 === 2)).toBe(true)
    const down = await idsOf({ rules: [{ boost: -20, where }] })
    expect(down.map(number).every((n) => n % 4 !== 2 || n % 5 === 4)).toBe(true)
    const [first] = await idsOf({})
    expect((await idsOf({ rules: [{ boost: 0.001, where }] }))[0]).toBe(first)
  })

  test('bury puts items after all others, also after what was bought', async () => {
    const ids = await allIds([{ bury: { fact: 'brand', eq: 'Cobalt' } }])
    const last = ids.slice(-24).map(number)
    expect(last.every((n) => n % 4 === 2 && n % 5 !== 4)).toBe(true)
    expect(ids.slice(-26, -24)).toContain('item-5')
  })

  test('max: at most so many of a value on each page; the others come later', async () => {
    const rules: Rule[] = [{ max: 2, per: 'brand' }]
    const query = { limit: 8, history: HISTORY, rules }
    const pages = await pagesOf((one) => brain.rank(one), query)
    for (const page of pages)
      for (const brand of BRANDS) expect(countOf(page, brand)).toBeLessThanOrEqual(2)
    expect(new Set(pages.flat()).size).toBe(ITEMS)
  })

  test('slots and every reserve places for the best items of a kind', async () => {
    const fresh: Condition = { fact: 'added', newer: 10.5 }
    const isFresh = (id: string) => number(id) >= ITEMS - 11
    const slots = await idsOf({ rules: [{ slots: [2, 5], where: fresh }] })
    expect([isFresh(slots[1]), isFresh(slots[4])]).toEqual([true, true])
    const every = await idsOf({ rules: [{ every: 3, where: fresh }] })
    expect([2, 5, 8].map((n) => isFresh(every[n]))).toEqual([true, true, true])
    const none = await idsOf({ rules: [{ slots: [1], where: { fact: 'brand', eq: 'none' } }] })
    expect(none).toEqual(await idsOf({}))
  })

  test('seen and bought: last, mixed, never, or back after a half-life', async () => {
    const place = async (rules: Rule[]) => (await allIds(rules)).indexOf('item-8')
    const mixed = await place([{ seen: 'mixed' }])
    expect(await place([{ seen: 'never' }])).toBe(-1)
    expect(await place([{ seen: 'last' }])).toBeGreaterThanOrEqual(ITEMS - 3)
    expect(await place([{ seen: 0.05 }])).toBe(mixed)
    const half = await place([{ seen: 1 }])
    expect(half).toBeGreaterThan(mixed)
    expect(half).toBeLessThan(ITEMS - 3)
    expect((await allIds([{ bought: 'never' }])).includes('item-5')).toBe(false)
    // The option of a call says more than any rule.
    const never = await idsOf({ limit: ITEMS, rules: [{ seen: 'mixed' }], includeSeen: false })
    expect(never).toHaveLength(ITEMS - 3)
  })

  test('from and until', async () => {
    const day = (days: number) => new Date(Date.now() + days * DAY).toISOString()
    const first = async (times: object) =>
      (await idsOf({ rules: [{ pin: 'item-40', ...times }] }))[0] === 'item-40'
    expect(await first({ from: day(-1), until: day(1) })).toBe(true)
    expect(await first({ from: day(1) })).toBe(false)
    expect(await first({ until: day(-1).slice(0, 10) })).toBe(false)
  })
})

function countOf(page: readonly string[], brand: string): number {
  const at = BRANDS.indexOf(brand)
  return page.filter((id) => number(id) % 4 === at && number(id) % 5 !== 4).length
}

describe('where rules come from', () => {
  test('the pack’s, for every placement and for one, and the call’s', async () => {
    const pack = await shopPack({
      '*': [{ filter: { fact: 'brand', exists: true } }, { pin: 'item-3' }],
      home: [{ pin: 'item-2', name: 'spring' }],
      toString: [{ pin: 'item-1' }],
    })
    const here = await brainOf(pack)
    expect((await idsOf({}, here))[0]).toBe('item-3')
    const { items } = await rank({ placement: 'home', rules: [{ pin: 'item-0' }] }, here)
    expect(items.slice(0, 3).map(({ id, rule }) => [id, rule])).toEqual([
      ['item-0', 'rules[0]'],
      ['item-2', 'spring'],
      ['item-3', '*[1]'],
    ])
    for (const { facts } of items) expect(facts.brand).toBeDefined()
    expect((await idsOf({ placement: 'valueOf' }, here))[0]).toBe('item-3')
    const none = await idsOf({ placement: 'toString' }, here)
    expect(none.slice(0, 2)).toEqual(['item-1', 'item-3'])
  })

  test('for every listing, and for what fills it up', async () => {
    const here = await brainOf(await shopPack({ '*': [{ filter: { fact: 'brand', eq: 'Dune' } }] }))
    const query = { limit: 5, min: 40, fallback: ['item-0', 'item-7'], history: HISTORY }
    const lists = [
      await here.rank(query),
      await here.rank({ ...query, history: [] }),
      await here.popular(query),
      await here.similar(['item-0'], query),
      await here.recent(query),
      await here.onboarding(query),
    ]
    for (const { items } of lists) {
      expect(items.length).toBeGreaterThan(0)
      for (const { facts } of items) expect(facts.brand).toBe('Dune')
    }
  })

  describe('a search', () => {
    const search = async (query: Partial<Query>, of = brain) =>
      (await of.search('title', { limit: 6, history: [], ...query })).items.map(({ id }) => id)
    const dune: Condition = { fact: 'brand', eq: 'Dune' }

    test('obeys filters, stock, caps, pins, boosts and slots', async () => {
      const all = await search({ limit: ITEMS })
      const passing = (await search({ filter: dune })).map(number)
      expect(passing.every((n) => n % 4 === 3 && n % 5 !== 4)).toBe(true)
      const unknown = (await search({ limit: ITEMS, rules: [{ stock: ['preorder'] }] })).map(number)
      expect(unknown.length).toBeGreaterThan(20)
      expect(unknown.every((n) => n % 3 === 0)).toBe(true)
      expect((await search({ rules: [{ pin: 'item-40', at: 2 }] }))[1]).toBe('item-40')
      const up = await search({ rules: [{ boost: 20, where: dune }] })
      expect(up.map(number).every((n) => n % 4 === 3)).toBe(true)
      const last = await search({ limit: ITEMS, rules: [{ bury: { fact: 'id', eq: all[0] } }] })
      expect(last.at(-1)).toBe(all[0])
      const capped = await search({ rules: [{ max: 1, per: 'brand' }] })
      for (const brand of BRANDS) expect(countOf(capped, brand)).toBeLessThanOrEqual(1)
    })

    test('by the pack, with a total that counts what its rules leave', async () => {
      const here = await brainOf(
        await shopPack({ '*': [{ filter: dune }], results: [{ pin: 'item-43' }] }),
      )
      const { items, total } = await here.search('title', { limit: 3, placement: 'results' })
      expect(items[0]).toMatchObject({ id: 'item-43', rule: 'results[0]' })
      const free = await brain.search('title', { limit: 3 })
      expect(total).toBeGreaterThan(0)
      expect(total).toBeLessThan(free.total / 2)
    })

    test('pins only what the query finds, and sinks nothing that was met', async () => {
      const pinned = await brain.search('Dune', { limit: 3, rules: [{ pin: 'item-40' }] })
      expect(pinned.items.map(({ id }) => id)).not.toContain('item-40')
      const met = { limit: ITEMS, history: HISTORY, rules: [{ seen: 'never' as const }] }
      expect(await search(met)).toContain('item-8')
    })

    test('what is disliked stays last, whatever is pinned', async () => {
      const history = [{ kind: 'dislike', item: 'item-40', time: Date.now() }]
      const ids = await search({ limit: ITEMS, history, rules: [{ pin: 'item-40' }] })
      expect(ids.at(-1)).toBe('item-40')
    })
  })

  test('own objects: in the order of the rules, and none is left out', async () => {
    const here = await brainOf(
      await shopPack({
        '*': [{ filter: { fact: 'brand', eq: 'none' } }],
        home: [{ pin: 'item-2' }, { bury: { fact: 'id', eq: 'item-1' } }],
      }),
    )
    const ids = ['item-0', 'item-1', 'gone', 'item-2', 'item-3']
    const order = async (placement?: string) => {
      const { scores } = await here.scores(ids, { history: HISTORY, placement })
      expect(scores[2]).toBeNull()
      const known = ids.filter((_, n) => scores[n] !== null)
      return known.toSorted((a, b) => scores[ids.indexOf(b)]! - scores[ids.indexOf(a)]!)
    }
    const plain = await order()
    const ruled = await order('home')
    expect([ruled[0], ruled.at(-1)]).toEqual(['item-2', 'item-1'])
    expect(ruled.slice(1, -1)).toEqual(plain.filter((id) => !['item-1', 'item-2'].includes(id)))
  })

  test('recent items: a pin is listed only if the person met it', async () => {
    const query = { limit: 5, history: HISTORY }
    const recent = async (id: string) =>
      (await brain.recent({ ...query, rules: [{ pin: id }] })).items.map(({ id }) => id)
    expect(await recent('item-40')).toEqual(['item-8', 'item-31', 'item-5'])
    expect(await recent('item-5')).toEqual(['item-5', 'item-8', 'item-31'])
  })

  test('invalid rules of a call are refused with the path of what is wrong', async () => {
    const wrong = [{ pin: 'item-1' }, { boost: 1, where: { all: [{ fact: 'x', min: '5' }] } }]
    await expect(rank({ rules: wrong })).rejects.toMatchObject({
      code: 'options/rules',
      message: expect.stringContaining('rules[1].where.all[0].min: Invalid type: Expected number'),
    })
    await expect(rank({ filter: { fact: 'x', eq: true } })).rejects.toMatchObject({
      code: 'options/filter',
      message: expect.stringMatching(/^filter\.eq: /),
    })
  })
})

describe('any combination of rules', () => {
  const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))

  /** A rule of any kind but those that put an item out of the list. */
  function randomRule(random: () => number): Rule {
    const int = (to: number) => Math.floor(to * random())
    const where: Condition = [
      { fact: 'brand', eq: BRANDS[int(4)] },
      { not: { fact: 'brand', exists: true } },
      { fact: 'added', newer: 1 + int(60) },
      { fact: 'price', min: int(20), max: 10 + int(20) },
    ][int(4)]
    const items = () => `item-${int(ITEMS + 5)}`
    return [
      (): Rule => ({ pin: random() < 0.5 ? items() : [items(), items()], at: 1 + int(14) }),
      (): Rule => ({ boost: 6 * random() - 3, where }),
      (): Rule => ({ bury: where }),
      (): Rule => ({ max: 1 + int(4), per: ['brand', 'categories', 'year'][int(3)] }),
      (): Rule => ({ slots: [1 + int(6), 1 + int(30)], where }),
      (): Rule => ({ every: 2 + int(5), where }),
      (): Rule => ({ seen: (['last', 'mixed', 1, 20] as const)[int(4)] }),
      (): Rule => ({ diversity: random(), by: random() < 0.5 ? 'items' : 'intents' }),
      (): Rule => ({ explore: random() }),
      (): Rule => ({ filter: { any: [where, { fact: 'price', min: 5 }] } }),
    ][int(10)]()
  }

  test(`pins hold, caps hold, every item comes once (SEED=${SEED})`, async () => {
    const facts = new Map((await brain.facts()).map((one) => [one.id, one]))
    const random = seeded(SEED)
    for (let round = 0; round < 60; round++) {
      const rules = Array.from({ length: 1 + Math.floor(7 * random()) }, () => randomRule(random))
      const limit = 1 + Math.floor(12 * random())
      const history = random() < 0.8 ? HISTORY : []
      const query = { limit, history, rules, seed: round }
      const why = JSON.stringify({ SEED, round, query })
      const pages = await pagesOf((one) => brain.rank(one), query)
      const shown = pages.flat()
      const filters = rules.filter((rule) => 'filter' in rule)
      const eligible = await idsOf({ limit: ITEMS, history, rules: filters })
      expect(shown.toSorted(), why).toEqual(eligible.toSorted())
      const pins = pinnedPlaces(rules, new Set(eligible))
      for (const [place, id] of pins) {
        const { page, at, start } = placeIn(pages, id)
        // A page that caps made short has its pins at its end.
        if (pages[page].length === limit) expect([id, start + at + 1], why).toEqual([id, place])
        else expect(start + at + 1, why).toBeLessThanOrEqual(place)
      }
      const pinned = new Set(pins.values())
      for (const rule of rules)
        if ('max' in rule) for (const page of pages) assertCap(page, rule, facts, pinned, why)
    }
  })
})

test('the first shelf obeys rules, before anything can rank', async () => {
  const rules: Rules = {
    home: [{ max: 1, per: 'brand' }, { filter: { fact: 'brand', exists: true } }],
  }
  const pack = await shopPack(rules)
  const known = new Set((await headOf(pack)).items.map(({ id }) => id))
  const pin = pack.loaded.catalogue.ids.find((id) => !known.has(id))
  const platform = testPlatform(pack)
  const { fetch } = platform
  // Nothing after the head arrives.
  platform.fetch = (url, init) =>
    /manifest|head|rules/.test(url) ? fetch(url, init) : new Promise(() => {})
  const here = await new Promise<Brain>((ready) => {
    const state = ({ stage }: BrainState) => stage === 'head' && ready(made)
    const made = createBrain(configOf(), platform, { state, problem() {}, alive() {} }, true)
  })
  const { items, code } = await here.rank({ limit: 4, placement: 'home', history: [] })
  expect(code).toBe('history/none')
  expect(items.map(({ facts }) => facts.brand).toSorted()).toEqual(BRANDS)
  const deals = here.rank({ limit: 4, rules: [{ pin }], history: [] })
  const late = new Promise((passed) => setTimeout(() => passed('waits'), 50))
  expect(await Promise.race([deals, late])).toBe('waits')
  here.dispose()
  await expect(deals).rejects.toMatchObject({ code: 'sdk/aborted' })
})

/** Where pins belong: the first of them first, each on the next free place. */
function pinnedPlaces(rules: readonly Rule[], eligible: ReadonlySet<string>): Map<number, string> {
  const places = new Map<number, string>()
  for (const rule of rules) {
    if (!('pin' in rule)) continue
    for (const [n, id] of [rule.pin].flat().entries()) {
      if (!eligible.has(id) || [...places.values()].includes(id)) continue
      let place = (rule.at ?? 1) + n
      while (places.has(place)) place++
      places.set(place, id)
    }
  }
  return places
}

function placeIn(pages: readonly string[][], id: string) {
  const page = pages.findIndex((one) => one.includes(id))
  const start = pages.slice(0, page).flat().length
  return { page, at: pages[page].indexOf(id), start }
}

function assertCap(
  page: readonly string[],
  { max, per }: { max: number; per: string },
  facts: ReadonlyMap<string, Facts>,
  pinned: ReadonlySet<string>,
  why: string,
): void {
  const values = (id: string) => [facts.get(id)![per] ?? []].flat()
  for (const value of new Set(page.flatMap(values))) {
    const having = page.filter((id) => values(id).includes(value))
    const byRule = having.filter((id) => pinned.has(id)).length
    expect(having.length, why).toBeLessThanOrEqual(Math.max(max, byRule))
  }
}

async function headOf({ manifest, files }: BuiltPack) {
  return (await packParts(manifest, async (name) => files.get(name)!).head())!
}
