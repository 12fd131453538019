import { expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../../training/data/index.ts'
import { evaluateRanker } from '../../../training/evaluate/index.ts'
import { deadlineIn, silent } from '../../../training/progress.ts'
import { distil, engineRanker } from '../../../training/student/index.ts'
import { chooseBeta } from '../../../training/student/memory/index.ts'
import { folders } from '../../data/folder.ts'
import { plantedRatings } from '../planted-ratings.ts'

const folder = folders()

it('ranks by every β as ranking all items would, with dislikes too', async () => {
  const ratings = plantedRatings(3, { users: 300, each: 30, ratings: 12 })
  const dataset = await loadDataset(folder(ratings))
  const split = splitDataset(dataset, 'leave-one-out')
  const { draft } = await distil(dataset, split, {
    preset: 'quick',
    teachers: [],
    seed: 1,
    threads: 1,
    minSupport: 2,
    memory: ['ease'],
    deadline: deadlineIn(5),
    progress: silent,
  })
  const { manifest } = draft
  for (const beta of [0, 0.1, 2.5]) {
    const score = { ...manifest.score, beta }
    const ranker = engineRanker({ ...draft, manifest: { ...manifest, score } })
    const { validation } = chooseBeta(draft, split, [beta])
    expect(validation).toEqual(evaluateRanker(ranker, split.valid, dataset.items.length))
  }
})
