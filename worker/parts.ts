import {
  type Catalogue,
  type Items,
  type Manifest,
  type Neighbours,
  type Prototype,
  packParts,
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
  const parts = packParts(manifest, async (name) => {
    const bytes = await storage.file(name)
    if (!bytes) throw new Problem(503, 'Pack incomplete', `${name} is not stored: publish again`)
    return bytes
  })
  const ids = once(parts.ids)
  return {
    manifest,
    catalogue: once(async () => parts.details(await parts.facts(await ids()))),
    rows: once(async () => new Map((await ids()).map((id, row) => [id, row]))),
    items: once(parts.items),
    neighbours: once(parts.neighbours),
    popularity: once(parts.popularity),
    prototypes: once(parts.prototypes),
    prototypeVectors: once(parts.prototypeVectors),
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
