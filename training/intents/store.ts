import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  type Protocol,
  readSafetensors,
  sha256Hex,
  TacitError,
  writeSafetensors,
} from '@tacit/pack'
import type { Dataset } from '../data/index.ts'
import { UNFINISHED } from '../files.ts'
import { type About, fromFieldNames, withFieldNames } from './answer.ts'
import type { Built } from './build.ts'
import type { IntentRecord, Source } from './types.ts'
import type { Matrix, OrderedVectors } from './vectors.ts'

const FORMAT = 1
const MANIFEST = 'intents.json'

/** How a folder of intents came to be. */
export interface IntentsManifest {
  format: 1
  data: { name: string; hash: string }
  /** What of the events the users' intents were made from. */
  protocol: Protocol
  split: string
  provider: string
  /** Null where intents are key phrases. */
  model: string | null
  embedding: { provider: string; model: string; width: number }
  prompts: { item: number; user: number }
  sentUsers: boolean
  /** Rows by how their intents came to be; `fallback`: a model's answer was no use twice. */
  items: Partial<Record<Source, number>>
  users: Partial<Record<Source, number>>
  /** Name → SHA-256 (hex). */
  files: Record<string, string>
}

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
 * Writes intents as a folder: `items.jsonl` and `users.jsonl`, a line each; `items.safetensors` and
 * `users.safetensors` with `vectors` (of the intents) and `profiles` (of the texts), a row a line; and
 * `intents.json`. It is written under another name and put in place whole.
 *
 * @param rows ids in the order of the rows, as DATA's files have them; else the dataset's order
 * @throws TacitError `intents/out` where the folder holds something else
 */
export async function writeIntents(
  folder: string,
  dataset: Pick<Dataset, 'items' | 'users'>,
  built: Built,
  rows: { items: readonly string[]; users: readonly string[] },
  about: Omit<IntentsManifest, 'format' | 'items' | 'users' | 'files'>,
): Promise<IntentsManifest> {
  const target = resolve(folder)
  await assertOurs(target)
  const unfinished = `${target}${UNFINISHED}`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  const files: Record<string, string> = {}
  const put = async (name: string, content: Uint8Array) => {
    files[name] = await sha256Hex(content)
    await writeFile(join(unfinished, name), content, { flush: true })
  }
  for (const role of ['items', 'users'] as const) {
    const places = placesOf(dataset[role], rows[role])
    const records = built[role]
    const lines = rows[role].map((id, r) => lineOf(role, id, records[places[r]]))
    await put(`${role}.jsonl`, Buffer.from(lines.map((line) => `${line}\n`).join('')))
    const tensors = {
      vectors: tensorOf(built.vectors[role], places),
      profiles: tensorOf(built.profiles[role], places),
    }
    await put(`${role}.safetensors`, writeSafetensors(tensors))
  }
  const count = (role: 'items' | 'users') => countSources(built[role])
  const manifest = {
    format: 1 as const,
    ...about,
    items: count('items'),
    users: count('users'),
    files,
  }
  await writeFile(join(unfinished, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, {
    flush: true,
  })
  await place(unfinished, target)
  return manifest
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
  const manifest = await readManifest(folder)
  if (split && split.hash !== manifest.split)
    throw new TacitError(
      'intents/split',
      `${folder}: its users' intents were made from the events of split ${manifest.split.slice(0, 16)} ` +
        `(${manifest.protocol}), this needs ${split.hash.slice(0, 16)} (${split.protocol}): they may have ` +
        `seen test events; use tacit intents --protocol ${split.protocol}`,
    )
  const read = async (role: 'items' | 'users') => {
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

/** Only an empty folder or one of ours is written over. */
async function assertOurs(target: string): Promise<void> {
  const entries = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [] as string[]
    throw new TacitError('intents/out', `${target}: ${error.code}: give a folder with --out`)
  })
  if (entries.length > 0 && !entries.includes(MANIFEST))
    throw new TacitError(
      'intents/out',
      `${target}: holds ${entries[0]} and no intents: give an empty or a new folder with --out`,
    )
}

async function place(unfinished: string, target: string): Promise<void> {
  const old = `${target}.replaced${UNFINISHED}`
  await rm(old, { recursive: true, force: true })
  await mkdir(dirname(target), { recursive: true })
  await rename(target, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(unfinished, target)
  await rm(old, { recursive: true, force: true })
}

/** The index of each row's id among the dataset's; −1 where it is not there. */
function placesOf(ids: readonly string[], rows: readonly string[]): number[] {
  const index = new Map(ids.map((id, at) => [id, at]))
  return rows.map((id) => index.get(id) ?? -1)
}

function tensorOf(matrix: Matrix, places: readonly number[]) {
  const shape = [places.length, matrix.cols]
  return { dtype: 'F32' as const, shape, data: pick(matrix, places) }
}

/** Rows of a matrix; zeros for −1. */
function pick({ data, cols }: Matrix, places: readonly number[]): Float32Array {
  const out = new Float32Array(places.length * cols)
  for (const [row, place] of places.entries())
    if (place >= 0) out.set(data.subarray(place * cols, (place + 1) * cols), row * cols)
  return out
}

const ABOUT: Record<'items' | 'users', About> = { items: 'item', users: 'user' }

function lineOf(role: 'items' | 'users', id: string, record: IntentRecord | undefined): string {
  const empty = { source: 'none', attributes: [], toward: [], against: [], summary: '', named: [] }
  const { source, ...intents } = record ?? empty
  return JSON.stringify({ id, source, ...withFieldNames(ABOUT[role], intents) })
}

function recordOf(role: 'items' | 'users', line: Record<string, unknown>): IntentRecord {
  const { id, source } = line as { id: string; source: Source }
  return { id, source, ...fromFieldNames(ABOUT[role], line) }
}

function countSources(records: readonly IntentRecord[]): Partial<Record<Source, number>> {
  const counts: Partial<Record<Source, number>> = {}
  for (const { source } of records) counts[source] = (counts[source] ?? 0) + 1
  return counts
}
