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

/** By pack, when the request that loads its model last got a step further. */
const loads = new Map<string, { at: number }>()
/** A load that got no further for as long was cancelled, which workerd tells nobody. */
const MAX_STEP_MS = 300
const POLL_MS = 10

/**
 * The student of a pack, decoded on first use and kept until other packs need the memory. One request
 * loads it while others wait: sixteen at once would need sixteen times the memory.
 *
 * @throws Problem 422 for a pack whose tables do not fit
 */
export async function rankModel(
  storage: Storage,
  current: Current,
  lookup: Lookup,
): Promise<RankModel> {
  const key = `${storage.catalogue}/${current.version}`
  const bytes = bytesOf(current.manifest)
  if (bytes > MAX_BYTES)
    throw new Problem(
      422,
      'Pack too large',
      `ranking needs about ${megabytes(bytes)} MB for the tables of ${current.manifest.items} items, ` +
        `more than the ${megabytes(MAX_BYTES)} MB of this edge: rank with @tacit-rec/engine on a ` +
        'server of your own, or on the device',
    )
  for (;;) {
    const held = isolate.get(key)
    if (held) return held.model
    const other = loads.get(key)
    if (!other || Date.now() - other.at > MAX_STEP_MS) break
    await new Promise((done) => setTimeout(done, POLL_MS))
  }
  const step = { at: Date.now() }
  loads.set(key, step)
  try {
    const model = await load(storage, current, lookup, step)
    keep(key, model, bytes)
    return model
  } finally {
    if (loads.get(key) === step) loads.delete(key)
  }
}

function keep(key: string, model: RankModel, bytes: number): void {
  isolate.delete(key)
  let total = bytes
  for (const other of isolate.values()) total += other.bytes
  for (const [oldest, other] of isolate) {
    if (total <= MAX_BYTES) break
    isolate.delete(oldest)
    total -= other.bytes
  }
  isolate.set(key, { model, bytes })
}

async function load(
  storage: Storage,
  { manifest }: Current,
  lookup: Lookup,
  step: { at: number },
): Promise<RankModel> {
  const isUnlisted = await lookup.unlisted()
  const pack = await openModel(manifest, async (name) => {
    const bytes = await readPublished(storage, name)
    step.at = Date.now()
    return bytes
  })
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
