import { combined, confidence, encode, listOdds, pooledScores } from '@tacit-rec/engine'
import { buildPack, openPackFrom } from '@tacit-rec/pack'
import { beforeAll, expect, test } from 'vitest'
import type { Brain, Query } from '../../client/messages.ts'
import { readHistory } from '../../client/read-history.ts'
import type { HistoryEvent } from '../../client/types.ts'
import {
  type BuiltPack,
  type RandomPackOptions,
  randomContents,
  randomPack,
} from '../pack/random-pack.ts'
import { brainOf } from './shop.ts'

const DAY = 86_400_000
/** A few days ago: what was seen long ago has come back. */
const START = Date.now() - 6 * DAY
const HISTORY = [
  { kind: 'buy', item: 'item-5', time: START + DAY },
  { kind: 'view', item: 'item-9', time: START + 3 * DAY },
]

let built: BuiltPack
let brain: Brain
let opened: { pack: BuiltPack['loaded'] }
beforeAll(async () => {
  built = await randomPack()
  opened = { pack: built.loaded }
  brain = await brainOf(built)
})

const rank = (query: Partial<Query> = {}, history: HistoryEvent[] = HISTORY, by = brain) =>
  by.rank({ limit: 10, history, ...query })
const idsOf = async (query: Partial<Query>, history: HistoryEvent[] = HISTORY) =>
  (await rank(query, history)).items.map(({ id }) => id)

test('a history is encoded in the pack’s numbers; items that left it and unknown kinds are dropped', () => {
  const gone = { kind: 'view', item: 'gone', time: START + 2 * DAY }
  const odd = { kind: 'unheard of', item: 'item-0', time: START + 3 * DAY }
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
  const dislike = { kind: 'dislike', item: 'item-7', time: START + 4 * DAY }
  const view = { ...dislike, kind: 'view', time: START + 3.5 * DAY }
  const all = { limit: 40, includeSeen: true }
  const before = await rank(all)
  const ranked = await rank(all, [...HISTORY, view, dislike])
  expect(ranked.items).toEqual(before.items.filter(({ id }) => id !== 'item-7'))
  for (const list of [
    await brain.popular({ limit: 40, history: [dislike] }),
    await brain.similar(['item-3'], { limit: 40, history: [dislike] }),
    await brain.recent({ limit: 40, history: [view, dislike] }),
  ])
    expect(list.items.map(({ id }) => id)).not.toContain('item-7')
})

test('what is disliked meanwhile is not on the next page of an older list', async () => {
  const [first] = await idsOf({})
  brain.setHistory([{ kind: 'hide', item: first, time: 5 * DAY }])
  expect(await idsOf({})).not.toContain(first)
  brain.setHistory([])
})

test('unlisted items are in no list unless asked for, and stay in the history', async () => {
  const unlisted = opened.pack.catalogue.ids.map((id) => (id === 'item-9' ? 'unavailable' : null))
  const pack = await packWith({ unlisted })
  const here = await brainOf(pack)
  const other = [{ kind: 'view', item: 'item-5', time: DAY }]
  for (const includeUnlisted of [false, true]) {
    const query = { limit: 40, includeUnlisted, min: 40, fallback: ['item-9'] }
    const lists = [
      await rank(query, other, here),
      await rank(query, [], here),
      await here.popular(query),
      await here.similar(['item-3'], query),
      await here.recent({ ...query, history: HISTORY }),
    ]
    const found = lists.map(({ items }) => items.some(({ id }) => id === 'item-9'))
    expect(found).toEqual(lists.map(() => includeUnlisted))
  }
  expect(readHistory(pack.loaded, HISTORY).events).toHaveLength(2)
  expect((await here.facts())[9]).toMatchObject({ title: 'Title 9', unlisted: 'unavailable' })
})

test('ranks best first; what was seen comes after all others, what was bought last', async () => {
  const ranking = await rank()
  expect(ranking).toMatchObject({ source: 'model', code: 'ok', engine: 'instant', sequence: 1 })
  const scores = ranking.items.map(({ score }) => score)
  expect(scores).toEqual(scores.toSorted((a, b) => b - a))
  const ids = await idsOf({ limit: 40 })
  expect(ids).toHaveLength(40)
  expect(ids.slice(-2)).toEqual(['item-9', 'item-5'])
  expect(await idsOf({ limit: 40, includeSeen: false })).toEqual(ids.slice(0, 38))
  const mixed = await rank({ limit: 40, includeSeen: true })
  const all = mixed.items.map(({ score }) => score)
  expect(all).toEqual(all.toSorted((a, b) => b - a))
})

