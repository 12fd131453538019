import { type ItemClusters, MAX_CLUSTERS } from '@tacit-rec/pack'
import type { Dataset } from '../data/index.ts'
import { sphericalKMeans } from '../export/index.ts'
import { denseVectors, type ItemVectors, reduceVectors } from '../intents/index.ts'
import { matricesOf } from '../teachers/index.ts'

/** Width of the vectors that are clustered. */
const WIDTH = 64
/** Items per cluster, and the fewest clusters. */
const ITEMS_PER_CLUSTER = 24
const MIN_CLUSTERS = 16

/**
 * About max(16, N/24) clusters of items by text: spherical k-means, first into √ as many groups, then
 * within each, so that it takes N·√N steps, not N². An item without text has none, and no pair with it
 * is given.
 *
 * @param vectors text vectors of the items; none: their words
 * @returns null where no item has a text
 */
export function findClusters(
  { items, texts }: Pick<Dataset, 'items' | 'texts'>,
  vectors: readonly ItemVectors[],
  seed: number,
): ItemClusters | null {
  if (vectors.length === 0 && !texts) return null
  const rows = vectors.length
    ? reduceVectors(matricesOf(vectors, items.length), WIDTH, seed)
    : denseVectors(texts!, { width: WIDTH, seed })
  const wanted = Math.max(MIN_CLUSTERS, Math.floor(items.length / ITEMS_PER_CLUSTER))
  const most = Math.min(wanted, MAX_CLUSTERS / 2)
  const all = Int32Array.from({ length: items.length }, (_, item) => item)
  const groups = split(rows, all, Math.ceil(Math.sqrt(most)), seed).flatMap((group) =>
    split(rows, group, Math.ceil((most * group.length) / items.length), seed),
  )
  const of = new Int32Array(items.length).fill(-1)
  for (const [cluster, group] of groups.entries()) for (const item of group) of[item] = cluster
  const known = Array.from(all).filter((item) => of[item] >= 0)
  return {
    count: groups.length,
    ids: known.map((item) => items[item]),
    cluster: Uint16Array.from(known, (item) => of[item]),
  }
}

/** Splits some rows into at most `count` groups, none empty; rows of zeros are in none. */
function split(rows: Float32Array, some: Int32Array, count: number, seed: number): Int32Array[] {
  const own = new Float32Array(some.length * WIDTH)
  for (const [n, row] of some.entries())
    own.set(rows.subarray(row * WIDTH, (row + 1) * WIDTH), n * WIDTH)
  const { cluster, count: groups } = sphericalKMeans(own, WIDTH, count, seed)
  return Array.from({ length: groups }, (_, group) =>
    some.filter((_, n) => cluster[n] === group),
  ).filter(({ length }) => length > 0)
}

/** The cluster of each item, [N]; −1 for one that has none. */
export function clustersOf({ ids, cluster }: ItemClusters, items: readonly string[]): Int32Array {
  const known = new Map(ids.map((id, n) => [id, cluster[n]]))
  return Int32Array.from(items, (id) => known.get(id) ?? -1)
}
