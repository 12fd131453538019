import { expect, test } from 'vitest'
import { embeddingRanker } from '../../../training/teachers/graph/ranker.ts'

const ranker = embeddingRanker({
  dim: 2,
  users: Float32Array.of(1, 0, 0, 2, 9, 9),
  items: Float32Array.of(1, 2, 3, 4, 5, 6),
  userDegree: Int32Array.of(1, 1, 0),
  itemDegree: Int32Array.of(1, 4, 1),
})

function scores(user: number, ...items: number[]): number[] {
  const item = Int32Array.from(items)
  const [kind, age] = [new Uint8Array(items.length), new Float32Array(items.length)]
  const out = new Float32Array(3)
  ranker.score({ user, item, kind, age }, out)
  return [...out]
}

test('a fitted user is scored by their own embedding, whatever the history, in any order', () => {
  expect(scores(0, 1)).toEqual([1, 3, 5])
  expect(scores(0, 1, 2)).toEqual([1, 3, 5])
  expect(scores(1, 0)).toEqual([4, 8, 12])
  expect(scores(0, 2)).toEqual([1, 3, 5])
})

test('a user without fitted events is folded in by their history, on every call', () => {
  // u = e_0/√(1·1) = (1, 2), then e_1/√(1·4) = (1.5, 2).
  expect(scores(2, 0)).toEqual([5, 11, 17])
  expect(scores(2, 1)).toEqual([5.5, 12.5, 19.5])
  expect(scores(-1, 1)).toEqual([5.5, 12.5, 19.5])
})
