import { itemPrototypes } from '@tacit-rec/engine'
import { beforeAll, expect, test } from 'vitest'
import type { Brain, Query } from '../../client/messages.ts'
import { wordsOf } from '../../client/words.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { brainOf, DAY, HISTORY, ITEMS, pagesOf, shopPack } from './shop.ts'

let pack: BuiltPack
let brain: Brain
beforeAll(async () => {
  pack = await shopPack()
  brain = await brainOf(pack)
})

const number = (id: string) => Number(id.slice('item-'.length))
const idsOf = async (query: Partial<Query>) =>
  (await brain.rank({ limit: 10, history: HISTORY, ...query })).items.map(({ id }) => id)

/** Mean cosine of the pairs of a list. */
function likeness(ids: readonly string[]): number {
  const { items, manifest } = pack.loaded
  const rows = ids.map((id) => {
    const at = number(id) * manifest.dim
    const row = Array.from(items.vectors.subarray(at, at + manifest.dim))
    const norm = Math.hypot(...row)
    return row.map((value) => value / norm)
  })
  const pairs = rows.flatMap((a, n) =>
    rows.slice(n + 1).map((b) => a.reduce((sum, value, c) => sum + value * b[c], 0)),
  )
  return pairs.reduce((a, b) => a + b) / pairs.length
}

test('diversity moves similar items apart, the more the larger it is', async () => {
  const lists = await Promise.all(
    [0, 0.3, 0.9].map((amount) => idsOf({ diversity: { amount, by: 'items' } })),
  )
  expect(lists[0]).toEqual(await idsOf({}))
  const [none, some, much] = lists.map(likeness)
  expect(some).toBeLessThan(none)
  expect(much).toBeLessThan(some)
  // The best item stays first.
  for (const ids of lists) expect(ids[0]).toBe(lists[0][0])
})

test('diversity never moves what was seen or bought before what was not', async () => {
  const all = { limit: ITEMS, diversity: { amount: 1, by: 'items' } } as const
  expect((await idsOf(all)).slice(-3).toSorted()).toEqual(['item-31', 'item-5', 'item-8'])
})

/** KL(p ‖ q̃) of how a list and the history are distributed over the prototypes. */
function divergence(ids: readonly string[]): number {
  const shares = (numbers: readonly number[]) => {
    const sum = new Map<number, number>()
    for (const item of numbers) {
      const near = itemPrototypes(pack.loaded, item)
      const total = near.reduce((all, { cosine }) => all + cosine ** 2, 0)
      for (const { prototype, cosine } of near)
        sum.set(prototype, (sum.get(prototype) ?? 0) + cosine ** 2 / total / numbers.length)
    }
    return sum
  }
  // The purchase weighs twice.
  const p = shares([5, 5, 31, 8])
  const q = shares(ids.map(number))
  return [...p].reduce((sum, [at, share]) => {
    return sum + share * Math.log(share / (0.99 * (q.get(at) ?? 0) + 0.01 * share))
  }, 0)
}

test('calibration: a list is distributed as the person’s own intents are', async () => {
  const plain = await idsOf({})
  const calibrated = await idsOf({ diversity: { amount: 0.9, by: 'intents' } })
  expect(divergence(calibrated)).toBeLessThan(divergence(plain))
  expect(divergence(calibrated)).toBeLessThan(0.1)
})

test('exploration: a share of the places, the same for one seed, others for another', async () => {
  const query = { limit: 30, explore: 0.3, history: HISTORY }
  const { items } = await brain.rank({ ...query, seed: 7 })
  const again = await brain.rank({ ...query, seed: 7 })
  expect(again.items).toEqual(items)
  const explored = items.filter(({ reason }) => reason.kind === 'explore')
  expect(explored.length).toBeGreaterThan(3)
  expect(explored.length).toBeLessThan(16)
  expect(explored[0].reason.text).toBe('Something different')
  const other = await brain.rank({ ...query, seed: 8 })
  expect(other.items.map(({ id }) => id)).not.toEqual(items.map(({ id }) => id))
  const met = new Set(HISTORY.map(({ item }) => item))
  for (const { id } of explored) expect(met.has(id)).toBe(false)
})

test('over many seeds every item is explored about alike', async () => {
  const counts = new Map<string, number>()
  for (let seed = 0; seed < 600; seed++) {
    const { items } = await brain.rank({ limit: 1, explore: 1, seed, history: HISTORY })
    counts.set(items[0].id, (counts.get(items[0].id) ?? 0) + 1)
  }
  // 117 items in 600 draws: 5 each.
  expect(counts.size).toBeGreaterThan(110)
  expect(Math.max(...counts.values())).toBeLessThan(18)
})

