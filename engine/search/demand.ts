import type { LoadedPack } from '@tacit-rec/pack'
import { topK } from '../topk.ts'
import { withoutGifts } from '../understand/index.ts'
import type { SearchIndex } from './build.ts'
import { cover, readQuery } from './cover.ts'
import { spread } from './join.ts'

/** Weight of the newest query beside a history's score. */
const WEIGHT = 0.75
/** Items that stand for what a query found. */
const FOUND = 10
/** Queries that count, the newest ones. */
const MAX_QUERIES = 8
/** An item was found if it covers this share of what the best one does. */
const MIN_SHARE = 0.8

type DemandPack = Pick<LoadedPack, 'manifest' | 'neighbours'> & Partial<Pick<LoadedPack, 'items'>>

/** What one past query adds to the score of each item. */
export interface Demand {
  query: string
  /** [N] */
  scores: Float32Array
}

/**
 * The demand that past queries state, as UDITSR (Sun et al., WWW 2024) infers for its search and
 * recommendation: a query counts as the mean of what it found, the more the fewer items it found.
 *
 *   d_q(i) = w · decay^{p_q} · max(0, 1 − ln n_q / ln N) · std_i(Σ_{j ∈ F_q} c_j · sim(j, i))
 *   sim(j, i) = S[j,i] / max S[j,·] + cos(z_j, z_i)
 *
 * F_q: the 10 items that cover q best, c_j: their coverage, n_q: the items that cover at least 0.8 of
 * what the best does, p_q: the number of newer queries. What a query looks for as a gift counts
 * nothing.
 *
 * @param typed queries, oldest first
 */
export function demandOf(pack: DemandPack, index: SearchIndex, typed: readonly string[]): Demand[] {
  const { decay } = pack.manifest.score
  const newest = typed.slice(-MAX_QUERIES)
  return newest.flatMap((query, n) => {
    const coverage = cover(index, readQuery(withoutGifts(query), { prefix: false }))
    const found = topK(coverage, FOUND, (item) => !(coverage[item] > 0))
    if (found.length === 0) return []
    const close = coverage.reduce((sum, c) => sum + (c >= MIN_SHARE * found[0].score ? 1 : 0), 0)
    const specific = Math.max(0, 1 - Math.log(close) / Math.log(Math.max(2, index.items)))
    const weight = WEIGHT * decay ** (newest.length - 1 - n) * specific
    if (weight === 0) return []
    const scores = similarities(pack, found)
    const { mean, deviation } = spread(scores)
    return [{ query, scores: scores.map((score) => (weight * (score - mean)) / deviation) }]
  })
}

function similarities(
  { manifest, items, neighbours }: DemandPack,
  found: readonly { item: number; score: number }[],
): Float32Array {
  const { items: N, dim } = manifest
  const scores = new Float32Array(N)
  if (neighbours) {
    const { index, weight, perItem } = neighbours
    for (const { item, score } of found) {
      const from = item * perItem
      const max = weight.subarray(from, from + perItem).reduce((a, b) => Math.max(a, b), 1)
      for (let e = from; e < from + perItem; e++) scores[index[e]] += (score * weight[e]) / max
    }
  }
  if (!items) return scores
  const { vectors } = items
  const mean = new Float32Array(dim)
  for (const { item, score } of found) {
    const length = lengthOf(vectors, item * dim, dim)
    for (let c = 0; c < dim; c++) mean[c] += (score * vectors[item * dim + c]) / length
  }
  for (let i = 0; i < N; i++) {
    let dot = 0
    for (let c = 0, at = i * dim; c < dim; c++, at++) dot += mean[c] * vectors[at]
    scores[i] += dot / lengthOf(vectors, i * dim, dim)
  }
  return scores
}

function lengthOf(vectors: Int8Array, from: number, dim: number): number {
  let square = 0
  for (let at = from; at < from + dim; at++) square += vectors[at] ** 2
  return Math.sqrt(square) || 1
}
