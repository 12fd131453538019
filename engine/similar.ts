import type { Items } from '@tacit-rec/pack'
import { type Ranked, topK } from './topk.ts'
import type { Model } from './types.ts'

/**
 * Items like one item, from the pack alone: its row of the memory over the row's largest weight
 * (0…1), plus the cosine of the item-intent embeddings (−1…1), which carries on where the row ends.
 *
 * @param item index of the item
 * @returns at most `k`, best first, never the item itself
 */
export function similarItems(
  { manifest, items, neighbours }: Pick<Model, 'manifest' | 'items' | 'neighbours'>,
  item: number,
  k: number,
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
    let most = 1
    for (let e = from; e < from + perItem; e++) most = Math.max(most, weight[e])
    for (let e = from; e < from + perItem; e++) scores[index[e]] += weight[e] / most
  }
  return topK(scores, k, (i) => i === item)
}

/** What most users took; the same list for everybody. @param inside which items may be named */
export function popularItems(
  { popularity }: Pick<Items, 'popularity'>,
  k: number,
  inside: (item: number) => boolean = () => true,
): Ranked[] {
  return topK(popularity, k, (item) => !inside(item))
}
