import { createHash } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, TacitError } from '@tacit-rec/pack'
import { placeFile } from '../../files.ts'
import type { Vocabulary } from '../../intents/index.ts'

/** Names of the files of PACK.run; the configuration is written last. */
const FILES = { config: 'config.json', vocabulary: 'vocabulary.json' } as const
/** Of `config.json`. */
const RUN_FORMAT = 2

/**
 * What `tacit train` leaves beside a pack, so that `tacit update` need not train. An update leaves it
 * as it is: what changes with the items is in the pack, which takes its next state in one step.
 */
export interface PackRun {
  /** Users that make an item trained, so that new ones may borrow from it; null: no event taught it. */
  minSupport: number | null
  /** By it old and new texts are compared as they were in training. */
  vocabulary: Vocabulary
  /** What a text neighbour's weight of 1 is worth in the neighbour table, and the text part's weight. */
  text: { unit: number; weight: number }
}

/** Where the run of a pack lies. */
export function runFolder(pack: string): string {
  return `${pack.replace(/\/+$/, '')}.run`
}

/**
 * What a pack keeps through every update: a run belongs to the packs that share it.
 *
 * @returns SHA-256 (hex) over what it was trained on and the encoder's weights
 */
function identity({ name, training, files }: Manifest): string {
  const weights = files.find(({ role }) => role === 'weights')?.sha256
  const { protocol, seed, data, split, config } = training
  const text = JSON.stringify([name, protocol, seed, data, split, config, weights])
  return createHash('sha256').update(text).digest('hex')
}

/** Writes PACK.run beside a pack, each file under a temporary name first. */
export async function writePackRun(pack: string, manifest: Manifest, run: PackRun): Promise<void> {
  const folder = runFolder(pack)
  await mkdir(folder, { recursive: true })
  await rm(join(folder, FILES.config), { force: true })
  const place = (file: keyof typeof FILES, content: object) =>
    placeFile(join(folder, FILES[file]), `${JSON.stringify(content)}\n`)
  const { minSupport, text, vocabulary } = run
  const { texts, words, chars } = vocabulary
  // Pairs, since an object would put terms such as "2024" first.
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
      const { code, message } = error as NodeJS.ErrnoException
      throw new TacitError(
        'update/no-run',
        `${pack}: cannot read ${path} (${code ?? message}): an update needs what tacit train left ` +
          'beside the pack; copy that folder here, or train again',
      )
    }
  }
  const config = await read('config')
  if (config.format !== RUN_FORMAT || config.pack !== identity(manifest))
    throw new TacitError(
      'update/other-run',
      `${folder} belongs to another pack than ${pack}, so their tables do not fit: copy the run ` +
        'that was written with this pack, or train again',
    )
  const { texts, words, chars } = await read('vocabulary')
  const vocabulary = {
    texts,
    words: new Map<string, number>(words),
    chars: new Map<string, number>(chars),
  }
  return { minSupport: config.minSupport, text: config.text, vocabulary }
}
