import { memoryOnly } from '@tacit-rec/engine'
import type { LoadedPack, Protocol } from '@tacit-rec/pack'
import { historyAt, type Split } from '../../data/index.ts'
import { MetricSum, type Metrics, rankUnseen, targetsAt } from '../../evaluate/index.ts'
import { caseObjective, objective, sampleRows } from '../../teachers/index.ts'
import { encodedEvents, engineRanker } from '../ranker.ts'

/** Weights of the memory that a search tries; the optimum is flat. */
const BETAS = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1, 1.5, 2.5]
/** Validation cases that each β is scored on, max. */
const MAX_CASES = 4000

/** β of `quick`, measured on the public sets (docs/measurements.md). */
export function quickBeta(protocol: Protocol): number {
  // Hidden items are found by the memory's text; the encoder has never seen them.
  return protocol === 'cold-items' ? 1 : 0.1
}

/**
 * Chooses β on validation: both terms are computed once per history and summed with every β.
 *
 * @param pack a draft with its memory, κ and decay
 * @returns with the objective of each case at the chosen β
 */
export function chooseBeta(
  pack: LoadedPack,
  { protocol, valid }: Pick<Split, 'protocol' | 'valid'>,
  betas: readonly number[] = BETAS,
  maxCases = MAX_CASES,
): { beta: number; validation: Metrics; cases: Float32Array } {
  const rows = sampleRows(valid.users.length, maxCases)
  const items = pack.manifest.items
  const withBeta = (beta: number): LoadedPack => ({
    ...pack,
    manifest: { ...pack.manifest, score: { ...pack.manifest.score, beta } },
  })
  const encoderAlone = engineRanker(withBeta(0))
  const sums = betas.map(() => new MetricSum())
  const cases = betas.map(() => new Float32Array(rows.length))
  const encoder = new Float32Array(items)
  const total = new Float32Array(items)
  const memoryAlone = withBeta(1)
  for (const [at, row] of rows.entries()) {
    const history = historyAt(valid.input, row)
    encoderAlone.score(history, encoder)
    const memory = memoryOnly(memoryAlone, encodedEvents(history, pack.manifest)).scores
    const targets = targetsAt(valid, row)
    for (const [n, beta] of betas.entries()) {
      for (let i = 0; i < items; i++) total[i] = encoder[i] + beta * memory[i]
      cases[n][at] = caseObjective(protocol, sums[n].add(rankUnseen(total, history), targets))
    }
  }
  const metrics = sums.map((sum) => sum.mean())
  const scores = metrics.map((each) => objective(protocol, each))
  const at = scores.indexOf(Math.max(...scores))
  return { beta: betas[at], validation: metrics[at], cases: cases[at] }
}
