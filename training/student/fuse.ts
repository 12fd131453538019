import { combine } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import { type Cases, historyAt } from '../data/index.ts'
import { MetricSum, type Metrics, rankUnseen, targetsAt } from '../evaluate/index.ts'
import { objective, sampleRows } from '../teachers/index.ts'
import { encodedEvents, engineRanker } from './ranker.ts'

/** Weights of the memory that are tried; the optimum is flat. */
export const BETAS = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1, 1.5, 2.5]

/**
 * Chooses β on validation: both terms are computed once per history and summed with every β.
 *
 * @param pack a draft with its memory, κ and decay in place
 */
export function chooseBeta(
  pack: LoadedPack,
  protocol: string,
  valid: Cases,
  betas: readonly number[] = BETAS,
): { beta: number; validation: Metrics } {
  const rows = sampleRows(valid.users.length, 4000)
  const items = pack.manifest.items
  const withBeta = (beta: number): LoadedPack => ({
    ...pack,
    manifest: { ...pack.manifest, score: { ...pack.manifest.score, beta } },
  })
  const low = engineRanker(withBeta(0))
  const sums = betas.map(() => new MetricSum())
  const encoder = new Float32Array(items)
  const total = new Float32Array(items)
  // With a flat encoder what is left of the score is the memory's term alone.
  const flat = withBeta(1)
  flat.items = { ...pack.items, bias: new Float32Array(items) }
  const nothing = new Float32Array(items)
  for (const row of rows) {
    const history = historyAt(valid.input, row)
    low.score(history, encoder)
    const memory = combine(flat, nothing, encodedEvents(history))
    const targets = targetsAt(valid, row)
    for (const [n, beta] of betas.entries()) {
      for (let i = 0; i < items; i++) total[i] = encoder[i] + beta * memory[i]
      sums[n].add(rankUnseen(total, history), targets)
    }
  }
  const found = sums.map((sum) => sum.mean())
  const scores = found.map((metrics) => objective(protocol, metrics))
  const at = scores.indexOf(Math.max(...scores))
  return { beta: betas[at], validation: found[at] }
}
