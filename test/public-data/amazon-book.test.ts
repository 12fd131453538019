import { describe, expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import { evaluateRanker } from '../../training/evaluate/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { fitOptions, teacherByName } from '../../training/teachers/index.ts'
import { tacit } from './command.ts'
import { publicData } from './folders.ts'

const amazon = publicData('amazon-book')

describe.skipIf(!amazon)('amazon-book', () => {
  it('gives EASE-R its published place', async () => {
    const dataset = await loadDataset(amazon!)
    const split = splitDataset(dataset, 'ratio')
    const run = { preset: 'standard', seed: 1, deadline: deadlineIn(10), progress: silent } as const
    const ease = await teacherByName('ease')(fitOptions(dataset, split, run))
    expect(ease.config.lambda).toBe(50)
    const { users, recall, ndcg } = evaluateRanker(ease, split.test, dataset.items.length)
    expect(users).toBe(9860)
    // docs/method.md#published-numbers: .1692 / .1192, by two implementations of ours.
    expect(recall['20']).toBeCloseTo(0.1692, 3)
    expect(ndcg['20']).toBeCloseTo(0.1192, 3)
  })

  it('is ranked by the student better than by EASE-R', async () => {
    const flags = ['--data', amazon!, '--protocol', 'ratio', '--student', '--preset', 'quick']
    const { recall } = await tacit('evaluate', ...flags)
    expect(recall['20']).toBeGreaterThan(0.175)
  })
})
