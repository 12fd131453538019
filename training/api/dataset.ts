import { type Dataset, loadDataset } from '../data/index.ts'
import type { Progress } from '../progress.ts'
import type { AttributeOptions, DataOptions } from './options.ts'
import { summaryOf } from './summary.ts'

/**
 * Reads the data, then says how it was read, before anything is computed from it: a wrong guess
 * shows in the summary.
 */
export async function readDataset(
  options: DataOptions & { reviews?: boolean },
  progress: Progress,
): Promise<Dataset> {
  const task = progress.task('reading events', 1)
  const dataset = await loadDataset(options.data, options)
  const { users, items, user } = dataset
  task.end(`${users.length} users, ${items.length} items, ${user.length} events`)
  progress.note(summaryOf(dataset.report))
  return dataset
}

/**
 * As {@link readDataset}, for protocols: they fix which events count, so no filter removes any unless
 * the user asks for it.
 */
export function readFixed(
  options: DataOptions & AttributeOptions,
  progress: Progress,
): Promise<Dataset> {
  const { clean = false, keep = [], attributes } = options
  // A teacher publishes no facts of items, so its attributes may look private.
  const named = attributes && { keep: [...keep, ...attributes], keepAnyway: true }
  return readDataset({ ...options, clean, ...named }, progress)
}
