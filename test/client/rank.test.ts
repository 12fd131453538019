import { beforeAll, expect, test } from 'vitest'
import { type Engines, startEngines } from '../../client/engines.ts'
import { interestsOf, itemInterests } from '../../client/interests.ts'
import type { Opened } from '../../client/packs.ts'
import { allFacts, rank, rankPopular, rankSimilar } from '../../client/rank.ts'
import { readHistory } from '../../client/read-history.ts'
import type { RecommendOptions } from '../../client/types.ts'
import { randomPack } from '../pack/random-pack.ts'

const DAY = 86_400_000
const HISTORY = [
  { kind: 'buy', item: 'item-5', time: DAY },
  { kind: 'view', item: 'item-9', time: 3 * DAY },
]

let opened: Opened
let engines: Engines
beforeAll(async () => {
  const { loaded } = await randomPack()
  opened = { pack: loaded, fromCache: false }
  const options = { engine: 'instant', assets: '', webgpu: 'off' } as const
  engines = await startEngines(loaded, options, () => {})
})

const idsOf = async (options: RecommendOptions, history = HISTORY) =>
  (await rank(opened, engines, history, options)).items.map(({ id }) => id)

test('a history is encoded in the pack’s numbers; items that left it and unknown kinds are dropped', () => {
  const gone = { kind: 'view', item: 'gone', time: 2 * DAY }
  const odd = { kind: 'unheard of', item: 'item-0', time: 3 * DAY }
  expect(readHistory(opened.pack, [...HISTORY, gone, odd]).events).toEqual([
    { item: 5, kind: 1, age: 2 },
    { item: 9, kind: 0, age: 0 },
  ])
})

test.each([
  ['purchase', 1, 'the pack’s own name of a kind'],
  ['Order Completed', 1, 'an alias of it'],
  ['page_view', 0, 'an alias'],
  ['cart', 0, 'a kind that an earlier pack lacks'],
])('the kind %s is number %i: %s', (kind, index) => {
  const [event] = readHistory(opened.pack, [{ kind, item: 'item-1', time: DAY }]).events
  expect(event.kind).toBe(index)
})

const after = (...kinds: string[]) =>
  readHistory(
    opened.pack,
    kinds.map((kind, n) => ({ kind, item: 'item-1', time: n * DAY })),
  )

test.each([
  [['view', 'dislike'], { likes: 0, seen: [1], disliked: [1] }],
  [['dislike', 'view'], { likes: 0, seen: [1], disliked: [1] }],
  [['hide', 'purchase'], { likes: 1, seen: [1], disliked: [] }],
  [['add_to_cart', 'remove_from_cart'], { likes: 0, seen: [1], disliked: [] }],
  [['view', 'cart', 'removed from cart'], { likes: 1, seen: [1], disliked: [] }],
  [['purchase', 'purchase', 'refund'], { likes: 1, seen: [1], disliked: [] }],
  [['refund', 'purchase'], { likes: 1, seen: [1], disliked: [] }],
  [['save', 'unlike', 'save'], { likes: 1, seen: [1], disliked: [] }],
  [['impression', 'search'], { likes: 0, seen: [], disliked: [] }],
])('%j on one item', (kinds, expected) => {
  const { events, seen, disliked } = after(...kinds)
  expect({ likes: events.length, seen: [...seen], disliked: [...disliked] }).toEqual(expected)
})

test('ages count from the newest positive', () => {
  expect(after('view', 'view', 'impression').events.map(({ age }) => age)).toEqual([1, 0])
})

test('a disliked item is in no list, and pulls nothing towards it', async () => {
  const dislike = { kind: 'dislike', item: 'item-7', time: 4 * DAY }
  const view = { ...dislike, kind: 'view', time: 3.5 * DAY }
  const all = { limit: 40, includeSeen: true }
  const before = await rank(opened, engines, HISTORY, all)
  const ranked = await rank(opened, engines, [...HISTORY, view, dislike], all)
  expect(ranked.items).toEqual(before.items.filter(({ id }) => id !== 'item-7'))
  const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id)
  expect(ids(rankPopular(opened.pack, [dislike], { limit: 40 }))).not.toContain('item-7')
  expect(ids(rankSimilar(opened.pack, [dislike], 'item-3', all))).not.toContain('item-7')
})

