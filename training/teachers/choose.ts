import type { Metrics } from '../evaluate/index.ts'

/** Max validation cases that a setting of a linear teacher is scored on. */
export const VALIDATION_CASES = 4000

/**
 * The number a model is chosen by (docs/method.md#validation): Recall@20, and for next-item
 * prediction HR@10 + NDCG@10.
 */
export function objective(protocol: string, metrics: Metrics): number {
  return protocol === 'leave-one-out' ? metrics.hr['10'] + metrics.ndcg['10'] : metrics.recall['20']
}

/** As {@link objective}, of one case: values at the cut-offs 5, 10 and 20. */
export function caseObjective(
  protocol: string,
  { hr, ndcg, recall }: Readonly<Record<'hr' | 'ndcg' | 'recall', readonly number[]>>,
): number {
  return protocol === 'leave-one-out' ? hr[1] + ndcg[1] : recall[2]
}

/**
 * Whether a gain is more than chance: its mean over the cases exceeds its standard error, the cases being
 * paired.
 *
 * @param one the objective of each case, in the same order as `other`
 */
export function isClearlyBetter(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  const n = one.length
  let [sum, squares] = [0, 0]
  for (let c = 0; c < n; c++) {
    const gain = one[c] - other[c]
    sum += gain
    squares += gain * gain
  }
  const mean = sum / n
  return mean > 0 && mean > Math.sqrt(Math.max(0, squares / n - mean * mean) / n)
}

/** Whether `one` is better than `other`. NDCG@20 breaks ties: small sets saturate the objective. */
export function isBetter(protocol: string, one: Metrics, other?: Metrics): boolean {
  if (!other) return true
  const gain = objective(protocol, one) - objective(protocol, other)
  return gain > 0 || (gain === 0 && one.ndcg['20'] > other.ndcg['20'])
}

/** Reports a search that the deadline ended. */
export function timeRanOut(tried: number, all: number): string {
  return `time ran out after ${tried} of ${all} settings`
}

/** At most `max` of n rows, evenly spread. */
export function sampleRows(n: number, max: number): Int32Array {
  const size = Math.min(n, max)
  return Int32Array.from({ length: size }, (_, k) => Math.floor((k * n) / size))
}
