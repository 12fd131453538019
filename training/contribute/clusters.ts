import { type ItemClusters, MAX_CLUSTERS } from '@tacit-rec/pack'
import type { Dataset } from '../data/index.ts'
import { dotRows, sphericalKMeans } from '../export/index.ts'
import { denseVectors, type ItemVectors, reduceVectors } from '../intents/index.ts'
import { matricesOf } from '../teachers/index.ts'

/** Width of the vectors that are clustered. */
const WIDTH = 64
/** Items per cluster, and the fewest clusters. */
const ITEMS_PER_CLUSTER = 24
const MIN_CLUSTERS = 16
/** Fewest items of a cluster: with fewer, an item and a cluster all but name a pair. */
const MIN_ITEMS = 5

/**
 * About max(16, N/24) clusters of items by text: spherical k-means, first into √ as many groups, then
 * within each, so that it takes N·√N steps, not N². A group of fewer than 5 items goes to the nearest of
 * its neighbours. An item without text has none, and no pair with it is given.
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

/** Splits some rows into at most `count` groups of 5 or more; rows of zeros are in none. */
function split(rows: Float32Array, some: Int32Array, count: number, seed: number): Int32Array[] {
  const own = new Float32Array(some.length * WIDTH)
  for (const [n, row] of some.entries())
    own.set(rows.subarray(row * WIDTH, (row + 1) * WIDTH), n * WIDTH)
  const { cluster, centroids, count: found } = sphericalKMeans(own, WIDTH, count, seed)
  const groups = Array.from({ length: found }, (_, group) => ({
    centroid: centroids.subarray(group * WIDTH, (group + 1) * WIDTH),
    items: some.filter((_, n) => cluster[n] === group),
  })).filter(({ items }) => items.length > 0)
  return withoutSmall(groups).map(({ items }) => items)
}

interface Group {
  /** [64], of length 1 */
  centroid: Float32Array
  items: Int32Array
}

/** Merges the smallest group into that with the nearest centroid, until all have 5 items or one is left. */
function withoutSmall(groups: readonly Group[]): Group[] {
  const left = groups.toSorted((a, b) => b.items.length - a.items.length)
  while (left.length > 1 && left[left.length - 1].items.length < MIN_ITEMS) {
    const { centroid, items } = left.pop()!
    const cosines = left.map((other) => dotRows(other.centroid, 0, centroid, 0, WIDTH))
    const nearest = left[cosines.indexOf(Math.max(...cosines))]
    nearest.items = Int32Array.from([...nearest.items, ...items])
    left.sort((a, b) => b.items.length - a.items.length)
  }
  return left
}

/** The cluster of each item, [N]; −1 for one that has none. */
export function clustersOf({ ids, cluster }: ItemClusters, items: readonly string[]): Int32Array {
  const known = new Map(ids.map((id, n) => [id, cluster[n]]))
  return Int32Array.from(items, (id) => known.get(id) ?? -1)
}
