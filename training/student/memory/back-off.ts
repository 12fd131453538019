import type { BackOff } from '../../data/index.ts'
import { type Csr, CsrBuilder, topPerRow } from '../../sparse/index.ts'
import { dampedTransitions } from '../../teachers/index.ts'
import type { Parts } from './settings.ts'

/** Links that a part keeps per item; a memory keeps fewer. */
const MAX_LINKS = 128
/** Exponent of the targets of (i, cluster): a cluster is as large as its items are many. */
const CLUSTER_TARGET = 0.5

/**
 * Links for pairs that too few had: what (i, j) lacks comes from what its clusters had (docs/counts.md).
 *
 * ```
 * cluster-item:  S[i,j] = A[c(i), j]            A: (cluster, item), damped by both degrees
 * item-cluster:  S[i,j] = D[i, c(j)] · q_j/Q    D: (item, cluster); q_j = √(n_j + 1), Q its sum in c(j)
 * ```
 *
 * @param users n, distinct users per item, [N]
 * @returns two matrices [N,N], at most 128 links an item
 */
export function backOffParts(
  { cluster, clusterItem, itemCluster }: BackOff,
  users: ArrayLike<number>,
): Pick<Parts, 'cluster-item' | 'item-cluster'> {
  return {
    'cluster-item': ofClusters(topPerRow(dampedTransitions(clusterItem), MAX_LINKS + 1), cluster),
    'item-cluster': toClusters(
      dampedTransitions(itemCluster, undefined, CLUSTER_TARGET),
      cluster,
      users,
    ),
  }
}

/** Each item has the row of its cluster. */
function ofClusters(rows: Csr, cluster: Int32Array): Csr {
  const links = new CsrBuilder(MAX_LINKS)
  for (const [i, own] of cluster.entries()) {
    for (let e = own < 0 ? 0 : rows.offsets[own]; e < (own < 0 ? 0 : rows.offsets[own + 1]); e++)
      if (rows.index[e] !== i) links.push(rows.index[e], rows.values[e])
    links.endRow()
  }
  return links.build(cluster.length)
}

/** Each item shares what it has with a cluster out to the items there. */
function toClusters(rows: Csr, cluster: Int32Array, users: ArrayLike<number>): Csr {
  const share = (item: number) => Math.sqrt(users[item] + 1)
  const members = Array.from({ length: rows.cols }, () => [] as number[])
  for (const [item, own] of cluster.entries()) if (own >= 0) members[own].push(item)
  const sums = members.map((items) => items.reduce((sum, item) => sum + share(item), 0))
  const largest = members.map((items) =>
    items.sort((a, b) => users[b] - users[a] || a - b).slice(0, MAX_LINKS + 1),
  )
  const links = new CsrBuilder(MAX_LINKS)
  for (let i = 0; i < rows.rows; i++) {
    for (let e = rows.offsets[i]; e < rows.offsets[i + 1]; e++) {
      const to = rows.index[e]
      for (const item of largest[to])
        if (item !== i) links.push(item, (rows.values[e] * share(item)) / sums[to])
    }
    links.endRow()
  }
  return links.build(rows.rows)
}
