import type { ItemCounts, Sequences } from '../../data/index.ts'
import { type Csr, filterEntries, valuesAt } from '../../sparse/index.ts'
import { itemUsers } from '../../teachers/index.ts'
import type { MemoryOptions } from './settings.ts'

/** The links whose two items share at least `minSupport` distinct users (docs/method.md#support). */
export function supported(links: Csr, counts: ItemCounts, minSupport: number): Csr {
  const shared = valuesAt(counts.cooccurrence, links)
  return filterEntries(links, (e) => shared[e] >= minSupport)
}

/**
 * Fitted events without cold items: those of fewer than `minSupport` users.
 *
 * @param counts of a larger log, which then say how many users an item has
 */
export function withoutRareItems(
  fit: Sequences,
  items: number,
  { minSupport, counts }: Pick<MemoryOptions, 'minSupport' | 'counts'>,
): Sequences {
  const users = counts?.popularity.users ?? itemUsers(fit, items)
  const kept: number[] = []
  const offsets = new Int32Array(fit.offsets.length)
  for (let row = 0; row + 1 < fit.offsets.length; row++) {
    for (let e = fit.offsets[row]; e < fit.offsets[row + 1]; e++)
      if (users[fit.item[e]] >= minSupport) kept.push(e)
    offsets[row + 1] = kept.length
  }
  return {
    offsets,
    item: Int32Array.from(kept, (e) => fit.item[e]),
    kind: Uint8Array.from(kept, (e) => fit.kind[e]),
    age: Float32Array.from(kept, (e) => fit.age[e]),
    time: fit.time && Float64Array.from(kept, (e) => fit.time![e]),
    disliked: fit.disliked,
  }
}
