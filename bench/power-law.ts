import { createRandom, type Random } from '../training/random.ts'
import type { Csr } from '../training/sparse/index.ts'

export interface PowerLaw {
  users: number
  items: number
  /** Distinct user–item pairs, but for what rounding takes. */
  events: number
}

/**
 * A random graph whose users and items are as unequal as those of shops: the user of rank r takes
 * about r^{-½} shares of the events, at least one, and an item of rank r is drawn with chance
 * ∝ r^{-½}. Ranks are shuffled over the rows and columns, so that no cache is favoured.
 *
 * @returns users × items, binary, columns ascending
 */
export function powerLaw({ users, items, events }: PowerLaw, seed = 1): Csr {
  const random = createRandom(seed)
  const offsets = degrees({ users, items, events }, random)
  const itemOf = random.shuffle(Int32Array.from({ length: items }, (_, i) => i))
  const index = new Int32Array(offsets[users])
  // The row that drew an item last: a row draws again what it has.
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

/** Offsets of the rows: what is left of the events after one for each, shared out by rank. */
function degrees({ users, items, events }: PowerLaw, random: Random): Int32Array {
  const rank = random.shuffle(Int32Array.from({ length: users }, (_, u) => u + 1))
  const total = rank.reduce((sum, r) => sum + r ** -0.5, 0)
  const offsets = new Int32Array(users + 1)
  let owed = 0
  for (let u = 0; u < users; u++) {
    owed += ((events - users) * rank[u] ** -0.5) / total
    // A tenth of the items at most: rows stay quick to draw.
    const extra = Math.min(Math.floor(owed), Math.max(0, Math.floor(items / 10) - 1))
    owed -= extra
    offsets[u + 1] = offsets[u] + 1 + extra
  }
  return offsets
}
