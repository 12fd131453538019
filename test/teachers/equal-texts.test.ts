import { expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { fitOptions } from '../../training/teachers/index.ts'
import { folders } from '../data/folder.ts'

const folder = folders()

it('keeps the most popular of more items of one category than a row has room for', async () => {
  const ids = Array.from({ length: 50 }, (_, i) => `i${String(i).padStart(2, '0')}`)
  // The last two have three users and two, the others one or none.
  const events = ['u1,i49', 'u2,i49', 'u3,i49', 'u1,i48', 'u2,i48', 'u3,i47', 'u4,i00']
  const data = folder({
    'interactions.csv': `user,item\n${events.join('\n')}\n`,
    'items.csv': `id,categories\n${ids.map((id) => `${id},Beauty > Lips`).join('\n')}\n`,
  })
  const dataset = await loadDataset(data)
  const run = { preset: 'quick', seed: 1, threads: 1, progress: silent } as const
  const neighboursOf = async (item: number, minSupport: number) => {
    const options = { ...run, deadline: deadlineIn(5), minSupport }
    const fit = fitOptions(dataset, splitDataset(dataset, 'all'), options)
    const { offsets, index } = (await fit.textNeighbours()).lexical!
    return [...index.subarray(offsets[item], offsets[item + 1])]
  }
  const first = (many: number) => Array.from({ length: many }, (_, i) => i + 1)
  expect(await neighboursOf(0, 1)).toEqual([...first(27), 47, 48, 49])
  expect(await neighboursOf(49, 1)).toEqual([0, ...first(27), 47, 48])
  // An item of too few users is no better than one of none: its place would tell of them.
  expect(await neighboursOf(0, 2)).toEqual([...first(28), 48, 49])
})
