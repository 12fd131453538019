import type { History } from '../../data/index.ts'
import type { Ranker } from '../../evaluate/index.ts'
import type { Csr } from '../../sparse/index.ts'
import type { Embeddings } from './types.ts'

/** Embeddings with what folding a stranger in needs. */
export interface FittedEmbeddings extends Embeddings {
  /** Fitted items per user, [U]. */
  userDegree: Int32Array
  /** Distinct fitted users per item, [N]. */
  itemDegree: Int32Array
}

/** How often each user and item of X occurs. */
export type Degrees = Pick<FittedEmbeddings, 'userDegree' | 'itemDegree'>

/** @param x users × items, binary */
export function degreesOf(x: Csr): Degrees {
  const itemDegree = new Int32Array(x.cols)
  for (const i of x.index) itemDegree[i]++
  const userDegree = Int32Array.from({ length: x.rows }, (_, u) => x.offsets[u + 1] - x.offsets[u])
  return { userDegree, itemDegree }
}

/** A copy of a model's embeddings with the degrees of what it was fitted on. */
export function withDegrees({ dim, users, items }: Embeddings, degrees: Degrees): FittedEmbeddings {
  return { dim, users: users.slice(), items: items.slice(), ...degrees }
}

/** s(i) = u · e_i. */
export function embeddingRanker(embeddings: FittedEmbeddings): Ranker {
  const { dim, items, userDegree } = embeddings
  const scores = new Float32Array(items.length / dim)
  // What a fitted user is given does not depend on the history: prefixes of one are scored once.
  let scored = -1
  return {
    score(history: History, out: Float32Array) {
      const known = history.user >= 0 && userDegree[history.user] > 0
      if (!known || history.user !== scored) {
        const u = userVector(embeddings, history)
        for (let i = 0, at = 0; i < scores.length; i++) {
          let dot = 0
          for (let c = 0; c < dim; c++) dot += u[c] * items[at++]
          scores[i] = dot
        }
        scored = known ? history.user : -1
      }
      for (let i = 0; i < scores.length; i++) out[i] += scores[i]
    },
  }
}

/**
 * A user's embedding, [dim]. Somebody without fitted events is folded in by one propagation over the
 * items of the history: u = Σ_{i∈H} e_i / √(|H|·n_i), n_i the item's degree (He et al., SIGIR 2020,
 * eq. 3).
 */
export function userVector(
  { dim, users, items, userDegree, itemDegree }: FittedEmbeddings,
  { user, item }: History,
): Float32Array | Float64Array {
  if (user >= 0 && userDegree[user] > 0) return users.subarray(user * dim, (user + 1) * dim)
  const u = new Float64Array(dim)
  for (const i of item)
    for (let c = 0; c < dim; c++)
      u[c] += items[i * dim + c] / Math.sqrt(item.length * Math.max(1, itemDegree[i]))
  return u
}
