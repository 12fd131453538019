import { expect, it } from 'vitest'
import { clustersOf, findClusters } from '../../training/contribute/index.ts'

const WORDS = ['lamp light bulb', 'desk table wood', 'rug carpet wool']
const items = Array.from({ length: 60 }, (_, n) => `item-${n}`)
const texts = items.map((_, n) => (n === 59 ? '' : `${WORDS[n % 3]} thing ${n % 5}`))

it('puts like texts into a cluster, and an item without text into none', () => {
  const clusters = findClusters({ items, texts }, [], 1)!
  expect(clusters).toEqual(findClusters({ items, texts }, [], 1)!)
  expect(clusters.count).toBeLessThanOrEqual(16)
  const of = clustersOf(clusters, [...items, 'new'])
  expect([of[59], of[60]]).toEqual([-1, -1])
  for (let n = 0; n < 57; n++) expect(of[n] === of[n + 1]).toBe(false)
  expect(of[0]).toBe(of[15])
})

it('has none where no item has a text', () => {
  expect(findClusters({ items, texts: null }, [], 1)).toBeNull()
})

it('makes a cluster of 24 items', () => {
  const topics = Array.from({ length: 600 }, (_, n) => n % 25)
  const texts = topics.map((topic, n) => `alpha${topic} beta${topic} own${n}`)
  const { count, cluster } = findClusters({ items: texts, texts }, [], 1)!
  expect(new Set(cluster).size).toBe(count)
  expect(count).toBeGreaterThanOrEqual(25)
  expect(count).toBeLessThanOrEqual(30)
  // Pairs of items in one cluster that are of one topic.
  let [alike, pairs] = [0, 0]
  for (let i = 0; i < 600; i++)
    for (let j = 0; j < i; j++)
      if (cluster[i] === cluster[j]) {
        pairs++
        if (topics[i] === topics[j]) alike++
      }
  expect(alike / pairs).toBeGreaterThan(0.9)
  expect(pairs).toBeGreaterThan((0.8 * 600 * 23) / 2)
})

it('has no cluster of fewer than 5 items, which would name a pair: it goes to the nearest', () => {
  const topics = Array.from({ length: 400 }, (_, n) => (n < 380 ? n % 12 : n))
  const texts = topics.map((topic, n) => `alpha${topic} beta${topic} own${n}`)
  // Alike in one word to topic 3 alone.
  texts[399] = 'alpha3 gamma delta'
  const { count, cluster } = findClusters({ items: texts, texts }, [], 1)!
  const sizes = new Int32Array(count)
  for (const one of cluster) sizes[one]++
  expect(count).toBeGreaterThanOrEqual(12)
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5)
  expect(cluster[399]).toBe(cluster[3])
})

it('has one cluster where fewer than 10 items have a text', () => {
  const few = ['lamp light', 'lamp bulb', 'desk', 'rug', 'rug wool', 'chair', 'sofa']
  expect(findClusters({ items: few, texts: few }, [], 1)!.count).toBe(1)
  expect(findClusters({ items: few.slice(0, 2), texts: few.slice(0, 2) }, [], 1)!.count).toBe(1)
})
