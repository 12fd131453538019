import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Protocol, readSafetensors, sha256Hex, TacitError } from '@tacit-rec/pack'
import type { Dataset } from '../../data/index.ts'
import { fromFieldNames } from '../answer.ts'
import type { IntentRecord, Source } from '../types.ts'
import type { Matrix, OrderedVectors } from '../vectors.ts'
import { ABOUT, FORMAT, type IntentsManifest, MANIFEST, pick, type Role } from './format.ts'
import { restoreFolder } from './place.ts'

/** Intents in the order of a dataset; null of an item or user that the folder does not know. */
export interface OrderedIntents {
  manifest: IntentsManifest
  items: (IntentRecord | null)[]
  users: (IntentRecord | null)[]
  /** Of the intents; zeros where there are none. */
  vectors: OrderedVectors
  /** Of the plain texts. */
  profiles: OrderedVectors
}

/**
 * Reads a folder of intents, led to a dataset's order by its ids.
 *
 * @param split of the events that are fitted: users' intents that were made from others are refused,
 *   since they may have seen the test events; not asked without
 * @throws TacitError `intents/folder` where a file is missing or is not what the manifest says,
 *   `intents/split`, `intents/other-data` where no item of the dataset is in it
 */
export async function readIntents(
  folder: string,
  dataset: Pick<Dataset, 'items' | 'users' | 'name'>,
  split?: { hash: string; protocol: Protocol },
): Promise<OrderedIntents> {
  await restoreFolder(resolve(folder))
  const manifest = await readManifest(folder)
  if (split && split.hash !== manifest.split)
    throw new TacitError(
      'intents/split',
      `${folder}: its users' intents were made from the events of split ${manifest.split.slice(0, 16)} ` +
        `(${manifest.protocol}), this needs ${split.hash.slice(0, 16)} (${split.protocol}): they may have ` +
        `seen test events; use tacit intents --protocol ${split.protocol}`,
    )
  const read = async (role: Role) => {
    const text = (await readChecked(folder, manifest, `${role}.jsonl`)).toString('utf8')
    const records = text
      .split('\n')
      .filter(Boolean)
      .map((line) => recordOf(role, JSON.parse(line)))
    const rowOf = new Map(records.map(({ id }, row) => [id, row]))
    const places = dataset[role].map((id) => rowOf.get(id) ?? -1)
    const file = `${role}.safetensors`
    const tensors = readSafetensors(await readChecked(folder, manifest, file), join(folder, file))
    const ordered = (name: string): Matrix => {
      const { shape, data } = tensors.get(name)!
      const matrix = { rows: shape[0], cols: shape[1], data: data as Float32Array }
      return { rows: places.length, cols: shape[1], data: pick(matrix, places) }
    }
    const found = places.map((row) => (row < 0 ? null : records[row]))
    return { found, vectors: ordered('vectors'), profiles: ordered('profiles') }
  }
  const [items, users] = [await read('items'), await read('users')]
  if (dataset.items.length > 0 && items.found.every((record) => record === null))
    throw new TacitError(
      'intents/other-data',
      `${folder}: none of the ${dataset.items.length} items of ${dataset.name} is in it: it was made ` +
        `from "${manifest.data.name}"; run tacit intents on this data`,
    )
  const together = (name: 'vectors' | 'profiles'): OrderedVectors => ({
    width: items[name].cols,
    items: items[name].data,
    users: users[name].data,
  })
  return {
    manifest,
    items: items.found,
    users: users.found,
    vectors: together('vectors'),
    profiles: together('profiles'),
  }
}

async function readManifest(folder: string): Promise<IntentsManifest> {
  const bytes = await readPart(folder, MANIFEST)
  try {
    const manifest = JSON.parse(bytes.toString('utf8'))
    if (manifest.format === FORMAT) return manifest
  } catch {
    // Told below.
  }
  throw broken(folder, MANIFEST, 'is no list of intents of format 1')
}

async function readChecked(
  folder: string,
  { files }: IntentsManifest,
  name: string,
): Promise<Buffer> {
  const bytes = await readPart(folder, name)
  if ((await sha256Hex(bytes)) === files?.[name]) return bytes
  throw broken(folder, name, `is not the file that ${MANIFEST} names`)
}

async function readPart(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name))
  } catch (error) {
    throw broken(folder, name, `cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

function broken(folder: string, name: string, what: string): TacitError {
  return new TacitError(
    'intents/folder',
    `${join(folder, name)}: ${what}: make the folder with tacit intents DATA --out ${folder}`,
  )
}

function recordOf(role: Role, line: Record<string, unknown>): IntentRecord {
  const { id, source } = line as { id: string; source: Source }
  return { id, source, ...fromFieldNames(ABOUT[role], line) }
}
