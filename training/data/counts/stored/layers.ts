import type { DuckDBConnection } from '@duckdb/node-api'
import { type Csr, fromSorted } from '../../../sparse/index.ts'
import { rowsOf } from '../../duckdb.ts'
import type { BackOff } from '../item-counts.ts'
import { sqlOf } from '../query.ts'

/** One row of a layer with clusters. */
export interface LayerRow {
  layer: 'item-cluster' | 'cluster-item'
  /** Place of the item. */
  item: number
  /** Null for a text that is no number. */
  cluster: number | null
  weight: number
}

/** The layers with clusters of COUNTS; empty where they have none. */
export async function layersOf(db: DuckDBConnection): Promise<LayerRow[]> {
  return (await rowsOf(db, await sqlOf('stored/layer'))) as unknown as LayerRow[]
}

/**
 * The layers with clusters as matrices.
 *
 * @param cluster of each item, [N]; −1: none
 * @param count number of clusters, P; rows of others are left out
 */
export function backOffOf(rows: readonly LayerRow[], cluster: Int32Array, count: number): BackOff {
  const items = cluster.length
  const known = rows.filter(
    (row): row is LayerRow & { cluster: number } =>
      row.cluster !== null && row.cluster >= 0 && row.cluster < count,
  )
  const matrix = (
    layer: LayerRow['layer'],
    [from, to]: readonly ['item' | 'cluster', 'item' | 'cluster'],
    [height, width]: readonly [number, number],
  ): Csr => {
    const own = known
      .filter((row) => row.layer === layer)
      .sort((a, b) => a[from] - b[from] || a[to] - b[to])
    return fromSorted(height, width, {
      row: Int32Array.from(own, (row) => row[from]),
      column: Int32Array.from(own, (row) => row[to]),
      value: Float32Array.from(own, ({ weight }) => weight),
    })
  }
  return {
    cluster,
    itemCluster: matrix('item-cluster', ['item', 'cluster'], [items, count]),
    clusterItem: matrix('cluster-item', ['cluster', 'item'], [count, items]),
  }
}
