import { kernelScorer, type Model } from '@tacit-rec/engine'
import { filesOf, type Lookup, type Manifest, openModel } from '@tacit-rec/pack'
import type { Current } from '../pointer.ts'
import { Problem } from '../problem.ts'
import { readPublished } from '../published.ts'
import type { Storage } from '../storage.ts'

/** Max bytes of all models in an isolate, which has 128 MB for everything. */
const MAX_BYTES = 48 << 20

/** What ranks with one pack. */
export interface RankModel {
  pack: Model
  /** The pooled scores of all items for some intents. */
  pool(intents: Float32Array): Float32Array
  isUnlisted(item: number): boolean
}

/** Models by pack, the oldest first. Never a promise: see {@link blockCache}. */
const isolate = new Map<string, { model: RankModel; bytes: number }>()

/**
 * The student of a pack, decoded on first use and kept until other packs need the memory.
 *
 * @throws Problem 422 for a pack whose tables do not fit
 */
export async function rankModel(
  storage: Storage,
  current: Current,
  lookup: Lookup,
): Promise<RankModel> {
  const key = `${storage.catalogue}/${current.version}`
  const held = isolate.get(key)
  if (held) return held.model
  const bytes = bytesOf(current.manifest)
  if (bytes > MAX_BYTES)
    throw new Problem(
      422,
      'Pack too large',
      `ranking needs about ${megabytes(bytes)} MB for the tables of ${current.manifest.items} items, ` +
        `more than the ${megabytes(MAX_BYTES)} MB of this edge: rank with @tacit-rec/engine on a ` +
        'server of your own, or on the device',
    )
  const model = await load(storage, current, lookup)
  let total = bytes
  for (const other of isolate.values()) total += other.bytes
  for (const [oldest, other] of isolate) {
    if (total <= MAX_BYTES) break
    isolate.delete(oldest)
    total -= other.bytes
  }
  isolate.set(key, { model, bytes })
  return model
}

async function load(storage: Storage, { manifest }: Current, lookup: Lookup): Promise<RankModel> {
  const isUnlisted = await lookup.unlisted()
  const pack = await openModel(manifest, (name) => readPublished(storage, name))
  // Imported on demand: Node, which writes the OpenAPI document of these routes, has no such modules.
  const { default: wasm } = await import('@tacit-rec/engine/score.wasm')
  return { pack, pool: kernelScorer(pack, wasm), isUnlisted }
}

/**
 * What the decoded tables and the kernel's copy of them need: per item two int8 rows, four floats and the
 * kernel's scores. Links are Rice codes of about 1.8 bytes, and 5 bytes decoded.
 */
function bytesOf(manifest: Manifest): number {
  const { items, dim, intents } = manifest
  const links = filesOf(manifest, 'neighbours').reduce((sum, { bytes }) => sum + bytes, 0)
  return items * (2 * dim + 16 + 4 * Math.ceil(intents / 4) * 4) + links * 3
}

const megabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20)
