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

/** What the answering routes read of a pack, decoded when first asked for. */
export interface Parts {
  manifest: Manifest
  catalogue(): Promise<Catalogue>
  items(): Promise<Items>
  neighbours(): Promise<Neighbours | null>
  prototypes(): Promise<Prototype[]>
}

/** Decoded packs of this isolate; old ones go when new ones come. */
const isolate = new Map<string, Parts>()
const MAX_PACKS = 4

/** The current pack's parts, kept in the isolate under its files' hashes. */
export async function currentParts(storage: Storage, catalogue: string): Promise<Parts> {
  const current = await storage.current()
  if (!current) throw notPublished(catalogue)
  const key = `${catalogue}/${current.version}`
  const known = isolate.get(key)
  if (known) return known
  if (isolate.size >= MAX_PACKS) isolate.delete(isolate.keys().next().value!)
  const parts = decodeLazily(storage, current.manifest)
  isolate.set(key, parts)
  return parts
}

export function notPublished(catalogue: string): Problem {
  return new Problem(404, 'No such catalogue', `catalogue "${catalogue}" has no pack: publish one`)
}

function decodeLazily(storage: Storage, manifest: Manifest): Parts {
  const once = <T>(role: Role, decode: (bytes: Uint8Array, manifest: Manifest) => T) => {
    let made: Promise<T> | undefined
    return () => {
      made ??= load(storage, manifest, role).then((bytes) => decode(bytes, manifest))
      // A store that failed once may answer the next request.
      made.catch(() => {
        made = undefined
      })
      return made
    }
  }
  const remembered = manifest.files.some(({ role }) => role === 'neighbours')
  return {
    manifest,
    catalogue: once('catalogue', decodeCatalogue),
    items: once('items', decodeItems),
    neighbours: remembered ? once('neighbours', decodeNeighbours) : async () => null,
    prototypes: once('intents', decodeIntents),
  }
}

async function load(storage: Storage, { files }: Manifest, role: Role): Promise<Uint8Array> {
  const { name } = files.find((file) => file.role === role)!
  const bytes = await storage.file(name)
  if (!bytes) throw new Problem(503, 'Pack incomplete', `${name} is not stored: publish again`)
  return bytes
}
