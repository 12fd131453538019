import { describe, expect, it } from 'vitest'
import type { History } from '../../training/data/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import {
  fitOptions,
  TEACHER_ENTRIES,
  TEACHERS,
  type Teacher,
  teacherEntry,
} from '../../training/teachers/index.ts'
import { bestOutside, CASES, ITEMS, loadCheckerboard } from '../checkerboard/data.ts'

const { dataset, split } = await loadCheckerboard()

function fitTeacher(
  name: string,
  preset: 'quick' | 'standard' = 'quick',
  seed = 1,
): Promise<Teacher> {
  const deadline = deadlineIn(5)
  return TEACHERS[name](
    fitOptions(dataset, split, { preset, seed, threads: 1, deadline, progress: silent }),
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

// graph/fit.test.ts tests teachers in epochs. Popularity finds no colors: it ranks alike for all.
const NAMES = TEACHER_ENTRIES.filter(({ epochs }) => !epochs).map(({ name }) => name)

describe.each([...NAMES, 'lightgcn'].filter((name) => name !== 'popularity'))('%s', (name) => {
  it.each([
    'quick',
    'standard',
  ] as const)('finds the colors of a checkerboard (%s)', async (preset) => {
    const teacher = await fitTeacher(name, preset)
    const { defaults, grid } = teacherEntry(name)!
    expect(teacher.name).toBe(name)
    if (preset === 'quick') expect(teacher.config).toMatchObject(defaults)
    for (const { setting } of teacher.tried ?? []) expect(grid).toContainEqual(setting)
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

describe('a setting of a linear teacher', () => {
  it.each([
    ['ease', { lambda: 0 }, 'setting lambda: 0 must be > 0'],
    ['gf-cf', { k: 2.5 }, 'setting k: 2.5 must be a whole number ≥ 1'],
    ['gf-cf', { alpha: -1 }, 'setting alpha: -1 must be ≥ 0'],
    ['item-knn', { k: 0 }, 'setting k: 0 must be a whole number ≥ 1'],
    ['item-knn', { shrink: -10 }, 'setting shrink: -10 must be ≥ 0'],
    ['text-knn', { decay: 0 }, 'setting decay: 0 must be > 0 and ≤ 1'],
    ['transitions', { decay: 2 }, 'setting decay: 2 must be > 0 and ≤ 1'],
    ['transitions', { k: 2 }, 'has no setting "k": its settings are source, target, decay'],
  ] as [
    string,
    Record<string, number>,
    string,
  ][])('of %s is refused: %j', async (name, setting, says) => {
    const run = { preset: 'standard', seed: 1, threads: 1, deadline: deadlineIn(5) } as const
    const options = { ...fitOptions(dataset, split, { ...run, progress: silent }), setting }
    await expect(TEACHERS[name](options)).rejects.toMatchObject({
      code: 'teacher/setting',
      message: expect.stringContaining(says),
    })
  })
})

it('item-knn takes more neighbours than there are items', async () => {
  const run = { preset: 'quick', seed: 1, threads: 1, deadline: deadlineIn(5) } as const
  const nearest = (k: number) =>
    TEACHERS['item-knn']({
      ...fitOptions(dataset, split, { ...run, progress: silent }),
      setting: { k },
    })
  expect(scores(await nearest(1e12), [0, 4])).toEqual(scores(await nearest(ITEMS), [0, 4]))
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
