import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { publish, type TrainOptions } from '@tacit-rec/training'
import { runNode } from './children.ts'
import type { Flags } from './flags.ts'
import { contentKey } from './kept.ts'
import { once, progress } from './once.ts'
import { ROOT, rooms, STATE } from './paths.ts'

const TRAIN = join(import.meta.dirname, 'train.ts')

/**
 * Trains in a child process, so that Ctrl-C ends it at once.
 *
 * @returns the pack's folder, a different one for each folder of data
 */
export async function trainPack(folder: string, { data, preset }: Flags): Promise<string> {
  const own = createHash('sha256').update(folder).digest('hex').slice(0, 8)
  const out = join(STATE, data ? `pack-${own}` : 'pack')
  const key = `${preset} ${contentKey(folder, ...rooms('training', 'engine', 'pack'))}`
  const step = `pack of ${basename(folder)}${data ? ` (${own})` : ''}`
  const options: TrainOptions = { data: folder, out, preset }
  if (!data) {
    options.kinds = { view: 1, cart: 2, purchase: 3 }
    options.understand = true
  }
  await once(step, key, join(out, 'manifest.json'), () =>
    runNode(ROOT, [TRAIN, JSON.stringify(options)]),
  )
  return out
}

/** Publishes without guards: packs of other data may have been published to the same edge. */
export async function publishPack(pack: string, url: string, token: string): Promise<void> {
  await publish({ pack, to: url, token, progress, keys: null, force: true })
}
