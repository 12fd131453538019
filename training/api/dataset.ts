import { type Dataset, loadDataset } from '../data/index.ts'
import type { Progress } from '../progress.ts'
import type { DataOptions } from './options.ts'

/** Reads the data, shows its size when done, and says what was decided. */
export async function readDataset(options: DataOptions, progress: Progress): Promise<Dataset> {
  const task = progress.task('reading events', 1)
  const dataset = await loadDataset(options.data, options)
  const { users, items, user } = dataset
  task.end(`${users.length} users, ${items.length} items, ${user.length} events`)
  for (const note of dataset.report.notes) progress.note(note)
  return dataset
}
