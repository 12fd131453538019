import { KINDS, type StudentWeights } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { packKinds } from '../../training/export/index.ts'

const empty = new Float32Array(0)

/** Two intents: each kind's embedding is its number, then ten times that. */
function weightsOf(kinds: number): StudentWeights {
  const row = Array.from({ length: kinds }, (_, k) => k + 1)
  const kind = Float32Array.from([...row, ...row.map((value) => 10 * value)])
  return { query: empty, position: empty, age: empty, kind }
}

/** The weight and the embedding of each kind. */
function packed(names: Record<string, number>, fitted: number[]) {
  const listed = Object.entries(names).map(([name, weight]) => ({ name, weight }))
  const result = packKinds(listed, weightsOf(listed.length), Uint8Array.from(fitted))
  const { kind } = result.weights
  const all = result.kinds.length
  expect(kind).toHaveLength(2 * all)
  return Object.fromEntries(
    result.kinds.map(({ name, weight }, k) => [name, [weight, kind[k], kind[all + k]]]),
  )
}

test('a pack has every kind; those of its data come first', () => {
  const kinds = packed({ view: 1, gift: 5 }, [0, 1])
  expect(Object.keys(kinds).slice(0, 3)).toEqual(['view', 'gift', 'click'])
  expect(Object.keys(kinds)).toHaveLength(KINDS.length + 1)
  expect(kinds).toMatchObject({ gift: [5, 2, 20], purchase: [3, 1, 10], dislike: [0, 1, 10] })
})

test('orders alone: a view has its own weight, and the embedding of a purchase', () => {
  expect(packed({ purchase: 3 }, [0, 0])).toMatchObject({ purchase: [3, 1, 10], view: [1, 1, 10] })
})

test('without views, the most frequent kind stands for kinds without events', () => {
  const kinds = packed({ view: 1, cart: 2, purchase: 3, save: 7 }, [1, 2, 2])
  expect(kinds).toMatchObject({
    view: [1, 3, 30],
    cart: [2, 2, 20],
    save: [7, 3, 30],
    share: [2, 3, 30],
  })
})

test('without any event, the first kind does', () => {
  expect(packed({ view: 1 }, [])).toMatchObject({ view: [1, 1, 10], refund: [0, 1, 10] })
})