test('unlisted items are in no list unless asked for, and stay in the history', async () => {
  const unlisted = opened.pack.catalogue.ids.map((id) => (id === 'item-9' ? 'unavailable' : null))
  const pack = { ...opened.pack, catalogue: { ...opened.pack.catalogue, unlisted } } as const
  const here = { ...opened, pack }
  const other = [{ kind: 'view', item: 'item-5', time: DAY }]
  for (const includeUnlisted of [false, true]) {
    const options = { limit: 40, includeUnlisted }
    const lists = [
      await rank(here, engines, other, options),
      await rank(here, engines, [], options),
      rankPopular(pack, [], options),
      rankSimilar(pack, [], 'item-3', options),
    ]
    const found = lists.map(({ items }) => items.some(({ id }) => id === 'item-9'))
    expect(found).toEqual([1, 1, 1, 1].map(() => includeUnlisted))
  }
  expect(readHistory(pack, HISTORY).events).toHaveLength(2)
  expect(allFacts(pack)[9]).toMatchObject({ title: 'Title 9', unlisted: 'unavailable' })
})

test('ranks best first, ten by default, without what was seen', async () => {
  const ranking = await rank(opened, engines, HISTORY, {})
  expect(ranking).toMatchObject({ source: 'model', engine: 'instant' })
  expect(ranking.items).toHaveLength(10)
  const scores = ranking.items.map(({ score }) => score)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  const ids = ranking.items.map(({ id }) => id)
  expect(ids).not.toContain('item-5')
  expect(await idsOf({ limit: 40, includeSeen: true })).toHaveLength(40)
})

test('exclude, category and filter leave items out', async () => {
  const [first] = await idsOf({})
  expect(await idsOf({ exclude: [first, 'gone'] })).not.toContain(first)
  const row = await rank(opened, engines, HISTORY, { category: 'Row 2', limit: 40 })
  for (const { facts } of row.items) expect(facts.categories).toEqual(['Shelf > Row 2'])
  const cheap = await rank(opened, engines, HISTORY, { filter: ({ price = 0 }) => price < 3 })
  for (const { facts } of cheap.items) expect(facts.price).toBeLessThan(3)
})

test('without a history: the popular items, with the same filters', async () => {
  const ranking = await rank(opened, engines, [], { limit: 3 })
  expect(ranking).toMatchObject({ source: 'popular', reason: 'no history yet', engine: 'none' })
  expect(ranking.items).toEqual(rankPopular(opened.pack, [], { limit: 3 }).items)
  const [{ id, reason }] = ranking.items
  expect(reason).toMatchObject({ kind: 'popular', text: 'Popular here' })
  expect(await idsOf({ exclude: [id] }, [])).not.toContain(id)
})

test('says that an earlier pack ranked, and why', async () => {
  const stale = { ...opened, fromCache: true, reason: 'the edge answered 503' }
  const ranking = await rank(stale, engines, HISTORY, {})
  expect(ranking).toMatchObject({ source: 'cache', reason: 'the edge answered 503' })
})

test('popular items of a category, by number of users', () => {
  const { items } = rankPopular(opened.pack, [], { category: 'Row 1', limit: 4 })
  expect(items).toHaveLength(4)
  for (const { facts } of items) expect(facts.categories).toEqual(['Shelf > Row 1'])
  const { popularity } = opened.pack.items
  expect(items[0].score).toBe(Math.max(...popularity.filter((_, item) => item % 4 === 1)))
})

test('similar items, never the item itself', () => {
  const { items, source, engine } = rankSimilar(opened.pack, [], 'item-3', { limit: 40 })
  expect({ source, engine }).toEqual({ source: 'model', engine: 'none' })
  expect(items).toHaveLength(39)
  expect(items.map(({ id }) => id)).not.toContain('item-3')
  expect(items[0].reason).toMatchObject({ kind: 'event', text: 'Like item-3', item: 'item-3' })
  expect(() => rankSimilar(opened.pack, [], 'gone', {})).toThrow(
    'item "gone" is not in the catalogue',
  )
})

test('facts of every item, in the pack’s order', () => {
  const facts = allFacts(opened.pack)
  expect(facts.map(({ id }) => id)).toEqual(opened.pack.catalogue.ids)
  expect(facts[1]).toEqual({
    id: 'item-1',
    title: 'Title 1',
    categories: ['Shelf > Row 1'],
    price: 1.25,
  })
})

test('interests are named prototypes, strongest first, and sum to 1', async () => {
  const interests = await interestsOf(opened.pack, engines, HISTORY)
  const weights = interests.map(({ weight }) => weight)
  expect(weights).toEqual(weights.toSorted((a, b) => b - a))
  expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 9)
  const ids = opened.pack.prototypes.map(({ id }) => id)
  for (const { id, label } of interests) expect(label).toBe(`Prototype ${ids.indexOf(id)}`)
  expect(await interestsOf(opened.pack, engines, [])).toEqual([])
})

test('an item’s interests, and none for an unknown id', () => {
  const [first] = itemInterests(opened.pack, 'item-4')
  expect(first.label).toMatch(/^Prototype \d$/)
  expect(itemInterests(opened.pack, 'gone')).toEqual([])
})
