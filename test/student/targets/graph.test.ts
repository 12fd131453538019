import { describe, expect, it } from 'vitest'
import { historyAt, loadDataset, splitDataset } from '../../../training/data/index.ts'
import { deadlineIn, silent } from '../../../training/progress.ts'
import { replacedWeights } from '../../../training/student/targets/fit.ts'
import { fitGraphTeacher } from '../../../training/student/targets/graph.ts'
import { defaultTeachers } from '../../../training/student/targets/index.ts'
import { fitOptions } from '../../../training/teachers/index.ts'
import { folders } from '../../data/folder.ts'
import { plantedGroups } from '../planted-groups.ts'

const NAME = 'lightgcn+irllrec:paper'
const folder = folders()
const dataset = await loadDataset(folder(plantedGroups()))
const run = {
  preset: 'quick',
  seed: 1,
  threads: 1,
  deadline: deadlineIn(5),
  progress: silent,
} as const

describe('the graph teacher of a student', () => {
  it('is IRLLRec around LightGCN where items have texts', () => {
    expect(defaultTeachers(false, { compared: true, learned: true })).toEqual([
      'ease',
      NAME,
      'text-knn',
    ])
    expect(defaultTeachers(true, { compared: false, learned: false })).toContain('lightgcn')
  })

  it('trains as its backbone first, and says which served the validation users better', async () => {
    const split = splitDataset(dataset, 'leave-one-out')
    const fit = fitOptions(dataset, split, run)
    const { teacher, schedule } = await fitGraphTeacher(NAME, fit)
    const { plain, framed } = schedule.validation!
    expect(plain).toBeGreaterThan(0.5)
    expect(framed).toBeGreaterThan(0.5)
    expect([NAME, 'lightgcn']).toContain(teacher.name)
    expect(schedule.framed).toBe(teacher.name === NAME ? 3 : 0)
    const again = await fitGraphTeacher(teacher.name, fit, schedule)
    expect(again.schedule).toEqual(schedule)
    if (teacher.name !== NAME) return
    const scores = [teacher, again.teacher].map(({ score }) => {
      const out = new Float32Array(dataset.items.length)
      score(historyAt(split.valid.input, 0), out)
      return out
    })
    expect(scores[0]).toEqual(scores[1])
  })

  it('refuses a framework for items without texts', async () => {
    const split = splitDataset(dataset, 'leave-one-out')
    const fit = fitOptions(dataset, split, { ...run, lexical: false })
    await expect(fitGraphTeacher('sgl+rlmrec-con', fit)).rejects.toMatchObject({
      code: 'teacher/no-text',
    })
  })
})

it('gives the weight of a teacher that was replaced to its backbone', () => {
  const weights = { ease: 1, [NAME]: 0.5 }
  expect(replacedWeights(weights, [{ name: NAME, by: 'lightgcn' }])).toEqual({
    ease: 1,
    [NAME]: 0,
    lightgcn: 0.5,
  })
})
