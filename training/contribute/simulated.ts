import { type BackOff, backOffOf, type LayerRow, type Sequences } from '../data/index.ts'
import type { Random } from '../random.ts'

/** Transitions look at most this many events ahead, as those of a log do. */
const MAX_GAP = 5
/** Rows of two events that stand for opened pairs, max; more are scaled down. */
const MAX_ROWS = 300_000

/** What devices do, and how many of them. */
export interface Rules {
  /** k */
  threshold: number
  /** p */
  sample: number
  /** m */
  pairs: number
  devices: number
  epochs: number
}

/** A pair as one number: i · items + j. */
type Pair = number

/** The distinct pairs of each row, i before j. */
export function pairsByRow({ offsets, item }: Sequences, items: number): Pair[][] {
  return Array.from({ length: offsets.length - 1 }, (_, row) => {
    const pairs = new Set<Pair>()
    for (let at = offsets[row]; at < offsets[row + 1]; at++)
      for (let later = at + 1; later <= Math.min(at + MAX_GAP, offsets[row + 1] - 1); later++)
        if (item[at] !== item[later]) pairs.add(item[at] * items + item[later])
    return [...pairs]
  }).filter((pairs) => pairs.length > 0)
}

/** What opens, by layer: how many devices gave each token. */
export interface Opened {
  /** By i · items + j. */
  pairs: Map<Pair, number>
  /** By i · clusters + cluster of j. */
  itemCluster: Map<number, number>
  /** By cluster of i · items + j. */
  clusterItem: Map<number, number>
}

/** Clusters of items, and how many there are. */
export interface Grouping {
  /** [N]; −1: none, and no pair with the item is given. */
  cluster: Int32Array
  count: number
}

/**
 * The tokens that open, with how many devices gave each, summed over epochs. A device gives m pairs an
 * epoch that it has not given before, in random order; each of a pair's tokens has a coin of its own and
 * is given once an epoch. Fewer devices than rows are some of the rows; more are drawn from them with
 * replacement.
 */
export function openedPairs(
  rows: readonly Pair[][],
  { threshold, sample, pairs, devices, epochs }: Rules,
  random: Random,
  { cluster, count }: Grouping,
): Opened {
  const items = cluster.length
  const given = Array.from({ length: epochs }, emptyLayers)
  const order = Int32Array.from(rows.keys())
  if (devices < rows.length) random.shuffle(order)
  for (let device = 0; device < devices; device++) {
    const own = rows[devices <= rows.length ? order[device] : random.below(rows.length)]
    const pairsInOrder = random.shuffle([...own])
    for (let epoch = 0; epoch < epochs && epoch * pairs < pairsInOrder.length; epoch++) {
      const tokens = { pairs: new Set(), itemCluster: new Set(), clusterItem: new Set() } as Record<
        keyof Opened,
        Set<number>
      >
      for (const pair of pairsInOrder.slice(epoch * pairs, (epoch + 1) * pairs)) {
        const [i, j] = [Math.floor(pair / items), pair % items]
        tokens.pairs.add(pair)
        if (cluster[j] >= 0) tokens.itemCluster.add(i * count + cluster[j])
        if (cluster[i] >= 0) tokens.clusterItem.add(cluster[i] * items + j)
      }
      for (const layer of LAYERS)
        for (const token of tokens[layer])
          if (sample >= 1 || random.uniform() < sample) add(given[epoch][layer], token, 1)
    }
  }
  const opened = emptyLayers()
  for (const counts of given)
    for (const layer of LAYERS)
      for (const [token, users] of counts[layer])
        if (users >= threshold) add(opened[layer], token, users)
  return opened
}

const LAYERS = ['pairs', 'itemCluster', 'clusterItem'] as const satisfies (keyof Opened)[]

function emptyLayers(): Opened {
  return { pairs: new Map(), itemCluster: new Map(), clusterItem: new Map() }
}

function add(counts: Map<number, number>, token: number, users: number): void {
  counts.set(token, (counts.get(token) ?? 0) + users)
}

/** The layers with clusters, as a memory takes them. */
export function openedBackOff(
  { itemCluster, clusterItem }: Opened,
  { cluster, count }: Grouping,
): BackOff {
  const items = cluster.length
  const rows = [
    ...Array.from(itemCluster, ([token, weight]): LayerRow => {
      const [item, to] = [Math.floor(token / count), token % count]
      return { layer: 'item-cluster', item, cluster: to, weight }
    }),
    ...Array.from(clusterItem, ([token, weight]): LayerRow => {
      const [from, item] = [Math.floor(token / items), token % items]
      return { layer: 'cluster-item', item, cluster: from, weight }
    }),
  ]
  return backOffOf(rows, cluster, count)
}

/**
 * Histories that have exactly these counts: a row of two events for each device of a pair, then a row
 * for each known event alone. What is fitted on them has seen no history. Pairs are scaled to at most
 * 300,000 rows, which changes no ratio by more than rounding.
 *
 * @param known items as often as they are known to be sold, which says nothing of pairs
 */
export function rowsOfPairs(
  opened: ReadonlyMap<Pair, number>,
  items: number,
  known: Int32Array = new Int32Array(),
): Sequences {
  const sum = [...opened.values()].reduce((all, count) => all + count, 0)
  const scale = Math.min(1, MAX_ROWS / sum)
  const item: number[] = []
  for (const [pair, count] of [...opened].sort(([a], [b]) => a - b))
    for (let n = 0; n < Math.max(1, Math.round(scale * count)); n++)
      item.push(Math.floor(pair / items), pair % items)
  const rows = item.length / 2
  const length = item.length + known.length
  const all = new Int32Array(length)
  all.set(item)
  all.set(known, item.length)
  return {
    offsets: Int32Array.from({ length: rows + known.length + 1 }, (_, row) =>
      row <= rows ? 2 * row : row + rows,
    ),
    item: all,
    kind: new Uint8Array(length),
    age: new Float32Array(length).fill(-1),
    time: null,
  }
}
