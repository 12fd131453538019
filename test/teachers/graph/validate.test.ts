import { expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../../training/data/index.ts'
import { evaluateRanker } from '../../../training/evaluate/index.ts'
import { createRandom } from '../../../training/random.ts'
import { interactionMatrix } from '../../../training/sparse/index.ts'
import { degreesOf, embeddingRanker, withDegrees } from '../../../training/teachers/graph/ranker.ts'
import { validateEmbeddings } from '../../../training/teachers/graph/trainer/validate.ts'
import { createRuntime } from '../../../training/tensor/index.ts'
import { ITEMS, writeCheckerboard } from '../../checkerboard/data.ts'

it.each([
  'strangers folded in',
  // Whole numbers: many scores are equal, and the order of equals counts.
  'ties',
])('gives the metrics of one user at a time: %s', async (what) => {
  const dataset = await loadDataset(await writeCheckerboard())
  const { fit, valid } = splitDataset(dataset, 'unseen-users')
  const x = interactionMatrix(fit, ITEMS)
  const random = createRandom(1)
  const number = what === 'ties' ? () => random.below(3) - 1 : random.normal
  const floats = (count: number) => Float32Array.from({ length: count }, number)
  const [dim, users] = [6, dataset.users.length]
  const all = { dim, users: floats(users * dim), items: floats(ITEMS * dim) }
  const embeddings = withDegrees(all, degreesOf(x))
  const runtime = await createRuntime({ bytes: 1 << 20, threads: 2 })
  const rows = Int32Array.from(valid.users.keys())
  const before = runtime.mark()
  const got = validateEmbeddings(runtime, embeddings, valid, rows)
  expect(runtime.mark()).toBe(before)
  expect(got).toEqual(evaluateRanker(embeddingRanker(embeddings), valid, ITEMS))
  expect(got.recall['20']).toBeGreaterThan(0)
  await runtime.dispose()
})
