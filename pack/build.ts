import { splitCatalogue, toBlocks } from './blocks.ts'
import { encodeClusters } from './clusters.ts'
import { gzipJson } from './gzip.ts'
import { sha256Hex } from './hash.ts'
import { encodeHead } from './head.ts'
import { encodeIntents } from './intents.ts'
import { encodeItems, encodePrototypeVectors } from './items.ts'
import { writeJson } from './json.ts'
import { type FileEntry, FORMAT, type Manifest, type Shape } from './manifest.ts'
import { fileName, ROLES, type Role } from './names.ts'
import { encodeNeighbours } from './neighbours.ts'
import { openPackFrom } from './open.ts'
import { encodePopularity } from './popularity.ts'
import { encodeTower } from './tower.ts'
import type { LoadedPack, PackContents } from './types.ts'
import { encodeWeights } from './weights.ts'

/** One file before it has a name. */
interface Encoded {
  bytes: Uint8Array
  decoded?: number
}

/** Roles that a reader can do without, as the manifest marks them. */
const OPTIONAL: readonly Role[] = [
  'head',
  'details',
  'lexicon',
  'tower',
  'clusters',
  'student',
  'scorer',
  'rules',
]

/**
 * Encodes a pack, then opens the result once, so that no reader refuses what a writer built.
 *
 * @returns the manifest, the other files by name, and the pack as readers open it
 * @throws {TacitError} `pack/…` when the contents do not match each other
 */
export async function buildPack(
  contents: PackContents,
): Promise<{ manifest: Manifest; files: Map<string, Uint8Array>; pack: LoadedPack }> {
  const { items, weights, prototypes, kinds, history } = contents
  const count = items.scale.length
  const dim = items.vectors.length / count
  const intents = weights.query.length / dim
  const shape = { items: count, dim, intents, prototypes: prototypes.length, history, kinds }
  const encoded = encode(contents, shape)
  const files = new Map<string, Uint8Array>()
  const entries: FileEntry[] = []
  for (const role of ROLES) {
    const parts = encoded[role] ?? []
    for (const [part, { bytes, decoded }] of parts.entries()) {
      const sha256 = await sha256Hex(bytes)
      const name = fileName(role, sha256)
      files.set(name, bytes)
      entries.push({
        role,
        name,
        sha256,
        bytes: bytes.byteLength,
        ...(decoded !== undefined && { decoded }),
        ...(parts.length > 1 && { part }),
        ...(OPTIONAL.includes(role) && { optional: true }),
      })
    }
  }
  const manifest: Manifest = {
    format: FORMAT,
    name: contents.name,
    sequence: contents.sequence ?? 1,
    created: contents.created ?? new Date().toISOString(),
    ...shape,
    score: contents.score,
    files: entries,
    training: contents.training,
    ...(contents.evaluation && { evaluation: contents.evaluation }),
    ...(contents.expires && { expires: contents.expires }),
  }
  const options = { maxBytes: Number.POSITIVE_INFINITY, all: true }
  const pack = await openPackFrom(manifest, files, options)
  return { manifest: pack.manifest, files, pack }
}

/** The files of each role, in the order of their parts. */
function encode(contents: PackContents, shape: Shape): Partial<Record<Role, Encoded[]>> {
  const { catalogue, neighbours, popularity, rules, lexicon, tower, clusters } = contents
  const { student, scorer } = contents
  const { facts, details } = splitCatalogue(catalogue)
  const head = encodeHead(catalogue, facts, popularity)
  return {
    head: head ? [head] : [],
    weights: [{ bytes: encodeWeights(contents.weights, shape) }],
    ids: [gzipJson({ ids: catalogue.ids })],
    neighbours: neighbours ? [{ bytes: encodeNeighbours(neighbours, shape.items) }] : [],
    popularity: [gzipJson(encodePopularity(popularity))],
    facts: toBlocks(facts, catalogue).map(gzipJson),
    items: [{ bytes: encodeItems(contents.items, shape) }],
    intents: [{ bytes: encodeIntents(contents.prototypes) }],
    prototypes: [{ bytes: encodePrototypeVectors(contents.prototypeVectors, shape) }],
    details: toBlocks(details, catalogue).map(gzipJson),
    lexicon: lexicon ? [gzipJson(lexicon)] : [],
    tower: tower ? [{ bytes: encodeTower(tower, shape) }] : [],
    clusters: clusters ? [{ bytes: encodeClusters(clusters) }] : [],
    student: student ? [{ bytes: student }] : [],
    scorer: scorer ? [{ bytes: scorer }] : [],
    rules: rules ? [{ bytes: writeJson(rules) }] : [],
  }
}
