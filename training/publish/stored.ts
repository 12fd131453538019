import type { Manifest } from '@tacit-rec/pack'
import * as v from 'valibot'
import type { EdgeClient } from './edge.ts'

/** What publishing reads of a manifest; it may be of a later format. */
export const FactsSchema = v.looseObject({
  sequence: v.number(),
  created: v.string(),
  items: v.number(),
  files: v.array(v.looseObject({ name: v.string(), sha256: v.string(), bytes: v.number() })),
  training: v.looseObject({ events: v.optional(v.number()) }),
  evaluation: v.optional(v.record(v.string(), v.unknown())),
  /** Of a roll-back: the sequence whose files are back, and the one that was live before. */
  rollback: v.optional(v.object({ to: v.number(), from: v.number() })),
})
export type Facts = v.InferOutput<typeof FactsSchema>

const StoredSchema = v.object({
  live: v.nullable(
    v.object({
      sequence: v.number(),
      sha256: v.string(),
      keys: v.array(v.string()),
      highest: v.record(v.string(), v.number()),
      manifest: FactsSchema,
    }),
  ),
  manifests: v.array(v.object({ name: v.string(), bytes: v.number(), uploaded: v.string() })),
  files: v.array(
    v.object({
      name: v.string(),
      bytes: v.number(),
      sha256: v.nullable(v.string()),
      uploaded: v.string(),
    }),
  ),
})

/** What an edge stores of a catalogue. */
export interface Stored extends v.InferOutput<typeof StoredSchema> {
  /** Milliseconds since 1970 by the edge's clock, which dates the files. */
  now: number
}
export type Live = NonNullable<Stored['live']>

/** Younger files are safe from {@link collectGarbage} on any machine, for another day. */
const FRESH_MS = 24 * 3_600_000

/** Asks the edge's admin route, which no cache answers. */
export async function readStored(edge: EdgeClient): Promise<Stored> {
  const response = await edge.send('/admin/packs', 'list what is stored')
  const date = Date.parse(response.headers.get('date') ?? '')
  return { ...v.parse(StoredSchema, await response.json()), now: date || Date.now() }
}

/** An archived manifest as it was promoted, bare or in an envelope. */
export async function readArchived(
  edge: EdgeClient,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await edge.send(`/admin/manifests/${name}`, `read manifest ${name}`)
  return new Uint8Array(await response.arrayBuffer())
}

/**
 * Files of a manifest that have to be sent: those that are missing or differ, and old ones that
 * belong to no live pack, which a `gc` might be deleting.
 */
export function missingFiles({ files }: Manifest, stored: Stored): string[] {
  const live = new Set(stored.live?.manifest.files.map(({ name }) => name))
  const safe = stored.files.filter(
    ({ name, uploaded }) => live.has(name) || stored.now - Date.parse(uploaded) < FRESH_MS,
  )
  const known = new Map(safe.map((file) => [file.name, file]))
  const isThere = ({ name, bytes, sha256 }: Manifest['files'][number]) =>
    known.get(name)?.bytes === bytes && known.get(name)?.sha256 === sha256
  return files.filter((file) => !isThere(file)).map(({ name }) => name)
}
