import { invalidFile } from './errors.ts'
import { isTexts } from './guards.ts'
import { readJson, writeJson } from './json.ts'
import { writeSafetensors } from './safetensors.ts'
import { table, tableReader } from './tensors.ts'

/** Max clusters, so that a number takes two bytes. */
export const MAX_CLUSTERS = 1 << 16

/**
 * Groups of similar items, for private learning. By id and not by row: the file, and with it the hash
 * that devices and the randomness server agree on, stays the same when the catalogue changes.
 */
export interface ItemClusters {
  /** Number of clusters. */
  count: number
  /** The n items that have one. */
  ids: string[]
  /** [n]: the cluster of each of them, 0…count−1; none is empty. */
  cluster: Uint16Array
}

/** Reads `clusters.*.safetensors`. @throws {TacitError} `pack/clusters` */
export function decodeClusters(bytes: Uint8Array): ItemClusters {
  const read = tableReader('clusters', bytes)
  const { ids } = readJson('clusters', read.tensor('ids', 'U8', [-1]).data)
  if (!isTexts(ids)) throw invalidFile('clusters', 'ids must be a list of texts')
  const cluster = read.tensor('cluster', 'U16', [ids.length]).data
  const known = new Set(cluster)
  for (const one of known)
    if (one >= known.size)
      throw invalidFile('clusters', `${one} of ${known.size} clusters is empty`)
  return { count: known.size, ids, cluster }
}

/** Writes `clusters.*.safetensors`. */
export function encodeClusters({ ids, cluster }: ItemClusters): Uint8Array<ArrayBuffer> {
  const json = writeJson({ ids })
  return writeSafetensors({
    cluster: table('U16', [cluster.length], cluster),
    ids: table('U8', [json.length], json),
  })
}
