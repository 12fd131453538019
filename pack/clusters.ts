import { invalidFile } from './errors.ts'
import { isTexts } from './guards.ts'

/**
 * Groups of similar items, for private learning. By id and not by row: the file, and with it the hash
 * that devices and the randomness server agree on, stays the same when the catalogue changes.
 */
export interface ItemClusters {
  /** Number of clusters. */
  count: number
  /** Items that have one. */
  ids: string[]
  /** The cluster of each of them, 0…count−1. */
  cluster: number[]
}

/** Reads `clusters.*.json.gz`. @throws {TacitError} `pack/clusters` */
export function decodeClusters(json: Record<string, unknown>): ItemClusters {
  const { count, ids, cluster } = json
  if (!isWhole(count) || count < 1) throw invalidFile('clusters', 'count must be 1 or more')
  if (!isTexts(ids)) throw invalidFile('clusters', 'ids must be a list of texts')
  const isCluster = (value: unknown) => isWhole(value) && value >= 0 && value < count
  if (!Array.isArray(cluster) || cluster.length !== ids.length || !cluster.every(isCluster))
    throw invalidFile('clusters', `cluster must hold a number below ${count} for each id`)
  return { count, ids, cluster }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
