import { expect, test } from 'vitest'
import type { History, Sequences } from '../../training/data/index.ts'
import { ListSum } from '../../training/evaluate/index.ts'

/** Item 0 has four users, item 1 two, item 2 one, item 3 none. */
const ROWS = [[0, 1], [0, 1, 2], [0], [0, 0]]
const fit: Sequences = {
  offsets: Int32Array.from([0, 2, 5, 6, 8]),
  item: Int32Array.from(ROWS.flat()),
  kind: new Uint8Array(8),
  age: new Float32Array(8),
  time: null,
}
const history = (...item: number[]): History => ({
  user: -1,
  item: Int32Array.from(item),
  kind: new Uint8Array(item.length),
  age: new Float32Array(item.length),
})
const ids = ['a', 'b', 'c', 'd']
const categories = [['Home > Lamps'], ['Home > Chairs'], ['Food'], null]

test('coverage, popularity bias, diversity and novelty by hand', () => {
  const sum = new ListSum(fit, { ids, categories })
  sum.add([0, 1], history(2))
  sum.add([0, 2], history(1))
  const { coverage, popularityBias, diversity, novelty } = sum.result()
  expect(coverage).toBe(3 / 4)
  // Lists: (4+2)/2 + (4+1)/2 users; histories: 1 + 2.
  expect(popularityBias).toBeCloseTo(5.5 / 3 - 1)
  // Lamps and chairs share "Home" of three steps; lamps and food share nothing.
  expect(diversity).toBeCloseTo((1 - 1 / 3 + 1) / 2)
  // log₂ of 4/4, 4/2, 4/4, 4/1.
  expect(novelty).toBeCloseTo((0.5 + 1) / 2)
})

test('an item that nobody had is as new as half a user', () => {
  const sum = new ListSum(fit, { ids })
  sum.add([3], history())
  expect(sum.result()).toEqual({
    length: 10,
    coverage: 1 / 4,
    popularityBias: null,
    diversity: null,
    novelty: 3,
  })
})

test('only the first ten items count', () => {
  const many = { ids: Array.from({ length: 30 }, (_, i) => `i${i}`) }
  const sum = new ListSum(fit, many)
  sum.add(
    Array.from({ length: 20 }, (_, i) => i),
    history(0),
  )
  expect(sum.result().coverage).toBeCloseTo(1 / 3)
})
