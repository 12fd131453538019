import { describe, expect, it } from 'vitest'
import { splitDataset } from '../../training/data/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { choose } from '../../training/student/choice.ts'
import { fit as fitStudent } from '../../training/student/fit.ts'
import { distil } from '../../training/student/index.ts'
import { loadCheckerboard } from '../checkerboard/data.ts'

const { dataset, split } = await loadCheckerboard()
const optionsOf = (preset: 'quick' | 'standard') => ({
  preset,
  seed: 1,
  threads: 1,
  minSupport: 2,
  memory: ['ease', 'transitions', 'text'] as const,
  teachers: ['ease', 'lightgcn'],
  deadline: deadlineIn(5),
  progress: silent,
})

describe('choosing settings', () => {
  it('searches nothing in quick', async () => {
    const { choice, report, distilled } = await choose(dataset, split, optionsOf('quick'))
    expect(choice).toMatchObject({ lambda: 150, beta: 0.1, dislike: 1, graphs: {} })
    expect(choice.teachers).toEqual({ ease: 1, lightgcn: 0.5 })
    expect([report, distilled]).toEqual([{}, undefined])
  })

  it('searches on `choose`, whose student is not the result', async () => {
    const options = { ...optionsOf('standard'), deadline: deadlineIn(0) }
    const { report, distilled } = await choose(dataset, split, options)
    expect(report.tried).toHaveLength(1)
    expect(report.stopped).toContain('after 1 of 6 settings')
    expect(distilled).toBeUndefined()
  })

  it('gives the student that fitting its choice on the same split would give', async () => {
    const own = splitDataset(dataset, 'leave-one-out')
    const options = optionsOf('standard')
    const searched = await distil(dataset, own, options)
    const fitted = await fitStudent(dataset, own, options, searched.choice)
    expect(fitted.tables).toEqual(searched.tables)
    expect(fitted.draft).toEqual(searched.draft)
  })
})
