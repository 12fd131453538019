import { encodeCatalogue } from './catalogue.ts'
import { sha256Hex } from './hash.ts'
import { encodeIntents } from './intents.ts'
import { encodeItems } from './items.ts'
import type { FileEntry, Manifest } from './manifest.ts'
import { fileName, type Role } from './names.ts'
import { encodeNeighbours } from './neighbours.ts'
import { openPackFrom } from './open.ts'
import type { PackContents } from './types.ts'
import { encodeWeights } from './weights.ts'

/**
 * Encodes a pack, then opens the result once, so that no reader refuses what a writer built.
 *
 * @returns the manifest, and the other files by name
 * @throws {TacitError} `pack/…` when the contents do not match each other
 */
export async function buildPack(
  contents: PackContents,
): Promise<{ manifest: Manifest; files: Map<string, Uint8Array> }> {
  const { items, weights, neighbours, prototypes, catalogue, kinds, history } = contents
  const count = items.scale.length
  const dim = items.vectors.length / count
  const shape = { dim, intents: weights.query.length / dim, history, kinds }
  const encoded: [Role, Uint8Array][] = [
    ['student', contents.student],
    ['weights', encodeWeights(weights, shape)],
    ['scorer', contents.scorer],
    ['items', encodeItems(items, dim)],
    ['intents', encodeIntents(prototypes)],
    ['catalogue', encodeCatalogue(catalogue)],
  ]
  if (neighbours) encoded.splice(4, 0, ['neighbours', encodeNeighbours(neighbours, count)])
  const files = new Map<string, Uint8Array>()
  const entries: FileEntry[] = []
  for (const [role, bytes] of encoded) {
    const sha256 = await sha256Hex(bytes)
    const name = fileName(role, sha256)
    files.set(name, bytes)
    entries.push({ role, name, sha256, bytes: bytes.byteLength })
  }
  const manifest: Manifest = {
    format: 1,
    name: contents.name,
    sequence: contents.sequence ?? 1,
    created: contents.created ?? new Date().toISOString(),
    items: count,
    dim,
    intents: shape.intents,
    prototypes: prototypes.length,
    history,
    kinds,
    score: contents.score,
    files: entries,
    training: contents.training,
    ...(contents.evaluation && { evaluation: contents.evaluation }),
    ...(contents.expires && { expires: contents.expires }),
  }
  const { manifest: parsed } = await openPackFrom(manifest, files, { maxBytes: Infinity })
  return { manifest: parsed, files }
}
