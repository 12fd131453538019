import { expect, it } from 'vitest'
import { createRandom } from '../../../training/random.ts'
import type { Csr } from '../../../training/sparse/index.ts'
import type { Embeddings, TextVectors } from '../../../training/teachers/graph/types.ts'
import { fitSmall, randomInteractions } from './small-graph.ts'

const [USERS, ITEMS, INTENTS, WIDTH] = [80, 48, 4, 10]
/** Random events: the graph holds no information about intents. */
const interactions = randomInteractions(USERS, ITEMS, 0.1, createRandom(5))
const intentOf = (item: number) => item % INTENTS

/** An item's text is its intent's direction and noise; a user's is the mean of their items'. */
function plantedText(order: ArrayLike<number>): TextVectors {
  const random = createRandom(8)
  const directions = Array.from({ length: INTENTS * WIDTH }, () => random.normal())
  const items = new Float32Array(ITEMS * WIDTH)
  for (let i = 0; i < ITEMS; i++)
    for (let c = 0; c < WIDTH; c++)
      items[order[i] * WIDTH + c] = directions[intentOf(i) * WIDTH + c] + 0.5 * random.normal()
  const users = new Float32Array(USERS * WIDTH)
  const { offsets, index } = interactions
  for (let u = 0; u < USERS; u++)
    for (const i of index.subarray(offsets[u], offsets[u + 1]))
      for (let c = 0; c < WIDTH; c++)
        users[u * WIDTH + c] += items[i * WIDTH + c] / (offsets[u + 1] - offsets[u])
  return { width: WIDTH, users, items }
}

/** Mean cosine of two items of the same intent minus that of two items of different intents. */
function grouping({ dim, items }: Embeddings): number {
  const row = (i: number) => items.subarray(i * dim, (i + 1) * dim)
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, c) => sum + v * b[c], 0)
  const [same, other] = [[], []] as number[][]
  for (let i = 0; i < ITEMS; i++)
    for (let j = 0; j < i; j++) {
      const cosine = dot(row(i), row(j)) / Math.sqrt(dot(row(i), row(i)) * dot(row(j), row(j)))
      ;(intentOf(i) === intentOf(j) ? same : other).push(cosine)
    }
  const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length
  return mean(same) - mean(other)
}

/** Each item has one attribute: an intent. */
function plantedAttributes(order: ArrayLike<number>): Csr {
  const offsets = Int32Array.from({ length: ITEMS + 1 }, (_, i) => i)
  const index = new Int32Array(ITEMS)
  for (let i = 0; i < ITEMS; i++) index[order[i]] = intentOf(i)
  return { rows: ITEMS, cols: INTENTS, offsets, index, values: new Float32Array(ITEMS).fill(1) }
}

const inOrder = Int32Array.from({ length: ITEMS }, (_, i) => i)
const planted = plantedText(inOrder)
const others = createRandom(9).shuffle(Int32Array.from(inOrder))
const shuffled = plantedText(others)
const ATTRIBUTES = { own: plantedAttributes(inOrder), other: plantedAttributes(others) }
// Steps this small gain nothing from a second thread.
const common = { interactions, epochs: 60, batch: 128, threads: 1 }

/** IRLLRec without the term of RLMRec-Con, and only the given ones of its own terms. */
const only = (weights: Record<string, number>) => ({
  prototypes: 8,
  profileWeight: 0,
  pairWeight: 0,
  translationWeight: 0,
  matchingWeight: 0,
  ...weights,
})

it.each([
  ['lightgcn', 'rlmrec-con', { profileWeight: 0.5 }],
  ['lightgcn', 'rlmrec-gen', { reconstructionWeight: 1, maskShare: 0.3 }],
  ['lightgcn', 'irllrec', only({ pairWeight: 0.5 })],
  ['lightgcn', 'irllrec', only({ translationWeight: 0.5 })],
  ['lightgcn', 'irllrec', only({ matchingWeight: 5 })],
  ['lightgcn', 'hgcl', { attributeWeight: 0.5 }],
  ['bigcf', 'irllrec', { ...only({ pairWeight: 0.5, translationWeight: 0.5 }), intents: 8 }],
] as [
  string,
  string,
  Record<string, number>,
][])('%s+%s %j brings items of one intent together', async (backbone, framework, own) => {
  const name = `${backbone}+${framework}`
  const settings = { dim: 8, ...own }
  const none = grouping(await fitSmall(backbone, { ...common, settings: { dim: 8 } }))
  const learned = (order: 'own' | 'other') =>
    framework === 'hgcl'
      ? { attributes: ATTRIBUTES[order] }
      : { text: order === 'own' ? planted : shuffled }
  const informed = grouping(await fitSmall(name, { ...common, ...learned('own'), settings }))
  const misled = grouping(await fitSmall(name, { ...common, ...learned('other'), settings }))
  expect(Math.abs(none)).toBeLessThan(0.06)
  expect(Math.abs(misled)).toBeLessThan(0.1)
  expect(informed).toBeGreaterThan(0.2)
})
