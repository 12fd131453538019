import type { Sequences } from '../data/index.ts'

/** Histories of one item each: what σ and κ are taken over where no histories are known. */
export function loneItems(items: ArrayLike<number>): Sequences {
  return {
    offsets: Int32Array.from({ length: items.length + 1 }, (_, r) => r),
    item: Int32Array.from(items),
    kind: new Uint8Array(items.length),
    age: new Float32Array(items.length),
    time: null,
  }
}

/**
 * Items as often as their users say, evenly drawn: item i about `count·n_i/Σn` times. Without users,
 * every item once.
 */
export function itemsByUsers(users: ArrayLike<number>, count: number): Int32Array {
  const total = Array.from(users).reduce((sum, n) => sum + n, 0)
  if (total === 0) return Int32Array.from({ length: users.length }, (_, i) => i)
  const drawn = new Int32Array(count)
  for (let i = 0, n = 0, below = 0; i < users.length; i++) {
    below += users[i]
    while (n < count && (n + 0.5) * total < below * count) drawn[n++] = i
  }
  return drawn
}
