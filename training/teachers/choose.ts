import { evaluateRanker, type Metrics, type Ranker } from '../evaluate/index.ts'
import type { FitOptions } from './types.ts'

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

/** Fits every setting of a grid, scores it on validation, keeps the best (the first of equals). */
export function bestOnValidation<S>(
  {
    split,
    items,
    progress,
    deadline,
  }: Pick<FitOptions, 'split' | 'items' | 'progress' | 'deadline'>,
  label: string,
  grid: readonly S[],
  fit: (setting: S) => Ranker,
): { setting: S; ranker: Ranker; validation: Metrics } {
  const rows = sampleRows(split.valid.users.length, 4000)
  const task = progress.task(`${label}: choosing`, grid.length)
  let best: { setting: S; ranker: Ranker; validation: Metrics } | undefined
  for (const [n, setting] of grid.entries()) {
    const ranker = fit(setting)
    const validation = evaluateRanker(ranker, split.valid, items, rows)
    const score = objective(split.protocol, validation)
    if (isBetter(split.protocol, validation, best?.validation))
      best = { setting, ranker, validation }
    task.update(n + 1, score.toFixed(4))
    if (deadline.left() < 0) break
  }
  task.end()
  return best!
}

/** At most `most` of n rows, evenly spread. */
export function sampleRows(n: number, most: number): Int32Array {
  const size = Math.min(n, most)
  return Int32Array.from({ length: size }, (_, k) => Math.floor((k * n) / size))
}
