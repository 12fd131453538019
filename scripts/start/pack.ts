import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Manifest, parseManifest } from '@tacit-rec/pack'
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
  if (!data) options.kinds = { view: 1, cart: 2, purchase: 3 }
  await once(step, key, join(out, 'manifest.json'), () =>
    runNode(ROOT, [TRAIN, JSON.stringify(options)]),
  )
  return out
}

/** Publishes, with a higher sequence where packs of other data were published to the same edge. */
export async function publishPack(pack: string, url: string, token: string): Promise<void> {
  const file = join(pack, 'manifest.json')
  const own = parseManifest(JSON.parse(readFileSync(file, 'utf8')))
  const response = await fetch(`${url}/v1/c/default/manifest`)
  const current = response.ok ? parseManifest(await response.json()) : null
  if (current && isSame(own, current)) return progress.note('publishing: unchanged')
  if (current && own.sequence <= current.sequence) {
    const raised = { ...JSON.parse(readFileSync(file, 'utf8')), sequence: current.sequence + 1 }
    writeFileSync(`${file}.new`, JSON.stringify(raised, null, 2))
    renameSync(`${file}.new`, file)
  }
  await publish({ pack, to: url, token, progress })
}

function isSame(a: Manifest, b: Manifest): boolean {
  const names = ({ files }: Manifest) => files.map(({ name }) => name).sort()
  return a.created === b.created && names(a).join() === names(b).join()
}