test('without a seed nothing is left to chance', async () => {
  expect(await idsOf({ explore: 1 })).toEqual(await idsOf({}))
})

test('onboarding: popular items that differ, none that the person met', async () => {
  const { items, source, code } = await brain.onboarding({ limit: 10, history: HISTORY })
  expect({ source, code }).toEqual({ source: 'popular', code: 'ok' })
  const ids = items.map(({ id }) => id)
  const popular = (await brain.popular({ limit: 10, history: HISTORY })).items.map(({ id }) => id)
  expect(likeness(ids)).toBeLessThan(likeness(popular))
  const { popularity } = pack.loaded
  const mean = popularity.reduce((a, b) => a + b) / ITEMS
  const own = ids.reduce((sum, id) => sum + popularity[number(id)], 0) / ids.length
  expect(own).toBeGreaterThan(mean)
  const pages = await pagesOf((query) => brain.onboarding(query), { limit: 50, history: HISTORY })
  expect(new Set(pages.flat()).size).toBe(ITEMS - 3)
  expect(pages.flat()).toHaveLength(ITEMS - 3)
})

test('what was seen comes back, half of the way every 30 days; what was bought does not', async () => {
  const seenAgo = (days: number) => [
    { kind: 'buy', item: 'item-5', time: Date.now() - days * DAY },
    { kind: 'view', item: 'item-8', time: Date.now() - days * DAY },
  ]
  const places = await Promise.all(
    [0, 60, 3000].map(async (days) => {
      const history = seenAgo(days)
      const ids = await idsOf({ limit: ITEMS, history })
      const mixed = await idsOf({ limit: ITEMS, history, includeSeen: true })
      expect(ids.indexOf('item-5')).toBe(ITEMS - 1)
      return [ids.indexOf('item-8'), mixed.indexOf('item-8')]
    }),
  )
  expect(places[0][0]).toBe(ITEMS - 2)
  expect(places[1][0]).toBeLessThan(ITEMS - 2)
  // All that is between them now is the bought item, which ranks by its score there.
  expect(places[2][1] - places[2][0]).toBeLessThanOrEqual(1)
})

test('locale: facts in its language where the catalogue has them, and reasons', async () => {
  const german = await brainOf(pack, { locale: 'de-AT' })
  const { items } = await german.rank({ limit: ITEMS, history: HISTORY })
  const facts = new Map(items.map((item) => [item.id, item.facts]))
  expect(facts.get('item-1')?.title).toBe('Titel 1')
  expect(facts.get('item-2')?.title).toBe('Title 2')
  expect(facts.get('item-0')?.brand).toBe('Österreich')
  const { reason } = items.find(({ reason }) => reason.kind === 'event')!
  expect(reason.text).toMatch(/^Weil du (Title|Titel|item-)/)
  const { items: recent } = await german.recent({ limit: 3, history: HISTORY })
  expect(recent[1].reason.text).toBe('Du hast Titel 31 angesehen')
})

test.each([
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'ja',
  'zh',
  'ar',
])('reasons in %s are complete', (language) => {
  const { because, did, popular, chosen, explored, ...named } = wordsOf(language)
  for (const text of [because, did, named].flatMap((texts) => Object.values(texts)))
    expect(text.split('{}')).toHaveLength(2)
  for (const text of [popular, chosen, explored]) expect(text).toMatch(/^[^{}]+$/)
  const { interest } = named
  if (language !== 'en') expect(interest).not.toBe(wordsOf('en').interest)
})

test('a language that there is none of reads as English', () => {
  expect(wordsOf('tlh')).toEqual(wordsOf('en-GB'))
  expect(wordsOf('constructor')).toEqual(wordsOf('en'))
})

test('prices in the catalogue’s currency, as the locale writes them; never converted', async () => {
  const here = await brainOf(pack, { locale: 'de-DE', currency: 'USD' })
  const { items } = await here.rank({ limit: 1, history: HISTORY, filter: IS_FOUR })
  expect(items[0].price).toBe('2,00\u00a0€')
  const plain = await randomPack()
  const dollars = await brainOf(plain, { locale: 'en-US', currency: 'USD' })
  expect((await dollars.popular({ limit: 1, filter: IS_FOUR })).items[0].price).toBe('$2.00')
  const none = await brainOf(plain)
  expect((await none.popular({ limit: 1, filter: IS_FOUR })).items[0].price).toBeUndefined()
})

const IS_FOUR = { fact: 'id', eq: 'item-4' }
