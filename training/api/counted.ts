import { createHash } from 'node:crypto'
import { basename, resolve } from 'node:path'
import {
  type Dataset,
  emptyDataset,
  type ItemCounts,
  placeCounts,
  readCounts,
  withMoreItems,
} from '../data/index.ts'
import type { Progress } from '../progress.ts'
import { readDataset } from './dataset.ts'
import type { DataOptions } from './options.ts'

export interface CountedOptions extends Omit<DataOptions, 'data'> {
  /** Folder of the counts. */
  counts: string
  /** Events of a sample of users. Default: none. */
  histories?: string | readonly string[]
}

/**
 * Counts of a log as training takes them, with the items of the catalogue and the histories of a sample
 * of users, if there are any. An item that is counted and not in the catalogue is trained and not listed.
 *
 * @throws TacitError `counts/…`, and the errors of reading
 */
export async function readCounted(
  { counts: folder, histories, ...options }: CountedOptions,
  progress: Progress,
): Promise<{ dataset: Dataset; counts: ItemCounts }> {
  const task = progress.task('reading counts', 1)
  const { ids, counts, ordered, hash } = await readCounts(folder)
  const pairs = counts.cooccurrence.index.length / 2
  task.end(`${ids.length} items, ${pairs} pairs`)
  const data = histories ?? options.items
  const read =
    data === undefined
      ? emptyDataset(basename(resolve(folder)))
      : await readDataset(
          { ...options, data, items: histories === undefined ? undefined : options.items },
          progress,
        )
  const { dataset, place } = withMoreItems(read, ids, options)
  const unlisted = dataset.items.length - read.items.length
  if (data !== undefined && unlisted > 0 && !options.keepUnknown)
    progress.note(
      `${unlisted} of ${ids.length} counted items are not in the catalogue: they are trained but not ` +
        'recommended. Pass --keep-unknown to recommend them.',
    )
  return {
    dataset: {
      ...dataset,
      clock: read.user.length > 0 ? read.clock : ordered ? 'order' : 'none',
      hash: createHash('sha256').update(`${read.hash} ${hash}`).digest('hex'),
    },
    counts: placeCounts(counts, place, dataset.items.length),
  }
}
