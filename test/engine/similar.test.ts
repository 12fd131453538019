import { similarItems } from '@tacit-rec/engine'
import { expect, test } from 'vitest'
import { tinyPack } from './tiny-pack.ts'

test('similarity is the link by its strongest, and the cosine whatever the lengths', () => {
  // Of item 0: links 1 (item 1, weight 255); cosines 0 and .6.
  const wanted = [
    { item: 1, score: 1 },
    { item: 2, score: expect.closeTo(0.6, 6) },
  ]
  const pack = tinyPack()
  expect(similarItems(pack, 0, 3)).toEqual(wanted)
  pack.items.scale = Float32Array.of(0.05, 0.01, 0.2)
  expect(similarItems(pack, 0, 3)).toEqual(wanted)
})

test('an item without a vector is similar by its links alone', () => {
  const pack = tinyPack()
  pack.items.vectors.fill(0, 0, 4)
  expect(similarItems(pack, 0, 3)).toEqual([
    { item: 1, score: 1 },
    { item: 2, score: 0 },
  ])
})
