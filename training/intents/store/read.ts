import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Protocol, readSafetensors, sha256Hex, TacitError } from '@tacit-rec/pack'
import * as v from 'valibot'
import type { Dataset } from '../../data/index.ts'
import { reasonOf } from '../../files.ts'
import { fromFieldNames } from '../answer.ts'
import type { IntentRecord } from '../types.ts'
import type { Matrix, OrderedVectors } from '../vectors.ts'
import {
  ABOUT,
  FORMAT,
  type IntentsManifest,
  LineSchema,
  MANIFEST,
  ManifestSchema,
  pick,
  type Role,
} from './format.ts'
import { restoreFolder } from './place.ts'

/** Intents in the order of a dataset; null for an item or user that the folder does not contain. */
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
 * Reads a folder of intents, in a dataset's order by the ids.
 *
 * @param split the split that is fitted: users' intents made from other events are refused, since
 *   they may have seen test events; omitted: any are accepted
 * @throws TacitError `intents/folder` if a file is missing or does not match the manifest,
 *   `intents/split`, `intents/other-data` if it contains no item of the dataset
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
      `${folder}: its users' intents were made from split ${manifest.split.slice(0, 16)} ` +
        `(${manifest.protocol}), but split ${split.hash.slice(0, 16)} (${split.protocol}) is ` +
        `fitted: they may have seen test events; use tacit intents --protocol ${split.protocol}`,
    )
  const items = await readRole(folder, manifest, 'items', dataset.items)
  const users = await readRole(folder, manifest, 'users', dataset.users)
  if (dataset.items.length > 0 && items.records.every((record) => record === null))
    throw new TacitError(
      'intents/other-data',
      `${folder}: contains none of the ${dataset.items.length} items of ${dataset.name}: it was ` +
        `made from "${manifest.data.name}"; run tacit intents on this data`,
    )
  const together = (name: 'vectors' | 'profiles'): OrderedVectors => ({
    width: items[name].cols,
    items: items[name].data,
    users: users[name].data,
  })
  return {
    manifest,
    items: items.records,
    users: users.records,
    vectors: together('vectors'),
    profiles: together('profiles'),
  }
}

/** The records and vectors of items or users, in the order of `ids`. */
async function readRole(
  folder: string,
  manifest: IntentsManifest,
  role: Role,
  ids: readonly string[],
) {
  const name = `${role}.jsonl`
  const lines = (await readChecked(folder, manifest, name)).toString('utf8').split('\n')
  const records = lines.flatMap((line, at) => {
    if (line === '') return []
    const record = recordOf(role, line)
    if (!record) throw broken(folder, name, `line ${at + 1} is invalid`)
    return [record]
  })
  const rowOf = new Map(records.map(({ id }, row) => [id, row]))
  const places = ids.map((id) => rowOf.get(id) ?? -1)
  const file = `${role}.safetensors`
  const tensors = readSafetensors(await readChecked(folder, manifest, file), join(folder, file))
  const ordered = (name: string): Matrix => {
    const tensor = tensors.get(name)
    if (!(tensor?.data instanceof Float32Array)) throw broken(folder, file, `has no F32 ${name}`)
    const [rows, cols] = tensor.shape
    return { rows: places.length, cols, data: pick({ rows, cols, data: tensor.data }, places) }
  }
  return {
    records: places.map((row) => (row < 0 ? null : records[row])),
    vectors: ordered('vectors'),
    profiles: ordered('profiles'),
  }
}

async function readManifest(folder: string): Promise<IntentsManifest> {
  const bytes = await readPart(folder, MANIFEST)
  const parsed = v.safeParse(ManifestSchema, parseJson(bytes.toString('utf8')))
  if (parsed.success) return parsed.output
  throw broken(folder, MANIFEST, `is not a manifest of intents in format ${FORMAT}`)
}

async function readChecked(
  folder: string,
  { files }: IntentsManifest,
  name: string,
): Promise<Buffer> {
  const bytes = await readPart(folder, name)
  if ((await sha256Hex(bytes)) === files[name]) return bytes
  throw broken(folder, name, `does not match the hash in ${MANIFEST}`)
}

async function readPart(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name))
  } catch (error) {
    throw broken(folder, name, `cannot be read (${reasonOf(error)})`)
  }
}

function broken(folder: string, name: string, what: string): TacitError {
  return new TacitError(
    'intents/folder',
    `${join(folder, name)}: ${what}: make the folder again with tacit intents DATA --out ${folder}`,
  )
}

function recordOf(role: Role, line: string): IntentRecord | undefined {
  const parsed = v.safeParse(LineSchema, parseJson(line))
  if (!parsed.success) return undefined
  const { id, source } = parsed.output
  return { id, source, ...fromFieldNames(ABOUT[role], parsed.output) }
}

/** Undefined if the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
