import type { Catalogue } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { clusterItems } from '../../training/export/clusters.ts'

const TOPICS = 25
const EACH = 24

/** Titles of two words of the item's topic and one of its own. */
function shop(): Catalogue {
  const title = Array.from({ length: TOPICS * EACH }, (_, i) => {
    const topic = i % TOPICS
    return `alpha${topic} beta${topic} own${i}`
  })
  return { ids: title.map((_, i) => `i${i}`), title }
}

test('items of one topic are in one cluster; N/24 clusters, the same each time', () => {
  const { of, count } = clusterItems(shop())!
  expect(new Set(of).size).toBe(count)
  expect(Math.max(...of)).toBe(count - 1)
  expect(count).toBeGreaterThanOrEqual(TOPICS)
  expect(count).toBeLessThanOrEqual(TOPICS + 5)
  // Pairs of items in one cluster that are of one topic.
  let [alike, pairs] = [0, 0]
  for (let i = 0; i < of.length; i++)
    for (let j = 0; j < i; j++) {
      if (of[i] !== of[j]) continue
      pairs++
      if ((i - j) % TOPICS === 0) alike++
    }
  expect(alike / pairs).toBeGreaterThan(0.9)
  expect(pairs).toBeGreaterThan((0.8 * (TOPICS * EACH * (EACH - 1))) / 2)
  expect(clusterItems(shop())!.of).toEqual(of)
})

test('items without text are a cluster of their own; a catalogue without texts has none', () => {
  const catalogue = shop()
  const bare = [3, 77, 500]
  for (const item of bare) catalogue.title![item] = null
  const { of } = clusterItems(catalogue)!
  expect(new Set(bare.map((item) => of[item])).size).toBe(1)
  expect(of.filter((cluster) => cluster === of[3])).toHaveLength(bare.length)
  expect(clusterItems({ ids: ['a', 'b'] })).toBeNull()
})
