import { topK } from '@tacit/engine'
import { type Cases, type History, historyAt } from '../data/index.ts'

/** The cut-offs that every table of ours quotes. */
export const CUTOFFS = [5, 10, 20] as const
export type Cutoff = (typeof CUTOFFS)[number]
export type AtCutoffs = Record<`${Cutoff}`, number>

/** Means over users; every value lies in [0, 1]. */
export interface Metrics {
  users: number
  recall: AtCutoffs
  ndcg: AtCutoffs
  hr: AtCutoffs
}

/** Anything that ranks: fills `out` (N scores) for one history. */
export interface Ranker {
  score(history: History, out: Float32Array): void
}

const DISCOUNT = Float64Array.from({ length: CUTOFFS[2] }, (_, p) => 1 / Math.log2(p + 2))

/**
 * Recall@k = hits/|T|, NDCG@k = DCG/ideal DCG with the ideal list cut at min(k, |T|), and
 * HR@k = 1 if anything was hit (METHOD 4, `ratio`), for one ranked list.
 *
 * @param ranked item indices, best first; at least the longest cut-off unless the catalogue is shorter
 * @param targets the held-out items, each once, |T| ≥ 1
 */
export function rankMetrics(ranked: ArrayLike<number>, targets: ArrayLike<number>) {
  const wanted = new Set(Array.from(targets))
  const size = wanted.size
  const result = { recall: [0, 0, 0], ndcg: [0, 0, 0], hr: [0, 0, 0] }
  let hits = 0
  let gain = 0
  let ideal = 0
  for (let p = 0, c = 0; p < CUTOFFS[2] && c < CUTOFFS.length; p++) {
    if (p < ranked.length && wanted.has(ranked[p])) {
      hits++
      gain += DISCOUNT[p]
    }
    if (p < size) ideal += DISCOUNT[p]
    if (p + 1 === CUTOFFS[c]) {
      result.recall[c] = hits / size
      result.ndcg[c] = gain / ideal
      result.hr[c] = hits > 0 ? 1 : 0
      c++
    }
  }
  return result
}

/** Adds up {@link rankMetrics} over users. */
export class MetricSum {
  #users = 0
  #sums = { recall: [0, 0, 0], ndcg: [0, 0, 0], hr: [0, 0, 0] }

  add(ranked: ArrayLike<number>, targets: ArrayLike<number>): void {
    const one = rankMetrics(ranked, targets)
    this.#users++
    for (const name of ['recall', 'ndcg', 'hr'] as const)
      for (let c = 0; c < CUTOFFS.length; c++) this.#sums[name][c] += one[name][c]
  }

  mean(): Metrics {
    const at = (sums: number[]) =>
      Object.fromEntries(
        CUTOFFS.map((k, c) => [String(k), this.#users ? sums[c] / this.#users : 0]),
      ) as AtCutoffs
    const { recall, ndcg, hr } = this.#sums
    return { users: this.#users, recall: at(recall), ndcg: at(ndcg), hr: at(hr) }
  }
}

/** The 20 best items of a score vector, without the history's own (they are masked, METHOD 4). */
export function rankUnseen(scores: Float32Array, history: History): number[] {
  const seen = new Set(history.item)
  return topK(scores, CUTOFFS[2], (item) => seen.has(item)).map((entry) => entry.item)
}

/**
 * Scores every case and averages; masks each case's input.
 *
 * @param items N, the size of the catalogue: every id is a candidate
 * @param rows which cases; all of them unless given
 */
export function evaluateRanker(
  ranker: Ranker,
  cases: Cases,
  items: number,
  rows: ArrayLike<number> = Array.from(cases.users.keys()),
  tick?: (done: number) => void,
): Metrics {
  const sum = new MetricSum()
  const out = new Float32Array(items)
  for (let n = 0; n < rows.length; n++) {
    const history = historyAt(cases.input, rows[n], cases.users[rows[n]])
    out.fill(0)
    ranker.score(history, out)
    sum.add(rankUnseen(out, history), targetsAt(cases, rows[n]))
    if (n % 64 === 63) tick?.(n + 1)
  }
  tick?.(rows.length)
  return sum.mean()
}

/** The held-out items of one case. */
export function targetsAt(cases: Cases, row: number): Int32Array {
  return cases.targets.item.subarray(cases.targets.offsets[row], cases.targets.offsets[row + 1])
}
