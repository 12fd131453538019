import { expect, test } from 'vitest'
import { splitDataset } from '../../training/data/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { fitOptions, teacherByName } from '../../training/teachers/index.ts'
import { ITEMS, loadCheckerboard } from '../checkerboard/data.ts'

const { dataset } = await loadCheckerboard()
/** Every third event is a purchase. */
const kind = Uint8Array.from(dataset.kind, (_, e) => Number(e % 3 === 0))

/** Scores after item 0, with events of two kinds. */
async function scores(name: string, view: number, purchase: number): Promise<Float32Array> {
  const kinds = [
    { name: 'view', weight: view },
    { name: 'purchase', weight: purchase },
  ]
  const weighed = { ...dataset, kind, kinds }
  const run = { preset: 'quick', seed: 1, threads: 1, deadline: deadlineIn(5) } as const
  const options = fitOptions(weighed, splitDataset(weighed, 'all'), { ...run, progress: silent })
  const teacher = await teacherByName(name)(options)
  const out = new Float32Array(ITEMS)
  const age = Float32Array.of(0)
  teacher.score({ user: -1, item: Int32Array.of(0), kind: Uint8Array.of(0), age }, out)
  return out
}

test.each([
  'ease',
  'item-knn',
  'transitions',
])('weights of kinds change the links of %s', async (name) => {
  const binary = await scores(name, 1, 1)
  // Only ratios matter: equal weights are the same bits, whatever they are.
  expect(await scores(name, 0.3, 0.3)).toEqual(binary)
  const weighed = await scores(name, 1, 3)
  expect(weighed).not.toEqual(binary)
  expect(weighed.every(Number.isFinite)).toBe(true)
})

test.each(['popularity', 'gf-cf', 'text-knn'])('but not %s', async (name) => {
  expect(await scores(name, 1, 3)).toEqual(await scores(name, 1, 1))
})
