import { topK } from '@tacit-rec/engine'
import type { JudgedQuery } from './read.ts'

const CUT = 10

/** How well a search orders judged queries. */
export interface SearchScores {
  /** Mean NDCG@10 over the queries that have a relevant item. */
  ndcg10: number
  /** Share of queries that find nothing, 0…1. */
  empty: number
  queries: number
}

/**
 * Judges a search. An item's gain is its relevance above the scale's lowest value, so with ratings of
 * 1…3 a 1 is worth nothing, and items without a judgement neither:
 *
 *   DCG = Σ_{k=1…10} gain_k / log2(k + 1),   NDCG = DCG / DCG of the best order
 *
 * (Järvelin & Kekäläinen, ACM TOIS 20, 2002).
 *
 * @param search scores of all items; 0: not found
 * @param lowest the lowest value of the scale
 */
export function judgeSearch(
  queries: readonly JudgedQuery[],
  search: (query: string) => Float32Array,
  lowest: number,
): SearchScores {
  let [sum, counted, empty] = [0, 0, 0]
  for (const { text, judged } of queries) {
    const scores = search(text)
    const listed = topK(scores, CUT, (item) => !(scores[item] > 0))
    if (listed.length === 0) empty++
    const gainOf = (relevance = lowest) => Math.max(0, relevance - lowest)
    const ideal = dcg([...judged.values()].map((value) => gainOf(value)).sort((a, b) => b - a))
    if (ideal === 0) continue
    counted++
    sum += dcg(listed.map(({ item }) => gainOf(judged.get(item)))) / ideal
  }
  return {
    ndcg10: counted && sum / counted,
    empty: queries.length && empty / queries.length,
    queries: queries.length,
  }
}

function dcg(gains: readonly number[]): number {
  return gains.slice(0, CUT).reduce((sum, gain, at) => sum + gain / Math.log2(at + 2), 0)
}
