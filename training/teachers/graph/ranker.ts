import { type Csr, type History, transpose } from '../../data/index.ts'
import type { Ranker } from '../../evaluate/index.ts'
import type { Embeddings } from './types.ts'

/** Embeddings with what folding a stranger in needs. */
export interface FittedEmbeddings extends Embeddings {
  /** Fitted items per user, [U]. */
  userDegree: Int32Array
  /** Distinct fitted users per item, [N]. */
  itemDegree: Int32Array
}

/** A copy of a model's embeddings with the degrees of what it was fitted on. */
export function withDegrees({ dim, users, items }: Embeddings, x: Csr): FittedEmbeddings {
  const degrees = (m: Csr) =>
    Int32Array.from({ length: m.rows }, (_, r) => m.offsets[r + 1] - m.offsets[r])
  return {
    dim,
    users: users.slice(),
    items: items.slice(),
    userDegree: degrees(x),
    itemDegree: degrees(transpose(x)),
  }
}

/**
 * s(i) = u · e_i. Somebody without fitted events is folded in by one propagation over the items of
 * the history: u = Σ_{i∈H} e_i / √(|H|·n_i), n_i the item's degree (He et al., SIGIR 2020, eq. 3).
 */
export function embeddingRanker(embeddings: FittedEmbeddings): Ranker {
  const { dim, users, items, userDegree } = embeddings
  return {
    score({ user, item }: History, out: Float32Array) {
      const known = user >= 0 && userDegree[user] > 0
      const u = known ? users.subarray(user * dim, (user + 1) * dim) : foldIn(embeddings, item)
      for (let i = 0, at = 0; i < out.length; i++) {
        let dot = 0
        for (let c = 0; c < dim; c++) dot += u[c] * items[at++]
        out[i] += dot
      }
    },
  }
}

function foldIn({ dim, items, itemDegree }: FittedEmbeddings, item: Int32Array): Float64Array {
  const u = new Float64Array(dim)
  for (const i of item)
    for (let c = 0; c < dim; c++)
      u[c] += items[i * dim + c] / Math.sqrt(item.length * Math.max(1, itemDegree[i]))
  return u
}
