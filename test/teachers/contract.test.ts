import { describe, expect, it } from 'vitest'
import type { History } from '../../training/data/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { fitOptions, TEACHERS, type Teacher } from '../../training/teachers/index.ts'
import { bestOutside, CASES, ITEMS, loadCheckerboard } from '../checkerboard/data.ts'

const { dataset, split } = await loadCheckerboard()

function fitTeacher(
  name: string,
  preset: 'quick' | 'standard' = 'quick',
  seed = 1,
): Promise<Teacher> {
  const deadline = deadlineIn(5)
  return TEACHERS[name](
    fitOptions(dataset, split, { preset, seed, threads: 2, deadline, progress: silent }),
  )
}

function stranger(items: number[]): History {
  const kind = new Uint8Array(items.length)
  return { user: -1, item: Int32Array.from(items), kind, age: new Float32Array(items.length) }
}

function scores(teacher: Teacher, items: number[]): Float32Array {
  const out = new Float32Array(ITEMS)
  teacher.score(stranger(items), out)
  return out
}

describe.each(Object.keys(TEACHERS).filter((name) => name !== 'popularity'))('%s', (name) => {
  it.each([
    'quick',
    'standard',
  ] as const)('finds the colours of a checkerboard (%s)', async (preset) => {
    const teacher = await fitTeacher(name, preset)
    expect(teacher.name).toBe(name)
    for (const { history, wanted } of CASES)
      expect(bestOutside(scores(teacher, history), history, 9)).toEqual(wanted)
  })

  it('gives the same scores for the same seed', async () => {
    const [one, two] = [await fitTeacher(name), await fitTeacher(name)]
    expect(scores(one, [0, 4, 8])).toEqual(scores(two, [0, 4, 8]))
  })

  it('gives finite scores for an empty history', async () => {
    expect(scores(await fitTeacher(name), []).every(Number.isFinite)).toBe(true)
  })
})

describe('popularity', () => {
  it('ranks by distinct users, the same for everybody', async () => {
    const teacher = await fitTeacher('popularity')
    const users = Array.from({ length: ITEMS }, () => new Set<number>())
    for (const [event, item] of dataset.item.entries()) users[item].add(dataset.user[event])
    expect(Array.from(scores(teacher, [0]))).toEqual(users.map((set) => set.size))
    expect(scores(teacher, [1, 3])).toEqual(scores(teacher, [0]))
  })
})
