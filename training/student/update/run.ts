import { createHash } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, TacitError } from '@tacit-rec/pack'
import { placeFile, reasonOf } from '../../files.ts'
import type { Vocabulary } from '../../intents/index.ts'

/** Names of the files in PACK.run. The configuration is written last: it marks a whole run. */
const FILES = { config: 'config.json', vocabulary: 'vocabulary.json' } as const
/** Version of `config.json`. */
const RUN_FORMAT = 2

/**
 * What `tacit train` writes beside a pack so that `tacit update` need not train. Updates never change
 * it: everything that changes with the items is in the pack, which is replaced in one step.
 */
export interface PackRun {
  /** Min users of a trained item, which new items may borrow from; null: a content-only pack. */
  minSupport: number | null
  /** Vocabulary of the training, so that old and new texts compare as they did there. */
  vocabulary: Vocabulary
  /** The worth of a text neighbour's weight 1 in the table, and the weight of all text parts. */
  text: { unit: number; weight: number }
}

/** The folder of a pack's run: PACK.run. */
export function runFolder(pack: string): string {
  return `${pack.replace(/\/+$/, '')}.run`
}

/**
 * Identifies a training: the same for a pack and all its updates, so that a run is used with these
 * packs only.
 *
 * @returns SHA-256 (hex) over the training's facts and the encoder's weights
 */
function identity({ name, training, files }: Manifest): string {
  const weights = files.find(({ role }) => role === 'weights')?.sha256
  const { protocol, seed, data, split, config } = training
  const text = JSON.stringify([name, protocol, seed, data, split, config, weights])
  return createHash('sha256').update(text).digest('hex')
}

/** Writes PACK.run beside a pack. Each file is written under a temporary name first. */
export async function writePackRun(pack: string, manifest: Manifest, run: PackRun): Promise<void> {
  const folder = runFolder(pack)
  await mkdir(folder, { recursive: true })
  await rm(join(folder, FILES.config), { force: true })
  const place = (file: keyof typeof FILES, content: object) =>
    placeFile(join(folder, FILES[file]), `${JSON.stringify(content)}\n`)
  const { minSupport, text, vocabulary } = run
  const { texts, words, chars } = vocabulary
  // As pairs: an object would put terms such as "2024" first.
  await place('vocabulary', { texts, words: [...words], chars: [...chars] })
  await place('config', { format: RUN_FORMAT, pack: identity(manifest), minSupport, text })
}

/**
 * Reads the run of a pack.
 *
 * @throws TacitError `update/no-run`, `update/other-run`
 */
export async function readPackRun(pack: string, manifest: Manifest): Promise<PackRun> {
  const folder = runFolder(pack)
  const read = async (file: keyof typeof FILES) => {
    const path = join(folder, FILES[file])
    try {
      return JSON.parse(await readFile(path, 'utf8'))
    } catch (error) {
      throw new TacitError(
        'update/no-run',
        `${pack}: cannot read ${path} (${reasonOf(error)}): an update needs the folder that tacit ` +
          'train wrote beside the pack: copy it here, or train again',
      )
    }
  }
  const config = await read('config')
  if (config.format !== RUN_FORMAT || config.pack !== identity(manifest))
    throw new TacitError(
      'update/other-run',
      `${folder} belongs to another pack than ${pack}: copy the run that was written with this ` +
        'pack, or train again',
    )
  const { texts, words, chars } = await read('vocabulary')
  const vocabulary = {
    texts,
    words: new Map<string, number>(words),
    chars: new Map<string, number>(chars),
  }
  return { minSupport: config.minSupport, text: config.text, vocabulary }
}
