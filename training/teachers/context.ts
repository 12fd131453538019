import { type Csr, type Dataset, type ItemCounts, itemCounts, type Split } from '../data/index.ts'
import { nearestRows, textNeighbours, tfidf } from '../intents/index.ts'
import type { Deadline, Progress } from '../progress.ts'
import type { FitOptions, Preset } from './types.ts'

/** What a command says about a fit. */
export interface RunOptions {
  preset: Preset
  seed: number
  threads?: number
  deadline: Deadline
  progress: Progress
}

/** Neighbours enough for the first 100 of a list after histories of up to 100 items. */
const NEAREST = 200

/** Everything that fitting needs; counts and text neighbours are made once, when first asked for. */
export function fitOptions(dataset: Dataset, split: Split, run: RunOptions): FitOptions {
  let counts: Promise<ItemCounts> | undefined
  let neighbours: Csr | null | undefined
  const items = dataset.items.length
  const show = async <T>(label: string, work: () => T | Promise<T>): Promise<T> => {
    const task = run.progress.task(label, 1)
    const result = await work()
    task.end()
    return result
  }
  return {
    ...run,
    split,
    items,
    texts: dataset.texts,
    counts: () => {
      counts ??= show('counting pairs', () =>
        itemCounts(split.fit, items, { ordered: split.ordered }),
      )
      return counts
    },
    textNeighbours: () => {
      if (neighbours !== undefined) return neighbours
      const task = run.progress.task('text neighbours', 1)
      neighbours = dataset.texts && textNeighbours(dataset.texts)
      task.end()
      return neighbours
    },
    textCosines: () => dataset.texts && nearestRows(tfidf(dataset.texts), NEAREST),
  }
}
