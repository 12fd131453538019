import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { ItemClusters } from '@tacit-rec/pack'
import { clustersOf } from '../contribute/index.ts'
import {
  backOffOf,
  type Dataset,
  emptyDataset,
  type ItemCounts,
  type LayerRow,
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
  /** The clusters that visitors had, for the layers with clusters; null: those layers are ignored. */
  clusters?: (ItemClusters & { hash: string }) | null
}

/**
 * Counts of a log as training takes them, with the items of the catalogue and the histories of a sample
 * of users, if there are any. An item that is counted and not in the catalogue is trained and not listed.
 *
 * @throws TacitError `counts/…`, and the errors of reading
 */
export async function readCounted(
  { counts: folder, histories, clusters = null, ...options }: CountedOptions,
  progress: Progress,
): Promise<{ dataset: Dataset; counts: ItemCounts }> {
  const task = progress.task('reading counts', 1)
  const { ids, counts, ordered, layers, hash } = await readCounts(folder)
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
  const hasLayers = fits(folder, layers, clusters, progress)
  const clusterOf = clusters ? clustersOf(clusters, dataset.items) : new Int32Array()
  return {
    dataset: {
      ...dataset,
      clock: read.user.length > 0 ? read.clock : ordered ? 'order' : 'none',
      hash: createHash('sha256').update(`${read.hash} ${hash}`).digest('hex'),
    },
    counts: {
      ...placeCounts(counts, place, dataset.items.length),
      ...(hasLayers && { backOff: backOffOf(placed(layers, place), clusterOf, clusters!.count) }),
    },
  }
}

function placed(layers: readonly LayerRow[], place: Int32Array): LayerRow[] {
  return layers.map((row) => ({ ...row, item: place[row.item] }))
}

/** Whether the layers with clusters can be used. Says why they cannot. */
function fits(
  folder: string,
  layers: readonly LayerRow[],
  clusters: CountedOptions['clusters'],
  progress: Progress,
): boolean {
  if (layers.length === 0) return false
  const others = globSync('epoch-*.json', { cwd: folder })
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).clusters as unknown)
    .filter((hash) => hash !== undefined && hash !== clusters?.hash)
  if (clusters && others.length === 0) return true
  progress.note(
    clusters
      ? `${folder}: its layers with clusters are of other clusters than the previous pack's: ignored`
      : `${folder}: its layers with clusters are ignored: name the pack that visitors had with --previous`,
  )
  return false
}
