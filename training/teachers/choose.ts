import type { Metrics } from '../evaluate/index.ts'

/** What a model is chosen by: Recall@20, and for next-item prediction HR@10 + NDCG@10. */
export function objective(protocol: string, metrics: Metrics): number {
  return protocol === 'leave-one-out' ? metrics.hr['10'] + metrics.ndcg['10'] : metrics.recall['20']
}

/** Whether a model is to be preferred; NDCG@20 decides where a small set saturates the objective. */
export function isBetter(protocol: string, one: Metrics, other?: Metrics): boolean {
  if (!other) return true
  const gain = objective(protocol, one) - objective(protocol, other)
  return gain > 0 || (gain === 0 && one.ndcg['20'] > other.ndcg['20'])
}

/** What a result says of a search that the deadline ended. */
export function timeRanOut(tried: number, all: number): string {
  return `time ran out after ${tried} of ${all} settings`
}

/** At most `most` of n rows, evenly spread. */
export function sampleRows(n: number, most: number): Int32Array {
  const size = Math.min(n, most)
  return Int32Array.from({ length: size }, (_, k) => Math.floor((k * n) / size))
}
