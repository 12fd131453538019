import { createRandom, type Random } from '../training/random.ts'
import type { Csr } from '../training/sparse/index.ts'

export interface PowerLaw {
  users: number
  items: number
  /** Number of distinct user–item pairs, up to rounding. */
  events: number
}

/**
 * A random graph with the skew of a shop: the number of events of the user of rank r is ∝ r^{-½}
 * (at least 1), and so is the probability of the item of rank r. Ranks are shuffled over rows and
 * columns, so that memory access has no order.
 *
 * @returns users × items, binary, columns ascending
 */
export function powerLaw({ users, items, events }: PowerLaw, seed = 1): Csr {
  const random = createRandom(seed)
  const offsets = degrees({ users, items, events }, random)
  const itemOf = random.shuffle(Int32Array.from({ length: items }, (_, i) => i))
  const index = new Int32Array(offsets[users])
  // The last row that drew each item: a row does not take an item twice.
  const drawn = new Int32Array(items).fill(-1)
  for (let u = 0; u < users; u++) {
    for (let e = offsets[u]; e < offsets[u + 1]; e++) {
      let item: number
      do item = itemOf[Math.floor(random.uniform() ** 2 * items)]
      while (drawn[item] === u)
      drawn[item] = u
      index[e] = item
    }
    index.subarray(offsets[u], offsets[u + 1]).sort()
  }
  return {
    rows: users,
    cols: items,
    offsets,
    index,
    values: new Float32Array(index.length).fill(1),
  }
}

/** Offsets of the rows: one event each, and the remaining events by rank. */
function degrees({ users, items, events }: PowerLaw, random: Random): Int32Array {
  const rank = random.shuffle(Int32Array.from({ length: users }, (_, u) => u + 1))
  const total = rank.reduce((sum, r) => sum + r ** -0.5, 0)
  const offsets = new Int32Array(users + 1)
  let share = 0
  for (let u = 0; u < users; u++) {
    share += ((events - users) * rank[u] ** -0.5) / total
    // Max a tenth of the items, so that few draws are repeats.
    const extra = Math.min(Math.floor(share), Math.max(0, Math.floor(items / 10) - 1))
    share -= extra
    offsets[u + 1] = offsets[u] + 1 + extra
  }
  return offsets
}
