import { isIndexed, type Lookup, type Manifest, openLookup } from '@tacit-rec/pack'
import { blockCache } from './blocks.ts'
import { decodedLookup, MAX_DECODED_ITEMS } from './decoded.ts'
import type { Current } from './pointer.ts'
import { Problem } from './problem.ts'
import { notPublished, readPublished } from './published.ts'
import type { Storage } from './storage.ts'

/** Blocks of all packs, by the hash of their index. */
const blocks = blockCache(16 << 20)

/** What one request answers from. */
export interface CurrentPack {
  manifest: Manifest
  lookup: Lookup
}

/**
 * Opens the current pack for one request: its index, of which only the blocks that the answer needs
 * are read. A small pack without an index, as earlier versions wrote, is decoded as a whole.
 *
 * @throws Problem 404 if the catalogue has no pack, 409 if its pack is large and has no index
 */
export async function currentPack(storage: Storage): Promise<CurrentPack> {
  const current = await storage.current()
  if (!current) throw notPublished(storage)
  return { manifest: current.manifest, lookup: lookupOf(storage, current) }
}

/** @throws Problem 409 */
export function lookupOf(storage: Storage, current: Current): Lookup {
  const { manifest } = current
  if (isIndexed(manifest))
    return openLookup(manifest, (name, range) => readPublished(storage, name, range), blocks)
  if (manifest.items <= MAX_DECODED_ITEMS) return decodedLookup(storage, current)
  throw new Problem(
    409,
    'No index',
    `the pack has ${manifest.items} items and no index, which this route needs above ` +
      `${MAX_DECODED_ITEMS}: train it again with this version, and publish it`,
  )
}
