import {
  type Catalogue,
  type Items,
  type Manifest,
  type Neighbours,
  type Prototype,
  packParts,
  TacitError,
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
  popularity(): Promise<Float32Array>
  neighbours(): Promise<Neighbours | null>
  prototypes(): Promise<Prototype[]>
  prototypeVectors(): Promise<Float32Array>
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

  const files = packParts(manifest, (name) => read(storage, name))
  const part = <T>(name: string, decode: () => Promise<T>) => once(name, () => refusing(decode))
  const ids = part('ids', files.ids)
  return {
    manifest,
    catalogue: part('catalogue', async () => files.details(await files.facts(await ids()))),
    rows: once('rows', async () => new Map((await ids()).map((id, row) => [id, row]))),
    items: part('items', files.items),
    popularity: part('popularity', files.popularity),
    neighbours: part('neighbours', files.neighbours),
    prototypes: part('prototypes', files.prototypes),
    prototypeVectors: part('prototypeVectors', files.prototypeVectors),
  }
}

/** @throws Problem 503 if the file is missing */
async function read(storage: Storage, name: string): Promise<Uint8Array> {
  const bytes = await storage.read(name)
  if (!bytes) throw new Problem(503, 'Pack incomplete', `${name} is not stored: publish again`)
  return bytes
}

/** @throws Problem 503 for files that are not what the manifest declares */
async function refusing<T>(decode: () => Promise<T>): Promise<T> {
  try {
    return await decode()
  } catch (error) {
    if (!(error instanceof TacitError)) throw error
    throw new Problem(503, 'Pack damaged', `${error.message}: publish the pack again`)
  }
}
