import { beforeAll, describe, expect, it } from 'vitest'
import { type Dataset, historyAt, loadDataset, splitDataset } from '../../training/data/index.ts'
import { evaluateRanker } from '../../training/evaluate/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { type Distilled, distil, engineRanker } from '../../training/student/index.ts'
import { folders } from '../data/folder.ts'
import { plantedRatings } from './planted-ratings.ts'

const folder = folders()

describe('likes and dislikes of planted ratings', () => {
  let dataset: Dataset
  let split: ReturnType<typeof splitDataset>
  let distilled: Distilled

  beforeAll(async () => {
    dataset = await loadDataset(folder(plantedRatings(3, { users: 500, each: 6, ratings: 12 })))
    split = splitDataset(dataset, 'unseen-users')
    distilled = await distil(dataset, split, {
      preset: 'quick',
      seed: 1,
      threads: 1,
      minSupport: 2,
      memory: ['ease', 'transitions', 'text'],
      teachers: [],
      deadline: deadlineIn(5),
      progress: silent,
    })
  })

  it('makes no positive of a low or a neutral rating', () => {
    const { user, item, opinion, users } = dataset
    const fitted = new Set<string>()
    for (let row = 0; row < users.length; row++)
      for (const each of historyAt(split.fit, row).item) fitted.add(`${row} ${each}`)
    const judged = Array.from(user, (u, e) => ({ pair: `${u} ${item[e]}`, opinion: opinion![e] }))
    expect(judged.filter((each) => each.opinion < 0).length).toBeGreaterThan(300)
    expect(judged.filter((each) => each.opinion < 1 && fitted.has(each.pair))).toEqual([])
  })

  it('gives a case the dislikes before its newest like, and no neutral rating', () => {
    const { user, item, value, time } = dataset
    const { input, users } = split.test
    for (const [row, own] of users.entries()) {
      const { item: liked, disliked } = historyAt(input, row)
      const events = Array.from(user.keys()).filter((e) => user[e] === own)
      const newest = events.find((e) => item[e] === liked[liked.length - 1])!
      const low = events.filter((e) => value![e] < 3 && time![e] < time![newest])
      expect([...disliked!]).toEqual(low.map((e) => item[e]))
    }
  })

  it('ranks better with dislikes than without', () => {
    const recall = (dislike: number) => {
      const { manifest } = distilled.draft
      const score = { ...manifest.score, dislike }
      const ranker = engineRanker({ ...distilled.draft, manifest: { ...manifest, score } })
      return evaluateRanker(ranker, split.test, dataset.items.length).recall['20']
    }
    expect(recall(distilled.choice.dislike)).toBeGreaterThan(1.02 * recall(0))
  })
})
