import type { Catalogue } from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { findPrototypes, sphericalKMeans } from '../../training/export/index.ts'
import { createRandom } from '../../training/random.ts'

const DIM = 16

/** `clusters` directions with `each` rows around them, dealt in turn: row r is of r % clusters. */
function planted(clusters: number, each: number, noise: number): Float32Array {
  const random = createRandom(5)
  const centres = Float32Array.from({ length: clusters * DIM }, () => random.normal())
  return Float32Array.from({ length: clusters * each * DIM }, (_, at) => {
    const centre = Math.floor(at / DIM) % clusters
    return centres[centre * DIM + (at % DIM)] + noise * random.normal()
  })
}

test('k-means finds planted clusters for any lengths of the rows', () => {
  const rows = planted(6, 40, 0.15)
  for (let row = 0; row < 240; row++)
    for (let c = 0; c < DIM; c++) rows[row * DIM + c] *= 1 + (row % 5)
  const { cluster, count, centroids } = sphericalKMeans(rows, DIM, 6, 1)
  expect(count).toBe(6)
  for (let row = 0; row < 240; row++) expect(cluster[row]).toBe(cluster[row % 6])
  expect(new Set(cluster.slice(0, 6)).size).toBe(6)
  for (let p = 0; p < 6; p++) {
    const squares = centroids.slice(p * DIM, (p + 1) * DIM).reduce((sum, v) => sum + v * v, 0)
    expect(squares).toBeCloseTo(1, 5)
  }
  expect(sphericalKMeans(rows, DIM, 6, 1).centroids).toEqual(centroids)
})

test('there are at most as many centroids as directions; rows of zeros have none', () => {
  const rows = new Float32Array(5 * DIM)
  rows[0] = 1
  rows[DIM] = 2
  rows[2 * DIM + 1] = 1
  const { cluster, count } = sphericalKMeans(rows, DIM, 4, 1)
  expect(count).toBe(2)
  expect(cluster[0]).toBe(cluster[1])
  expect(cluster[2]).not.toBe(cluster[0])
  expect([...cluster.slice(3)]).toEqual([-1, -1])
})

const SHELVES = ['Nail Polish', 'Shampoo', 'Perfume']
const WORDS = [
  ['red', 'glitter'],
  ['argan', 'moisture'],
  ['vanilla', 'spray'],
]

function shop(items: number): Catalogue {
  return {
    ids: Array.from({ length: items }, (_, i) => `i${i}`),
    title: Array.from({ length: items }, (_, i) => `Brand ${WORDS[i % 3].join(' ')} 5 oz`),
    categories: Array.from({ length: items }, (_, i) => [`Beauty > ${SHELVES[i % 3]}`]),
  }
}

test('prototypes are named by the typical terms of their items', () => {
  const embeddings = planted(3, 20, 0.1)
  const { vectors, prototypes } = findPrototypes(embeddings, DIM, shop(60), 1)
  expect(prototypes.map(({ id }) => id)).toEqual(['p0', 'p1', 'p2'])
  expect(vectors.length).toBe(3 * DIM)
  expect(new Set(prototypes.map(({ label }) => label))).toEqual(new Set(SHELVES))
  for (const { label, keywords, exemplars } of prototypes) {
    const shelf = SHELVES.indexOf(label)
    expect(keywords).toEqual(expect.arrayContaining(WORDS[shelf]))
    expect(keywords).not.toContain('brand')
    expect(keywords).not.toContain('beauty')
    expect(exemplars).toHaveLength(10)
    for (const item of exemplars) expect(item % 3).toBe(shelf)
  }
})

test('one of the groups with a common category has its name, the other adds an exemplar', () => {
  const catalogue = shop(60)
  catalogue.categories = catalogue.ids.map((_, i) => [i % 3 === 2 ? 'Scent' : 'Care'])
  const { prototypes } = findPrototypes(planted(3, 20, 0.1), DIM, catalogue, 1)
  const labels = prototypes.map(({ label }) => label).sort()
  expect(labels).toEqual(['Care', 'Care like Brand red glitter', 'Scent'])
})

test('a group whose intent is taken gets its next best', () => {
  const ids = shop(60).ids
  const phrases = ids.map(
    (_, i) => [['quiet evenings'], ['quiet evenings', 'long trips'], ['first dates']][i % 3],
  )
  const { prototypes } = findPrototypes(planted(3, 20, 0.1), DIM, { ids }, 1, phrases)
  const labels = prototypes.map(({ label }) => label).sort()
  expect(labels).toEqual(['first dates', 'long trips', 'quiet evenings'])
})

test('without categories exemplars name them, by their ids without titles', () => {
  const { ids, title } = shop(60)
  const worded = findPrototypes(planted(3, 20, 0.1), DIM, { ids, title }, 1)
  expect(worded.prototypes.map(({ label }) => label).sort()).toEqual([
    'like Brand argan moisture',
    'like Brand red glitter',
    'like Brand vanilla spray',
  ])
  const bare = findPrototypes(planted(3, 20, 0.1), DIM, { ids }, 1)
  for (const { label, exemplars } of bare.prototypes)
    expect(label).toBe(`like ${ids[exemplars[0]]} and ${ids[exemplars[1]]}`)
  expect(bare.prototypes[0].keywords).toEqual([])
})

test('given intents are names', () => {
  const ids = shop(60).ids
  const phrases = ids.map((_, i) => [['quiet evenings', 'long trips', 'first dates'][i % 3]])
  const { prototypes } = findPrototypes(planted(3, 20, 0.1), DIM, { ids }, 1, phrases)
  const labels = prototypes.map(({ label }) => label).sort()
  expect(labels).toEqual(['first dates', 'long trips', 'quiet evenings'])
})

test('measures are not names, keywords add words, and no label is another’s plural', () => {
  const ids = shop(60).ids
  const phrases = ids.map(
    (_, i) =>
      [
        ['fl oz', '5 ounces', 'nail brush', 'nail', 'brushes'],
        ['nail brushes', 'nail brush', 'tin'],
        ['paul mitchell', 'mitchell', 'awapuhi'],
      ][i % 3],
  )
  const { prototypes } = findPrototypes(planted(3, 20, 0.1), DIM, { ids }, 1, phrases)
  const named = new Map(prototypes.map(({ label, keywords }) => [label, keywords]))
  expect(named.get('paul mitchell')).toEqual(['awapuhi'])
  expect([...named.values()].flat()).not.toContain('fl oz')
  expect([...named.keys()].filter((label) => /^nail brush(es)?$/.test(label))).toHaveLength(1)
})

test('names of one character, or in scripts without cases, are valid', () => {
  const ids = shop(60).ids
  const phrases = ids.map((_, i) => [['茶'], ['鏡'], ['красная помада']][i % 3])
  const { prototypes } = findPrototypes(planted(3, 20, 0.1), DIM, { ids }, 1, phrases)
  const labels = new Set(prototypes.map(({ label }) => label))
  expect(labels).toEqual(new Set(['茶', '鏡', 'красная помада']))
})

test('a catalogue of one item has one prototype', () => {
  const { prototypes } = findPrototypes(Float32Array.of(1, 0, 0, 0), 4, { ids: ['a'] }, 1)
  expect(prototypes).toEqual([{ id: 'p0', label: 'like a', keywords: [], exemplars: [0] }])
})