test('everything was seen: a list all the same', async () => {
  const history = opened.pack.catalogue.ids.map((item, n) => ({ kind: 'view', item, time: n }))
  expect(await idsOf({}, history)).toHaveLength(10)
  const none = await rank({ includeSeen: false }, history)
  expect(none).toMatchObject({ items: [], code: 'items/none' })
})

test('exclude and category leave items out', async () => {
  const [first, second] = await idsOf({})
  const without = await idsOf({ exclude: [first, 'gone'] })
  expect(without).not.toContain(first)
  expect(without[0]).toBe(second)
  const row = await rank({ category: 'Row 2', limit: 40 })
  for (const { facts } of row.items) expect(facts.categories).toEqual(['Shelf > Row 2'])
})

test('min fills a list with the site’s own items, each once', async () => {
  const [first, second, third] = await idsOf({})
  const fallback = ['gone', first, third, third, second]
  const { items } = await rank({ limit: 1, min: 3, fallback })
  expect(items.map(({ id }) => id)).toEqual([first, third, second])
  expect(items[1].reason).toEqual({ kind: 'fallback', text: 'Chosen by this site', weight: 0 })
})

test('without a history: the popular items, with the same filters', async () => {
  const ranking = await rank({ limit: 3 }, [])
  expect(ranking).toMatchObject({ source: 'popular', code: 'history/none', engine: 'none' })
  expect(ranking.items).toEqual((await brain.popular({ limit: 3 })).items)
  const [{ id, reason }] = ranking.items
  expect(reason).toMatchObject({ kind: 'popular', text: 'Popular here' })
  expect(await idsOf({ exclude: [id] }, [])).not.toContain(id)
})

test('popular items of a category, by number of users, without what was bought', async () => {
  const { items } = await brain.popular({ category: 'Row 1', limit: 4 })
  expect(items).toHaveLength(4)
  for (const { facts } of items) expect(facts.categories).toEqual(['Shelf > Row 1'])
  const { popularity } = opened.pack
  expect(items[0].score).toBe(Math.max(...popularity.filter((_, item) => item % 4 === 1)))
  const history = [{ kind: 'buy', item: items[0].id, time: DAY }]
  const again = await brain.popular({ category: 'Row 1', limit: 40, history })
  expect(again.items.map(({ id }) => id)).not.toContain(items[0].id)
  const refunded = [...history, { kind: 'refund', item: items[0].id, time: 2 * DAY }]
  const back = await brain.popular({ category: 'Row 1', limit: 40, history: refunded })
  expect(back.items[0].id).toBe(items[0].id)
})

test('similar items, of one or of several, never these themselves', async () => {
  const { items, source, engine } = await brain.similar(['item-3'], { limit: 40 })
  expect({ source, engine }).toEqual({ source: 'model', engine: 'none' })
  expect(items).toHaveLength(39)
  expect(items.map(({ id }) => id)).not.toContain('item-3')
  expect(items[0].reason).toMatchObject({ kind: 'event', text: 'Like item-3', item: 'item-3' })
  const both = await brain.similar(['item-3', 'item-4', 'gone'], { limit: 40 })
  expect(both.items).toHaveLength(38)
  await expect(brain.similar(['gone'], { limit: 1 })).rejects.toMatchObject({
    code: 'items/unknown',
    message: 'item "gone" is not in the catalogue',
  })
})

test('context counts as just viewed; because stands in for the history', async () => {
  const context = await rank({ context: ['item-3'] }, [])
  expect(context).toMatchObject({ source: 'model', code: 'ok' })
  expect(context.items.map(({ id }) => id)).not.toContain('item-3')
  const because = await rank({ because: 'item-3' })
  expect(because.items.map(({ id }) => id)).toEqual(context.items.map(({ id }) => id))
})

test('recent items, newest first, each once', async () => {
  const again = { kind: 'view', item: 'item-5', time: 4 * DAY }
  const seen = { kind: 'impression', item: 'item-8', time: 5 * DAY }
  const { items } = await brain.recent({ limit: 9, history: [...HISTORY, again, seen] })
  expect(items.map(({ id }) => id)).toEqual(['item-5', 'item-9'])
})

