import type { Csr } from '../../../data/index.ts'
import type { Random } from '../../../random.ts'
import type { Triples } from '../types.ts'

/**
 * One epoch of BPR triples: every fitted event once, in random order, each with a fresh negative.
 *
 * @param x users × items, binary, columns ascending
 * @param batch triples at a time; the last batch holds what is left
 */
export function* epochTriples(x: Csr, batch: number, random: Random): Generator<Triples> {
  const userOf = new Int32Array(x.index.length)
  for (let u = 0; u < x.rows; u++) userOf.fill(u, x.offsets[u], x.offsets[u + 1])
  const order = random.shuffle(Int32Array.from(userOf.keys()))
  for (let from = 0; from < order.length; from += batch) {
    const events = order.subarray(from, from + batch)
    const user = events.map((e) => userOf[e])
    const positive = events.map((e) => x.index[e])
    const negative = user.map((u) => notTaken(x, u, random))
    yield { user, positive, negative }
  }
}

/** A uniform item that the user has not taken; any item where they took all. */
function notTaken(x: Csr, user: number, random: Random): number {
  const [from, to] = [x.offsets[user], x.offsets[user + 1]]
  if (to - from >= x.cols) return random.below(x.cols)
  for (;;) {
    const item = random.below(x.cols)
    let [low, high] = [from, to]
    while (low < high) {
      const mid = (low + high) >> 1
      if (x.index[mid] < item) low = mid + 1
      else high = mid
    }
    if (low === to || x.index[low] !== item) return item
  }
}
