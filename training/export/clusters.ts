import { type Catalogue, type Clusters, MAX_CLUSTERS } from '@tacit-rec/pack'
import { textsOfItems } from '../data/index.ts'
import { denseVectors } from '../intents/index.ts'
import { sphericalKMeans } from './k-means.ts'

const WIDTH = 64
const SEED = 1
const MIN_CLUSTERS = 16
const ITEMS_PER_CLUSTER = 24

/**
 * About max(16, N/24) clusters of items by their texts: spherical k-means on latent semantic vectors,
 * first into √ as many groups, then within each, so that it takes N·√N steps, not N². Items without
 * text are a cluster of their own.
 *
 * A function of the catalogue alone: packs of the same catalogue have the same clusters, to the byte,
 * since devices with other clusters share no token (docs/private-learning.md).
 *
 * @returns null for a catalogue without texts
 */
export function clusterItems(catalogue: Catalogue): Clusters | null {
  const texts = textsOfItems(catalogue)
  if (!texts) return null
  const vectors = denseVectors(texts, { width: WIDTH, seed: SEED })
  const items = texts.length
  const wanted = Math.min(
    MAX_CLUSTERS / 2,
    Math.max(MIN_CLUSTERS, Math.round(items / ITEMS_PER_CLUSTER)),
  )
  const rows = Int32Array.from({ length: items }, (_, i) => i)
  const fine = split(vectors, rows, Math.ceil(Math.sqrt(wanted))).flatMap((group) =>
    split(vectors, group, Math.ceil((wanted * group.length) / items)),
  )
  const of = new Uint16Array(items)
  for (const [cluster, group] of fine.entries()) for (const item of group) of[item] = cluster
  return { of, count: fine.length }
}

/** Splits rows into `count` groups or fewer, none empty; rows of zeros are one more. */
function split(vectors: Float32Array, rows: Int32Array, count: number): Int32Array[] {
  const own = new Float32Array(rows.length * WIDTH)
  for (const [n, row] of rows.entries())
    own.set(vectors.subarray(row * WIDTH, (row + 1) * WIDTH), n * WIDTH)
  const { cluster } = sphericalKMeans(own, WIDTH, count, SEED)
  const groups = Map.groupBy(rows.keys(), (n) => cluster[n])
  return Array.from(groups.entries())
    .sort(([a], [b]) => a - b)
    .map(([, members]) => Int32Array.from(members, (n) => rows[n]))
}
