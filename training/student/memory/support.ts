import type { Csr, ItemCounts, Sequences } from '../../data/index.ts'
import { itemUsers } from '../../teachers/index.ts'

/** The links whose two items share at least `minSupport` distinct users (docs/method.md#support). */
export function supported(links: Csr, counts: ItemCounts, minSupport: number): Csr {
  const shared = new Float32Array(links.cols)
  const offsets = new Int32Array(links.rows + 1)
  const index: number[] = []
  const values: number[] = []
  const { cooccurrence } = counts
  for (let j = 0; j < links.rows; j++) {
    const [from, to] = [cooccurrence.offsets[j], cooccurrence.offsets[j + 1]]
    for (let e = from; e < to; e++) shared[cooccurrence.index[e]] = cooccurrence.values[e]
    for (let e = links.offsets[j]; e < links.offsets[j + 1]; e++) {
      if (shared[links.index[e]] < minSupport) continue
      index.push(links.index[e])
      values.push(links.values[e])
    }
    for (let e = from; e < to; e++) shared[cooccurrence.index[e]] = 0
    offsets[j + 1] = index.length
  }
  return { ...links, offsets, index: Int32Array.from(index), values: Float32Array.from(values) }
}

/** Fitted events without cold items: those of fewer than `minSupport` users. */
export function withoutRareItems(fit: Sequences, items: number, minSupport: number): Sequences {
  const users = itemUsers(fit, items)
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
  }
}
