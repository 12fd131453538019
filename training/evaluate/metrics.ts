import { topK } from '@tacit-rec/engine'
import type { Protocol } from '@tacit-rec/pack'
import { type Cases, type History, historyAt } from '../data/index.ts'
import type { ListSum } from './lists.ts'

/** Cut-offs k of the metrics, ascending. */
export const CUTOFFS: readonly number[] = [5, 10, 20]
/** A value per cut-off. */
export type AtCutoffs = Record<string, number>

/**
 * Cut-offs of a protocol's test. Cold items rank lower in a list, so `cold-items` looks further
 * down (docs/method.md#cold-items-protocol).
 */
export function cutoffsOf(protocol: Protocol): readonly number[] {
  return protocol === 'cold-items' ? [20, 100] : CUTOFFS
}

/** Means over users, in [0, 1]. */
export interface Metrics {
  users: number
  recall: AtCutoffs
  ndcg: AtCutoffs
  hr: AtCutoffs
}

/** Anything that ranks: fills `out` (N scores, N the number of items) for one history. */
export interface Ranker {
  score(history: History, out: Float32Array): void
}

const NAMES = ['recall', 'ndcg', 'hr'] as const

/**
 * Metrics of one ranked list, with targets T (docs/method.md#ratio):
 * Recall@k = hits/|T|; NDCG@k = DCG/ideal DCG, with the ideal list cut at min(k, |T|);
 * HR@k = 1 if there is a hit, else 0.
 *
 * @param ranked item indices, best first; as many as the max cut-off, or the whole catalogue
 * @param targets held-out items, each once, |T| ≥ 1
 * @param cutoffs k, ascending
 * @returns for each metric one value per k
 */
export function rankMetrics(
  ranked: ArrayLike<number>,
  targets: ArrayLike<number>,
  cutoffs = CUTOFFS,
) {
  const wanted = new Set(Array.from(targets))
  const size = wanted.size
  const result = zeros(cutoffs)
  let hits = 0
  let gain = 0
  let ideal = 0
  for (let p = 0, c = 0; c < cutoffs.length; p++) {
    const discount = 1 / Math.log2(p + 2)
    if (p < ranked.length && wanted.has(ranked[p])) {
      hits++
      gain += discount
    }
    if (p < size) ideal += discount
    if (p + 1 === cutoffs[c]) {
      result.recall[c] = hits / size
      result.ndcg[c] = gain / ideal
      result.hr[c] = hits > 0 ? 1 : 0
      c++
    }
  }
  return result
}

/** A sum per metric and cut-off. */
function zeros(cutoffs: readonly number[]): Record<(typeof NAMES)[number], number[]> {
  return { recall: cutoffs.map(() => 0), ndcg: cutoffs.map(() => 0), hr: cutoffs.map(() => 0) }
}

/** Means of {@link rankMetrics} over users. */
export class MetricSum {
  readonly #cutoffs: readonly number[]
  readonly #sums: ReturnType<typeof zeros>
  #users = 0

  /** @param cutoffs k, ascending */
  constructor(cutoffs = CUTOFFS) {
    this.#cutoffs = cutoffs
    this.#sums = zeros(cutoffs)
  }

  /** @returns the metrics of this list, one value per cut-off */
  add(ranked: ArrayLike<number>, targets: ArrayLike<number>) {
    const one = rankMetrics(ranked, targets, this.#cutoffs)
    this.#users++
    for (const name of NAMES)
      for (let c = 0; c < this.#cutoffs.length; c++) this.#sums[name][c] += one[name][c]
    return one
  }

  mean(): Metrics {
    const at = (sums: number[]): AtCutoffs =>
      Object.fromEntries(
        this.#cutoffs.map((k, c) => [String(k), this.#users ? sums[c] / this.#users : 0]),
      )
    const { recall, ndcg, hr } = this.#sums
    return { users: this.#users, recall: at(recall), ndcg: at(ndcg), hr: at(hr) }
  }
}

/**
 * The items with the best scores, as many as the max cut-off. Items of the history are masked, and so
 * are those that the user disliked, as on a device (docs/method.md#protocols).
 */
export function rankUnseen(scores: Float32Array, history: History, cutoffs = CUTOFFS): number[] {
  const seen = new Set([...history.item, ...(history.disliked ?? [])])
  const longest = cutoffs[cutoffs.length - 1]
  return topK(scores, longest, (item) => seen.has(item)).map((entry) => entry.item)
}

/**
 * Ranks every case and averages the metrics. Items of a case's input are masked.
 *
 * @param items N, the size of the catalogue: every item is a candidate
 * @param rows cases to rank; default: all
 * @param tick receives the number of cases done
 * @param cutoffs k, ascending
 * @param lists receives every list
 */
export function evaluateRanker(
  ranker: Ranker,
  cases: Cases,
  items: number,
  rows: ArrayLike<number> = Array.from(cases.users.keys()),
  tick?: (done: number) => void,
  cutoffs = CUTOFFS,
  lists?: ListSum,
): Metrics {
  const sum = new MetricSum(cutoffs)
  const out = new Float32Array(items)
  for (let n = 0; n < rows.length; n++) {
    const history = historyAt(cases.input, rows[n], cases.users[rows[n]])
    out.fill(0)
    ranker.score(history, out)
    const ranked = rankUnseen(out, history, cutoffs)
    sum.add(ranked, targetsAt(cases, rows[n]))
    lists?.add(ranked, history)
    if (n % 64 === 63) tick?.(n + 1)
  }
  tick?.(rows.length)
  return sum.mean()
}

/** The held-out items of one case. */
export function targetsAt(cases: Cases, row: number): Int32Array {
  return cases.targets.item.subarray(cases.targets.offsets[row], cases.targets.offsets[row + 1])
}
