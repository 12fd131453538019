import type { BackOff } from '../../data/index.ts'
import type { Random } from '../../random.ts'
import type { Csr } from '../../sparse/index.ts'
import { evenPairs, type Pair, type PairCounts } from './draws.ts'

/** What popularity adds to the weight of an item of a cluster. */
const POPULARITY = 0.05

/**
 * Pairs that too few gave, drawn by what the layers with clusters count beyond the opened pairs:
 *
 * ```
 * r_iC = max(0, D[i, C] − Σ_{j in C} t_ij)      r_cj = max(0, A[c, j] − Σ_{i in c} t_ij)
 * P(i, C) = r_iC / Σr        P(j | i, C) ∝ r_c(i)j + .05 · √(n_j + 1), for j in C, j ≠ i, t_ij = 0
 * ```
 *
 * A device that gave two pairs of a token gave the token once, so r is a lower bound.
 *
 * @param count number of pairs, max
 */
export function unopenedPairs(
  { cluster, itemCluster, clusterItem }: BackOff,
  { transitions, users }: PairCounts,
  count: number,
  random: Random,
): Pair[] {
  const members = Array.from({ length: itemCluster.cols }, () => [] as number[])
  for (const [item, own] of cluster.entries()) if (own >= 0) members[own].push(item)
  const fromItems = beyond(itemCluster, (i, subtract) =>
    visitRow(transitions, i, (j, t) => cluster[j] >= 0 && subtract(cluster[j], t)),
  )
  const intoItems = beyond(clusterItem, (c, subtract) => {
    for (const i of members[c]) visitRow(transitions, i, subtract)
  })
  const pairs: Pair[] = []
  for (const [i, to] of evenPairs(fromItems, count)) {
    if (cluster[i] < 0 || !(users[i] > 0)) continue
    const opened = new Set<number>([i])
    visitRow(transitions, i, (j) => opened.add(j))
    const left = new Map<number, number>()
    visitRow(intoItems, cluster[i], (j, rest) => left.set(j, rest))
    const weights = members[to].map((j) =>
      users[j] > 0 && !opened.has(j)
        ? (left.get(j) ?? 0) + POPULARITY * Math.sqrt(users[j] + 1)
        : 0,
    )
    const drawn = drawFrom(weights, random)
    if (drawn >= 0) pairs.push([i, members[to][drawn]])
  }
  return pairs
}

/** max(0, value − what is subtracted there), per entry. */
function beyond(
  layer: Csr,
  opened: (row: number, subtract: (column: number, value: number) => void) => void,
): Csr {
  const { rows, cols, offsets, index } = layer
  const values = layer.values.slice()
  const sums = new Float64Array(cols)
  for (let row = 0; row < rows; row++) {
    sums.fill(0)
    opened(row, (column, value) => {
      sums[column] += value
    })
    for (let e = offsets[row]; e < offsets[row + 1]; e++)
      values[e] = Math.max(0, values[e] - sums[index[e]])
  }
  return { ...layer, values }
}

function visitRow(
  { offsets, index, values }: Csr,
  row: number,
  visit: (column: number, value: number) => unknown,
): void {
  for (let e = offsets[row]; e < offsets[row + 1]; e++) visit(index[e], values[e])
}

/** A place with chance by weight; −1 if all are 0. */
function drawFrom(weights: readonly number[], random: Random): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total <= 0) return -1
  let left = random.uniform() * total
  for (const [n, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return n
  }
  return weights.findLastIndex((weight) => weight > 0)
}
