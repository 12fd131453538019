import { createHash } from 'node:crypto'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Manifest, TacitError } from '@tacit/pack'
import { placeFile } from '../../files.ts'
import type { Vocabulary } from '../../intents/index.ts'

/** Names of the files of PACK.run; the configuration is written last. */
const FILES = { config: 'config.json', ids: 'ids.json', vocabulary: 'vocabulary.json' } as const

/** What `tacit train` leaves beside a pack, so that `tacit update` need not train. */
export interface PackRun {
  /** Ids of the items that new ones may borrow from. */
  warm: string[]
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
  const { protocol, seed, data, split } = training
  const text = JSON.stringify([name, protocol, seed, data, split, weights])
  return createHash('sha256').update(text).digest('hex')
}

/** Writes PACK.run beside a pack, each file under a temporary name first. */
export async function writePackRun(pack: string, manifest: Manifest, run: PackRun): Promise<void> {
  const folder = runFolder(pack)
  await mkdir(folder, { recursive: true })
  await rm(join(folder, FILES.config), { force: true })
  const place = (file: keyof typeof FILES, content: object) =>
    placeFile(join(folder, FILES[file]), `${JSON.stringify(content)}\n`)
  const { texts, words, chars } = run.vocabulary
  await place('ids', { warm: run.warm })
  // Pairs, since an object would put terms such as "2024" first.
  await place('vocabulary', { texts, words: [...words], chars: [...chars] })
  await place('config', { format: 1, pack: identity(manifest), text: run.text })
}

/** Removes what an earlier training left, where a pack has no texts to compare by. */
export async function removePackRun(pack: string): Promise<void> {
  for (const file of Object.values(FILES)) await rm(join(runFolder(pack), file), { force: true })
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
          'beside the pack; copy that folder here, or train again on items that have a text',
      )
    }
  }
  const config = await read('config')
  if (config.format !== 1 || config.pack !== identity(manifest))
    throw new TacitError(
      'update/other-run',
      `${folder} belongs to another pack than ${pack}, so their tables do not fit: copy the run ` +
        'that was written with this pack, or train again',
    )
  const [{ warm }, { texts, words, chars }] = [await read('ids'), await read('vocabulary')]
  const vocabulary = {
    texts,
    words: new Map<string, number>(words),
    chars: new Map<string, number>(chars),
  }
  return { warm, text: config.text, vocabulary }
}
