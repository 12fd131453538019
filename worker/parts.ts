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
  TacitError,
  verifyFile,
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

/**
 * Decoded parts by pack, oldest pack first. Never a promise: workerd settles none of a request that
 * was cancelled, and whoever waits for it in another request waits for ever.
 */
const isolate = new Map<string, Map<string, unknown>>()
const MAX_PACKS = 4

/**
 * Parts of the current pack, for one request. What it decodes stays in the isolate until other packs
 * take its place; a load that fails or is cancelled leaves nothing behind.
 *
 * @throws Problem 404 if the catalogue has no pack
 */
export async function currentParts(storage: Storage): Promise<Parts> {
  const current = await storage.current()
  if (!current) throw notPublished(storage)
  return partsOf(storage, current.manifest, decodedOf(`${storage.catalogue}/${current.version}`))
}

export function notPublished({ catalogue }: Storage): Problem {
  return new Problem(404, 'No such catalogue', `catalogue "${catalogue}" has no pack: publish one`)
}

function decodedOf(key: string): Map<string, unknown> {
  const held = isolate.get(key)
  if (held) return held
  if (isolate.size >= MAX_PACKS) isolate.delete(isolate.keys().next().value!)
  const decoded = new Map<string, unknown>()
  isolate.set(key, decoded)
  return decoded
}

function partsOf(storage: Storage, manifest: Manifest, decoded: Map<string, unknown>): Parts {
  // Promises of this request alone.
  const loading = new Map<string, Promise<unknown>>()

  function once<T>(name: string, make: () => Promise<T>): () => Promise<T> {
    return async () => {
      if (!decoded.has(name)) {
        const made = loading.get(name) ?? make()
        loading.set(name, made)
        decoded.set(name, await made)
      }
      return decoded.get(name) as T
    }
  }

  const part = <T>(role: Role, decode: (bytes: Uint8Array, manifest: Manifest) => T) =>
    once(role, () => load(storage, manifest, role, decode))
  const hasMemory = manifest.files.some(({ role }) => role === 'neighbours')
  const catalogue = part('catalogue', decodeCatalogue)
  return {
    manifest,
    catalogue,
    rows: once('rows', async () => new Map((await catalogue()).ids.map((id, row) => [id, row]))),
    items: part('items', decodeItems),
    neighbours: hasMemory ? part('neighbours', decodeNeighbours) : async () => null,
    prototypes: part('intents', decodeIntents),
  }
}

/** @throws Problem 503 if the file is missing, or is not what the manifest declares */
async function load<T>(
  storage: Storage,
  manifest: Manifest,
  role: Role,
  decode: (bytes: Uint8Array, manifest: Manifest) => T,
): Promise<T> {
  const entry = manifest.files.find((file) => file.role === role)!
  const bytes = await storage.read(entry.name)
  if (!bytes)
    throw new Problem(503, 'Pack incomplete', `${entry.name} is not stored: publish again`)
  try {
    await verifyFile(entry, bytes)
    return decode(bytes, manifest)
  } catch (error) {
    if (!(error instanceof TacitError)) throw error
    throw new Problem(503, 'Pack damaged', `${error.message}: publish the pack again`)
  }
}
