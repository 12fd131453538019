import type { LoadedPack } from '@tacit-rec/pack'
import { type Ranked, topK } from './topk.ts'
import type { Model } from './types.ts'

/**
 * The items most similar to the items J, without a history; the similarities add up:
 *
 *   similarity_i = Σ_{j∈J} S[j,i] / max_i S[j,i] + cos(z_j, z_i)
 *
 * The first term is in [0, 1] and covers the linked items; the second ranks the rest.
 *
 * @param to J, one item or several
 * @param inside accepts an item for the list
 * @returns max `k` items, best first, without J
 */
export function similarItems(
  pack: Pick<Model, 'manifest' | 'items' | 'neighbours'>,
  to: number | readonly number[],
  k: number,
  inside: (item: number) => boolean = () => true,
): Ranked[] {
  const scores = similarities(pack, to)
  return topK(scores, k, (i) => !inside(i))
}

/** The similarity of every item, [N]; NaN for the items J themselves. See {@link similarItems}. */
export function similarities(
  pack: Pick<Model, 'manifest' | 'items' | 'neighbours'>,
  to: number | readonly number[],
): Float32Array {
  const given = new Set(typeof to === 'number' ? [to] : to)
  const scores = new Float32Array(pack.manifest.items)
  for (const item of given) addSimilarity(pack, item, scores)
  for (const item of given) scores[item] = Number.NaN
  return scores
}

function addSimilarity(
  { manifest, items, neighbours }: Pick<Model, 'manifest' | 'items' | 'neighbours'>,
  item: number,
  scores: Float32Array,
): void {
  const { items: N, dim } = manifest
  const { vectors } = items
  const row = vectors.subarray(item * dim, (item + 1) * dim)
  let own = 0
  for (const value of row) own += value * value
  for (let i = 0; i < N; i++) {
    let [dot, square] = [0, 0]
    for (let j = 0, at = i * dim; j < dim; j++, at++) {
      dot += row[j] * vectors[at]
      square += vectors[at] * vectors[at]
    }
    if (dot !== 0) scores[i] += dot / Math.sqrt(own * square)
  }
  if (!neighbours) return
  const { index, weight, perItem } = neighbours
  const from = item * perItem
  let max = 1
  for (let e = from; e < from + perItem; e++) max = Math.max(max, weight[e])
  for (let e = from; e < from + perItem; e++) scores[index[e]] += weight[e] / max
}

/** The items with the most users. @param inside accepts an item for the list */
export function popularItems(
  { popularity }: Pick<LoadedPack, 'popularity'>,
  k: number,
  inside: (item: number) => boolean = () => true,
): Ranked[] {
  return topK(popularity, k, (item) => !inside(item))
}
