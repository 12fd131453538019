import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { sha256Hex, writeSafetensors } from '@tacit-rec/pack'
import type { Dataset } from '../../data/index.ts'
import { withFieldNames } from '../answer.ts'
import type { Built } from '../build.ts'
import { NO_INTENTS } from '../construct/local.ts'
import type { IntentRecord } from '../types.ts'
import type { Matrix } from '../vectors.ts'
import { ABOUT, FORMAT, type IntentsManifest, MANIFEST, pick, ROLES, type Role } from './format.ts'
import { assertFree, placeFolder } from './place.ts'

/**
 * Writes intents as a folder: `items.jsonl` and `users.jsonl`, one line per item or user;
 * `items.safetensors` and `users.safetensors` with `vectors` (of the intents) and `profiles` (of
 * the texts), one row per line; and `intents.json`. Readers never see a part of it.
 *
 * @param rows ids in the order of the rows: as in DATA's files, otherwise the dataset's order
 * @throws TacitError `intents/out` if the folder holds anything else
 */
export async function writeIntents(
  folder: string,
  dataset: Pick<Dataset, 'items' | 'users'>,
  built: Built,
  rows: { items: readonly string[]; users: readonly string[] },
  about: Omit<IntentsManifest, 'format' | 'items' | 'users' | 'files'>,
): Promise<IntentsManifest> {
  const target = resolve(folder)
  await assertFree(target)
  const count = (role: Role) => countSources(built[role])
  const manifest: IntentsManifest = {
    format: FORMAT,
    ...about,
    items: count('items'),
    users: count('users'),
    files: {},
  }
  await placeFolder(target, async (unfinished) => {
    const write = (name: string, content: Uint8Array | string) =>
      writeFile(join(unfinished, name), content, { flush: true })
    const put = async (name: string, content: Uint8Array) => {
      manifest.files[name] = await sha256Hex(content)
      await write(name, content)
    }
    for (const role of ROLES) {
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
    await write(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`)
  })
  return manifest
}

/** The index of each row's id in the dataset; −1 if it is not there. */
function placesOf(ids: readonly string[], rows: readonly string[]): number[] {
  const index = new Map(ids.map((id, at) => [id, at]))
  return rows.map((id) => index.get(id) ?? -1)
}

function tensorOf(matrix: Matrix, places: readonly number[]) {
  const shape = [places.length, matrix.cols]
  return { dtype: 'F32' as const, shape, data: pick(matrix, places) }
}

function lineOf(role: Role, id: string, record: IntentRecord | undefined): string {
  const { source, ...intents } = record ?? { source: 'none', ...NO_INTENTS }
  return JSON.stringify({ id, source, ...withFieldNames(ABOUT[role], intents) })
}

function countSources(records: readonly IntentRecord[]): IntentsManifest['items'] {
  const counts: IntentsManifest['items'] = {}
  for (const { source } of records) counts[source] = (counts[source] ?? 0) + 1
  return counts
}