test('scores of the site’s own ids, null for those that are unknown', async () => {
  const { scores, code } = await brain.scores(['item-3', 'gone', 'item-4'], { history: HISTORY })
  const all = await rank({ limit: 40, includeSeen: true })
  const score = (id: string) => all.items.find((item) => item.id === id)!.score
  expect([code, scores]).toEqual(['ok', [score('item-3'), null, score('item-4')]])
})

test('explains an item: the terms sum to its score', async () => {
  brain.setHistory(HISTORY)
  const { score, base, prior, intents, events, why, code } = await brain.explain('item-3')
  const sum = [...intents, ...events.map(({ weight }) => weight)].reduce(
    (a, b) => a + b,
    base + prior,
  )
  expect(score).toBeCloseTo(sum, 6)
  const listed = await rank({ limit: 40 })
  const { reason } = listed.items.find(({ id }) => id === 'item-3')!
  expect([code, why]).toEqual(['ok', reason])
  brain.setHistory([])
  expect(await brain.explain('item-3')).toMatchObject({ code: 'history/none', events: [] })
})

test('a muted interest ranks its items lower, a boosted one higher, and the terms say so', async () => {
  const ids = opened.pack.prototypes.map(({ id }) => id)
  const ofInterest = async (item: string) => (await brain.intents(item))[0]?.id
  const positions = async () => {
    const { items } = await rank({ limit: 40, includeSeen: true })
    const own: number[] = []
    for (const [n, { id }] of items.entries()) if ((await ofInterest(id)) === ids[0]) own.push(n)
    return own.reduce((a, b) => a + b) / own.length
  }
  brain.setHistory(HISTORY)
  const plain = await positions()
  brain.setHistory(HISTORY, { [ids[0]]: 'mute', gone: 'boost' })
  const muted = await positions()
  expect((await brain.intents()).find(({ id }) => id === ids[0])).toMatchObject({ taste: 'mute' })
  brain.setHistory(HISTORY, { [ids[0]]: 'boost' })
  expect([muted > plain, plain > (await positions())]).toEqual([true, true])
  const { score, base, prior, intents, events, tastes } = await brain.explain('item-3')
  const terms = [...intents, ...events.map(({ weight }) => weight), base, prior, tastes]
  expect(score).toBeCloseTo(
    terms.reduce((a, b) => a + b),
    5,
  )
  brain.setHistory([])
})

test('facts of every item, in the pack’s order', async () => {
  const facts = await brain.facts()
  expect(facts.map(({ id }) => id)).toEqual(opened.pack.catalogue.ids)
  const categories = ['Shelf > Row 1']
  expect(facts[1]).toEqual({ id: 'item-1', title: 'Title 1', categories, price: 1.25 })
})

test('interests are named prototypes, strongest first, and sum to 1', async () => {
  brain.setHistory(HISTORY)
  const interests = await brain.intents()
  const weights = interests.map(({ weight }) => weight)
  expect(weights).toEqual(weights.toSorted((a, b) => b - a))
  expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 9)
  const ids = opened.pack.prototypes.map(({ id }) => id)
  for (const { id, label } of interests) expect(label).toBe(`Prototype ${ids.indexOf(id)}`)
  brain.setHistory([])
  expect(await brain.intents()).toEqual([])
  expect((await brain.intents('item-4'))[0].label).toMatch(/^Prototype \d$/)
  expect(await brain.intents('gone')).toEqual([])
})

async function packWith(
  facts: Partial<BuiltPack['loaded']['catalogue']>,
  options: RandomPackOptions = {},
): Promise<BuiltPack> {
  const contents = randomContents(options)
  const { manifest, files } = await buildPack({
    ...contents,
    catalogue: { ...contents.catalogue, ...facts },
  })
  return { manifest, files, loaded: await openPackFrom(manifest, files) }
}

test('a calibrated pack says how likely the next item is among the ten best', async () => {
  const calibration = { slope: 0.5, intercept: -1 }
  const calibrated = await randomPack({ score: { calibration } })
  const { confidence: sure, items } = await rank({}, HISTORY, await brainOf(calibrated))
  const { events } = readHistory(calibrated.loaded, HISTORY)
  const { intents } = encode(calibrated.loaded, events)
  const { scores } = combined(calibrated.loaded, pooledScores(calibrated.loaded, intents), events)
  expect(items).toHaveLength(10)
  const odds = listOdds(scores, (item) => item === 5 || item === 9)!
  expect(sure).toBeCloseTo(confidence(odds, calibration), 5)
  expect((await rank({}, [], await brainOf(calibrated))).confidence).toBeUndefined()
  expect((await rank()).confidence).toBeUndefined()
})
