import type { Csr } from '../data/index.ts'
import type { Ranker } from '../evaluate/index.ts'

/**
 * Ranks by item-to-item links: s(i) = Σ_{j∈H} decay^{p_j}·S[j,i], p_j the number of events newer
 * than j (METHOD 3). Rows are history items, columns candidates.
 */
export function linkRanker(links: Csr, decay = 1): Ranker {
  return {
    score(history, out) {
      for (let p = 0, l = history.item.length - 1; l >= 0; l--, p++)
        addRow(links, history.item[l], decay ** p, out)
    },
  }
}

/** out += weight · links[row, :]. */
export function addRow(links: Csr, row: number, weight: number, out: Float32Array): void {
  const { offsets, index, values } = links
  for (let e = offsets[row]; e < offsets[row + 1]; e++) out[index[e]] += weight * values[e]
}
