import type { Random } from '../../../random.ts'
import type { Csr } from '../../../sparse/index.ts'
import type { Triples } from '../types.ts'

/**
 * One epoch of BPR triples: every fitted event once, in random order, each with a fresh negative.
 *
 * @param x users × items, binary, columns ascending
 * @param batch triples at a time; the last batch holds what is left
 */
export function* epochTriples(x: Csr, batch: number, random: Random): Generator<Triples> {
  const many = x.index.length
  const userOf = new Int32Array(many)
  for (let u = 0; u < x.rows; u++) userOf.fill(u, x.offsets[u], x.offsets[u + 1])
  const order = new Int32Array(many)
  for (let e = 0; e < many; e++) order[e] = e
  random.shuffle(order)
  for (let from = 0; from < many; from += batch) {
    const size = Math.min(batch, many - from)
    const make = () => new Int32Array(size)
    const [user, positive, negative] = [make(), make(), make()]
    for (let n = 0; n < size; n++) {
      const event = order[from + n]
      user[n] = userOf[event]
      positive[n] = x.index[event]
      negative[n] = notTaken(x, user[n], random)
    }
    yield { user, positive, negative }
  }
}

/** A uniform item that the user has not taken; any item where they took all. */
function notTaken({ offsets, index, cols }: Csr, user: number, random: Random): number {
  const from = offsets[user]
  const to = offsets[user + 1]
  if (to - from >= cols) return random.below(cols)
  for (;;) {
    const item = random.below(cols)
    let low = from
    let high = to
    while (low < high) {
      const mid = (low + high) >> 1
      if (index[mid] < item) low = mid + 1
      else high = mid
    }
    if (low === to || index[low] !== item) return item
  }
}
