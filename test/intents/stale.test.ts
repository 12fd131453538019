import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { intents } from '../../training/api/index.ts'
import { type Dataset, loadDataset, splitDataset } from '../../training/data/index.ts'
import { namedIntents, readItemTexts } from '../../training/intents/index.ts'
import { deadlineIn, type Progress, silent } from '../../training/progress.ts'
import { bestNeighbours, fitOptions, type RunOptions } from '../../training/teachers/index.ts'
import { folders } from '../data/folder.ts'

const folder = folders()
const EVENTS = 'user,item\nu,pen\nu,ink\n'
const OLD = 'id,title\nink,Black ink bottle\npen,Steel pen\n'
const NEW = `${OLD}well,Glass ink bottle\nnib,Steel pen nib\nblank,\n`

describe('a folder of intents that is older than the items', () => {
  let data: string
  let out: string
  let dataset: Dataset

  beforeAll(async () => {
    data = folder({ 'interactions.csv': EVENTS, 'items.csv': OLD })
    out = join(data, '..', 'intents')
    await intents({ data, out, concurrency: 1, cache: join(data, 'cache') })
    writeFileSync(join(data, 'items.csv'), NEW)
    dataset = await loadDataset(data)
  })

  const read = async () => {
    const notes: string[] = []
    const progress: Progress = { ...silent, note: (line) => void notes.push(line) }
    const { fit } = splitDataset(dataset, 'all')
    return { ...(await readItemTexts({ data, intents: out }, dataset, { fit }, progress)), notes }
  }

  it('is reported with the number of missing items', async () => {
    expect((await read()).notes).toEqual([
      `${out}: 3 of 5 items are missing and use only their own words: run tacit intents again`,
    ])
  })

  it('gives the names of its records, and none to new items', async () => {
    const { records } = await read()
    const changed = records!.map(
      (record) => record && { ...record, source: 'model' as const, named: ['as it says'] },
    )
    expect(namedIntents(dataset.catalogue, changed)).toEqual([
      null,
      ['as it says'],
      null,
      ['as it says'],
      null,
    ])
  })

  it('compares items without a vector by their words, the others by their vectors', async () => {
    // blank, ink, nib, pen, well: ink and pen point the same way, the new ones nowhere.
    const items = Float32Array.of(0, 0, 1, 0.1, 0, 0, 1, 0.1, 0, 0)
    const others = Float32Array.of(0, 0, 1, 0.1, 0, 1, 1, 0.1, -1, 0)
    const neighbours = async (of: Float32Array, lexical = true) => {
      const run: RunOptions = {
        preset: 'quick',
        seed: 1,
        threads: 1,
        deadline: deadlineIn(9),
        progress: silent,
        vectors: [{ name: 'text', width: 2, items: of }],
        lexical,
      }
      const split = splitDataset(dataset, 'all')
      const found = (await bestNeighbours(fitOptions(dataset, split, run)))!
      return dataset.items.map((_, r) =>
        [...found.index.subarray(found.offsets[r], found.offsets[r + 1])].map(
          (item) => dataset.items[item],
        ),
      )
    }
    const words = await neighbours(items)
    expect([words[0], words[2], words[4]]).toEqual([[], ['pen'], ['ink']])
    // Nothing changes if every item with a text has a vector.
    expect(await neighbours(others)).toEqual(await neighbours(others, false))
  })
})
