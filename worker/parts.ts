import {
  type Catalogue,
  decodeCatalogue,
  decodeIntents,
  decodeItems,
  decodeNeighbours,
  type Items,
  type Manifest,
  type Neighbours,
  type Prototype,
  type Role,
} from '@tacit-rec/pack'
import { Problem } from './problem.ts'
import type { Storage } from './storage.ts'

/** The files of a pack that routes answer from, each decoded on first use. */
export interface Parts {
  manifest: Manifest
  catalogue(): Promise<Catalogue>
  /** Item id → row. */
  rows(): Promise<Map<string, number>>
  items(): Promise<Items>
  neighbours(): Promise<Neighbours | null>
  prototypes(): Promise<Prototype[]>
}

/** Decoded packs of this isolate, oldest first. */
const isolate = new Map<string, Parts>()
const MAX_PACKS = 4

/**
 * Parts of the current pack, cached in the isolate until another pack becomes current.
 *
 * @throws Problem 404 if the catalogue has no pack
 */
export async function currentParts(storage: Storage): Promise<Parts> {
  const current = await storage.current()
  if (!current) throw notPublished(storage)
  const key = `${storage.catalogue}/${current.version}`
  const cached = isolate.get(key)
  if (cached) return cached
  if (isolate.size >= MAX_PACKS) isolate.delete(isolate.keys().next().value!)
  const parts = decodeLazily(storage, current.manifest)
  isolate.set(key, parts)
  return parts
}

export function notPublished({ catalogue }: Storage): Problem {
  return new Problem(404, 'No such catalogue', `catalogue "${catalogue}" has no pack: publish one`)
}

function decodeLazily(storage: Storage, manifest: Manifest): Parts {
  const part = <T>(role: Role, decode: (bytes: Uint8Array, manifest: Manifest) => T) =>
    once(async () => decode(await load(storage, manifest, role), manifest))
  const hasMemory = manifest.files.some(({ role }) => role === 'neighbours')
  const catalogue = part('catalogue', decodeCatalogue)
  return {
    manifest,
    catalogue,
    rows: once(async () => new Map((await catalogue()).ids.map((id, row) => [id, row]))),
    items: part('items', decodeItems),
    neighbours: hasMemory ? part('neighbours', decodeNeighbours) : async () => null,
    prototypes: part('intents', decodeIntents),
  }
}

/** Remembers the first success. A failure is not kept, so that the next request tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error) => {
      made = undefined
      throw error
    })
    return made
  }
}

async function load(storage: Storage, { files }: Manifest, role: Role): Promise<Uint8Array> {
  const { name } = files.find((file) => file.role === role)!
  const bytes = await storage.read(name)
  if (!bytes) throw new Problem(503, 'Pack incomplete', `${name} is not stored: publish again`)
  return bytes
}
