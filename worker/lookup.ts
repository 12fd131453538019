import {
  type ItemFacts,
  isIndexed,
  type Lookup,
  type Manifest,
  openLookup,
  type Shelf,
} from '@tacit-rec/pack'
import { blockCache } from './blocks.ts'
import type { Current } from './pointer.ts'
import { Problem } from './problem.ts'
import { notPublished, readPublished } from './published.ts'
import type { Storage } from './storage.ts'

/** Blocks of all packs, by the hash of their index. */
const blocks = blockCache(4 << 20)

/** What one request answers from. */
export interface CurrentPack {
  manifest: Manifest
  lookup: Lookup
}

/**
 * Opens the index of the current pack for one request. Only the blocks that the answer needs are read.
 *
 * @throws Problem 404 if the catalogue has no pack, 409 if its pack has no index
 */
export async function currentPack(storage: Storage): Promise<CurrentPack> {
  const current = await storage.current()
  if (!current) throw notPublished(storage)
  return { manifest: current.manifest, lookup: lookupOf(storage, current) }
}

/** @throws Problem 409 for a pack without an index of this form, which an earlier version wrote */
export function lookupOf(storage: Storage, { manifest }: Current): Lookup {
  if (isIndexed(manifest))
    return openLookup(manifest, (name, range) => readPublished(storage, name, range), blocks)
  throw new Problem(
    409,
    'No index',
    `pack "${manifest.name}", sequence ${manifest.sequence}, has no index, which this route reads: ` +
      'train it again with this version of Tacit and publish it',
  )
}

/** What to take of a list. */
interface Wanted {
  limit: number
  /** Whether unlisted items count too. */
  all: boolean
}

/** The first items of a list, with what a shelf shows of them. Reads only facts that the list lacks. */
export async function itemsOf(
  lookup: Lookup,
  { entries, facts }: Shelf,
  { limit, all }: Wanted,
): Promise<{ facts: ItemFacts; score: number }[]> {
  const listed = entries.filter(({ unlisted }) => !unlisted)
  const there = new Map(facts.map((item, n) => [listed[n].row, item]))
  const wanted = (all ? entries : listed).slice(0, limit)
  const missing = wanted.map(({ row }) => row).filter((row) => !there.has(row))
  const read = missing.length > 0 ? await lookup.facts(missing) : []
  for (const [n, item] of read.entries()) there.set(missing[n], item)
  return wanted.map(({ row, score }) => ({ facts: there.get(row)!, score }))
}
