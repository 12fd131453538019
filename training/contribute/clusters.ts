import { type ItemClusters, TacitError } from '@tacit-rec/pack'
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
 * Clusters of items by text: spherical k-means, max(16, N/24) of them. An item without text has none,
 * and no pair with it is given.
 *
 * @param vectors text vectors of the items; none: their words
 * @throws TacitError `train/clusters` where the items have no text
 */
export function findClusters(
  { items, texts, name }: Pick<Dataset, 'items' | 'texts' | 'name'>,
  vectors: readonly ItemVectors[],
  seed: number,
): ItemClusters {
  if (vectors.length === 0 && !texts)
    throw new TacitError(
      'train/clusters',
      `${name}: the items have no text to cluster them by: add a title, categories or description ` +
        'column, give --text-items, or leave out --clusters',
    )
  const rows = vectors.length
    ? reduceVectors(matricesOf(vectors, items.length), WIDTH, seed)
    : denseVectors(texts!, { width: WIDTH, seed })
  const wanted = Math.max(MIN_CLUSTERS, Math.floor(items.length / ITEMS_PER_CLUSTER))
  const { cluster, count } = sphericalKMeans(rows, WIDTH, wanted, seed)
  const known = items.map((_, item) => item).filter((item) => cluster[item] >= 0)
  return {
    count: Math.max(1, count),
    ids: known.map((item) => items[item]),
    cluster: known.map((item) => cluster[item]),
  }
}

/** The cluster of each item, [N]; −1 for one that has none. */
export function clustersOf({ ids, cluster }: ItemClusters, items: readonly string[]): Int32Array {
  const known = new Map(ids.map((id, n) => [id, cluster[n]]))
  return Int32Array.from(items, (id) => known.get(id) ?? -1)
}
