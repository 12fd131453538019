import type { LoadedPack } from '@tacit-rec/pack'
import { type Ranked, topK } from './topk.ts'
import type { Model } from './types.ts'

/**
 * The items most similar to item j, without a history:
 *
 *   similarity_i = S[j,i] / max_i S[j,i] + z_j · z_i
 *
 * The first term is in [0, 1] and covers the linked items; the second is a cosine and ranks the
 * rest.
 *
 * @param item j
 * @param inside accepts an item for the list
 * @returns max `k` items, best first, without j
 */
export function similarItems(
  { manifest, items, neighbours }: Pick<Model, 'manifest' | 'items' | 'neighbours'>,
  item: number,
  k: number,
  inside: (item: number) => boolean = () => true,
): Ranked[] {
  const { items: N, dim } = manifest
  const { vectors, scale } = items
  const scores = new Float32Array(N)
  for (let i = 0; i < N; i++) {
    let dot = 0
    for (let j = 0; j < dim; j++) dot += vectors[item * dim + j] * vectors[i * dim + j]
    scores[i] = dot * scale[item] * scale[i]
  }
  if (neighbours) {
    const { index, weight, perItem } = neighbours
    const from = item * perItem
    let max = 1
    for (let e = from; e < from + perItem; e++) max = Math.max(max, weight[e])
    for (let e = from; e < from + perItem; e++) scores[index[e]] += weight[e] / max
  }
  return topK(scores, k, (i) => i === item || !inside(i))
}

/** The items with the most users. @param inside accepts an item for the list */
export function popularItems(
  { popularity }: Pick<LoadedPack, 'popularity'>,
  k: number,
  inside: (item: number) => boolean = () => true,
): Ranked[] {
  return topK(popularity, k, (item) => !inside(item))
}
