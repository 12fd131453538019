import { expect, it } from 'vitest'
import { clustersOf, findClusters } from '../../training/contribute/index.ts'

const WORDS = ['lamp light bulb', 'desk table wood', 'rug carpet wool']
const items = Array.from({ length: 60 }, (_, n) => `item-${n}`)
const texts = items.map((_, n) => (n === 59 ? '' : `${WORDS[n % 3]} thing ${n % 5}`))

it('puts like texts into a cluster, and an item without text into none', () => {
  const clusters = findClusters({ name: 'shop', items, texts }, [], 1)
  expect(clusters).toEqual(findClusters({ name: 'shop', items, texts }, [], 1))
  expect(clusters.count).toBeLessThanOrEqual(16)
  const of = clustersOf(clusters, [...items, 'new'])
  expect([of[59], of[60]]).toEqual([-1, -1])
  for (let n = 0; n < 57; n++) expect(of[n] === of[n + 1]).toBe(false)
  expect(of[0]).toBe(of[15])
})

it('refuses items without any text', () => {
  const none = () => findClusters({ name: 'shop', items, texts: null }, [], 1)
  expect(none).toThrow(/shop: the items have no text to cluster them by/)
})
