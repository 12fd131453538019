import { expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../../training/data/index.ts'
import { deadlineIn, silent } from '../../../training/progress.ts'
import { solveEase } from '../../../training/student/memory/ease.ts'
import { fitOptions } from '../../../training/teachers/index.ts'
import { folders } from '../../data/folder.ts'
import { plantedRatings } from '../planted-ratings.ts'

const folder = folders()

/** Links of the memory by the ids of both items. */
async function linksOf(files: Record<string, string>): Promise<Map<string, number>> {
  const dataset = await loadDataset(folder(files))
  const split = splitDataset(dataset, 'all')
  const run = { preset: 'quick', seed: 1, deadline: deadlineIn(1), progress: silent } as const
  const { supported } = await solveEase(fitOptions(dataset, split, { ...run, threads: 1 }), 2, 50)
  const { rows, offsets, index, values } = supported
  const links = new Map<string, number>()
  for (let j = 0; j < rows; j++)
    for (let e = offsets[j]; e < offsets[j + 1]; e++)
      links.set(`${dataset.items[j]} ${dataset.items[index[e]]}`, values[e])
  return links
}

/** Mean difference of links, relative to their mean size. */
function difference(one: Map<string, number>, other: Map<string, number>): number {
  let [sum, size] = [0, 0]
  for (const [pair, weight] of one) {
    sum += Math.abs(weight - (other.get(pair) ?? 0))
    size += Math.abs(weight)
  }
  return sum / size
}

it('links the items of a large catalogue as those of a small one, with their dislikes', async () => {
  const files = plantedRatings(1, { users: 100, each: 3, ratings: 12 })
  const unsold = Array.from({ length: 5000 }, (_, n) => `${1000 + n},Unsold ${n},Drama\n`)
  const large = { ...files, 'movies.csv': files['movies.csv'] + unsold.join('') }
  const likes = files['ratings.csv'].replace(/^.*,[12]\.0,.*\n/gm, '')
  const whole = await linksOf(files)
  expect(whole.size).toBeGreaterThan(1000)
  // A sub-problem lacks items that never occur with its own.
  expect(difference(whole, await linksOf(large))).toBeLessThan(0.03)
  expect(difference(whole, await linksOf({ ...large, 'ratings.csv': likes }))).toBeGreaterThan(0.1)
})
