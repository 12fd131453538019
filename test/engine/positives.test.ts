import {
  combine,
  dislikedItems,
  type EncodedEvent,
  encode,
  explain,
  gather,
  pooledScores,
  positives,
} from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import { randomPack, seeded } from '../pack/random-pack.ts'

const NAMES = ['view', 'cart', 'purchase', 'dislike', 'remove_from_cart', 'refund', 'impression']
const KINDS = NAMES.map((name, n) => ({ name, weight: n < 3 ? n + 1 : 0 }))

/** `cart 1` is a cart event on item 1. */
function history(text: string): EncodedEvent[] {
  return text.split(', ').map((event, n, all) => {
    const [kind, item] = event.split(' ')
    return { item: Number(item), kind: NAMES.indexOf(kind), age: all.length - 1 - n }
  })
}

const written = (events: readonly EncodedEvent[]) =>
  events.map(({ kind, item }) => `${NAMES[kind]} ${item}`).join(', ')

test.each([
  ['view 1, cart 2', 'view 1, cart 2'],
  ['view 1, impression 2', 'view 1'],
  ['cart 1, remove_from_cart 1, cart 2', 'cart 2'],
  ['view 1, cart 1, remove_from_cart 1', 'view 1'],
  ['remove_from_cart 1, cart 1', 'cart 1'],
  ['cart 1, purchase 1, remove_from_cart 1', 'purchase 1'],
  ['purchase 1, purchase 1, refund 1', 'purchase 1'],
  ['purchase 1, refund 1, refund 1', ''],
  ['cart 1, remove_from_cart 2', 'cart 1'],
  ['view 1, view 2, dislike 1, view 1', 'view 2'],
  ['dislike 1, purchase 1', 'purchase 1'],
])('of %s the positives are: %s', (events, kept) => {
  expect(written(positives({ kinds: KINDS }, history(events)))).toBe(kept)
})

test('disliked items: until a later event says the contrary', () => {
  const events = history('dislike 1, dislike 2, view 1, cart 2, dislike 3, purchase 3, dislike 3')
  expect([...dislikedItems({ kinds: KINDS }, events)]).toEqual([1, 3])
})

test('without an event to leave out, the array itself', () => {
  const events = history('view 1, purchase 2')
  expect(positives({ kinds: KINDS }, events)).toBe(events)
})

test('an opposite that has a weight counts as said', () => {
  const kinds = KINDS.map((kind) => (kind.weight === 0 ? { ...kind, weight: 0.01 } : kind))
  const events = history('cart 1, remove_from_cart 1, dislike 2')
  expect(positives({ kinds }, events)).toBe(events)
  expect(dislikedItems({ kinds }, events).size).toBe(0)
})

test('other names of kinds mean the same', () => {
  const kinds = KINDS.map((kind) => (kind.name === 'cart' ? { ...kind, name: 'basket' } : kind))
  expect(positives({ kinds }, history('cart 1, remove_from_cart 1'))).toEqual([])
})

test('without δ the whole engine reads the positives alone', async () => {
  const { loaded } = await randomPack({ kinds: KINDS, history: 5 })
  const random = seeded(3)
  for (let n = 0; n < 50; n++) {
    const events = Array.from({ length: n % 12 }, (_, at) => ({
      item: Math.floor(6 * random()),
      kind: Math.floor(NAMES.length * random()),
      age: 12 - at,
    }))
    const likes = [...positives(loaded.manifest, events)]
    const [all, alone] = [encode(loaded, events), encode(loaded, likes)]
    expect(all).toEqual(alone)
    expect(gather(loaded, events)).toEqual(gather(loaded, likes))
    const pooled = pooledScores(loaded, all.intents)
    const scores = combine(loaded, pooled, events)
    expect(scores).toEqual(combine(loaded, pooled, likes))
    const { score, events: terms } = explain(loaded, all, events, 7)
    expect(score).toBeCloseTo(scores[7], 5)
    for (const [at, event] of events.entries())
      if (!likes.includes(event)) expect(terms[at]).toBe(0)
  }
})
