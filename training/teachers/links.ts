import type { Ranker } from '../evaluate/index.ts'
import { addRow, type Csr, visitNewestFirst } from '../sparse/index.ts'

/**
 * Ranks by item-to-item links: s(i) = Σ_{j∈H} decay^{p_j}·S[j,i], p_j the number of events newer
 * than j (METHOD 3). Rows are history items, columns candidates.
 */
export function linkRanker(links: Csr, decay = 1): Ranker {
  return linksRanker({ items: links.cols, decay, sparse: links })
}

/**
 * A linear teacher whole: s(i) = b_i + Σ_{j∈H} decay^{p_j}·(S[j,i] + D[j,i] + ⟨l_j, r_i⟩). Each part
 * may be missing.
 */
export interface Links {
  /** N */
  items: number
  decay: number
  /** S, rows are history items. */
  sparse?: Csr
  /** D, row-major [N,N]. */
  dense?: Float32Array
  /** Left vectors row-major [N,rank], right ones by column [rank,N]. */
  low?: { rank: number; left: Float32Array; right: Float32Array }
  /** b, [N]. */
  bias?: Float32Array
}

/** Ranks by {@link Links}. */
export function linksRanker({ items, decay, sparse, dense, low, bias }: Links): Ranker {
  const about = new Float64Array(low?.rank ?? 0)
  return {
    score({ item }, out) {
      if (bias) for (let i = 0; i < items; i++) out[i] += bias[i]
      about.fill(0)
      visitNewestFirst(item, decay, (j, weight) => {
        if (sparse) addRow(sparse, j, weight, out)
        if (dense) addDense(dense.subarray(j * items, (j + 1) * items), weight, out)
        if (low) addDense(low.left.subarray(j * low.rank, (j + 1) * low.rank), weight, about)
      })
      if (!low) return
      for (let k = 0; k < low.rank; k++)
        addDense(low.right.subarray(k * items, (k + 1) * items), about[k], out)
    },
  }
}

function addDense(row: Float32Array, weight: number, out: Float32Array | Float64Array): void {
  for (let i = 0; i < row.length; i++) out[i] += weight * row[i]
}
