import type { LoadedPack } from '@tacit-rec/pack'
import { beforeAll, expect, test } from 'vitest'
import { reasonOf } from '../../client/reasons.ts'
import { wordsOf } from '../../client/words.ts'
import { randomPack } from '../pack/random-pack.ts'

const NEAR = [[{ prototype: 0, cosine: 1 }]]
const EVENTS = [
  { item: 1, kind: 0, age: 2 },
  { item: 2, kind: 1, age: 1 },
  { item: 1, kind: 1, age: 0 },
]
const TERMS = { score: 0, base: -1, prior: 0.5, intents: [3, 2], events: [0, 0, 0] }

let pack: LoadedPack
beforeAll(async () => {
  const kinds = [
    { name: 'view', weight: 1 },
    { name: 'purchase', weight: 3 },
  ]
  pack = (await randomPack({ kinds })).loaded
  // Item 0 points along prototype 0.
  pack.items.vectors.set(pack.prototypeVectors.subarray(0, 8).map((value) => 100 * value))
})

// The net score of the intents is 3 + 2 − 1 = 4: an event needs 1 of it.
test('the strongest event, if it contributes a quarter of the intents', () => {
  const reason = reasonOf(pack, EVENTS, { ...TERMS, events: [0.5, 0.9, 0.5] }, NEAR, 0)
  expect(reason).toEqual({
    kind: 'event',
    text: 'Because you bought Title 1',
    item: 'item-1',
    event: 'purchase',
    label: 'Title 1',
    weight: 1,
  })
})

test('otherwise the intent that matches the item', () => {
  const reason = reasonOf(pack, EVENTS, { ...TERMS, events: [0.5, 0.9, 0.4] }, NEAR, 0)
  expect(reason).toEqual({
    kind: 'intent',
    text: 'Fits your interest in Prototype 0',
    prototype: 'p0',
    label: 'Prototype 0',
    weight: 4,
  })
})

test('an interest that its exemplars name reads as a sentence', () => {
  const prototypes = pack.prototypes.map((one, p) =>
    p === 0 ? { ...one, label: 'like Aladdin and Mulan' } : one,
  )
  const terms = { ...TERMS, events: [0.5, 0.9, 0.4] }
  expect(reasonOf({ ...pack, prototypes }, EVENTS, terms, NEAR, 0)).toMatchObject({
    text: 'Fits your interest in items like Aladdin and Mulan',
    label: 'like Aladdin and Mulan',
  })
  const german = reasonOf({ ...pack, prototypes }, EVENTS, terms, NEAR, 0, wordsOf('de'))
  expect(german.text).toBe('Passt zu deinem Interesse an Aladdin & Mulan')
})

test('otherwise an event that contributes at all', () => {
  const { kind, item } = reasonOf(pack, EVENTS, { ...TERMS, events: [0, 0.9, 0] }, [], 0)
  expect({ kind, item }).toEqual({ kind: 'event', item: 'item-2' })
})

test('otherwise popularity', () => {
  const popular = { kind: 'popular', text: 'Popular here' }
  expect(reasonOf(pack, EVENTS, TERMS, [], 0)).toEqual({ ...popular, weight: 0.5 })
  const outweighed = { ...TERMS, prior: 5 }
  expect(reasonOf(pack, EVENTS, outweighed, NEAR, 0)).toEqual({ ...popular, weight: 5 })
})

test.each([
  ['view', 'Because you viewed Title 1'],
  ['click', 'Because you viewed Title 1'],
  ['cart', 'Because you added Title 1 to your basket'],
  ['purchase', 'Because you bought Title 1'],
  ['save', 'Because you saved Title 1'],
  ['rate', 'Because you rated Title 1'],
  ['share', 'Because you shared Title 1'],
  ['like', 'Because you liked Title 1'],
  ['toString', 'Because you viewed Title 1'],
])('kind %s reads: %s', async (name, text) => {
  const { loaded } = await randomPack({ kinds: [{ name, weight: 1 }] })
  const events = [{ item: 1, kind: 0, age: 0 }]
  expect(reasonOf(loaded, events, { ...TERMS, events: [2] }, NEAR, 0).text).toBe(text)
})
