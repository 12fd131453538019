import { join } from 'node:path'
import { showProgress } from '@tacit-rec/training/cli'
import { openKept } from './kept.ts'
import { STATE } from './paths.ts'

export const progress = showProgress()
const kept = openKept(join(STATE, 'start.json'))

/** Runs a step, unless it ran with the same key before and its output still exists. */
export async function once(
  step: string,
  key: string,
  output: string,
  work: () => Promise<void>,
): Promise<void> {
  if (kept.isDone(step, key, output)) return progress.note(`${step}: unchanged`)
  kept.undone(step)
  await work()
  kept.done(step, key)
}
