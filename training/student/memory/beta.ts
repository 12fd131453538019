import { memoryOnly, topK } from '@tacit-rec/engine'
import type { LoadedPack, Protocol } from '@tacit-rec/pack'
import { type History, historyAt, type Split } from '../../data/index.ts'
import { CUTOFFS, MetricSum, type Metrics, targetsAt } from '../../evaluate/index.ts'
import { caseObjective, objective, sampleRows } from '../../teachers/index.ts'
import { encodedEvents, engineRanker } from '../ranker.ts'

/** Weights of the memory that a search tries; the optimum is flat. */
const BETAS = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1, 1.5, 2.5]
/** Items of a list that metrics look at. */
const LENGTH = CUTOFFS[CUTOFFS.length - 1]
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
  const memoryAlone = withBeta(1)
  for (const [at, row] of rows.entries()) {
    const history = historyAt(valid.input, row)
    encoderAlone.score(history, encoder)
    const memory = memoryOnly(memoryAlone, encodedEvents(history, pack.manifest)).scores
    const targets = targetsAt(valid, row)
    const listed = candidates(encoder, memory, history)
    const total = new Float32Array(listed.length)
    for (const [n, beta] of betas.entries()) {
      for (const [c, item] of listed.entries()) total[c] = encoder[item] + beta * memory[item]
      const ranked = topK(total, LENGTH).map(({ item }) => listed[item])
      cases[n][at] = caseObjective(protocol, sums[n].add(ranked, targets))
    }
  }
  const metrics = sums.map((sum) => sum.mean())
  const scores = metrics.map((each) => objective(protocol, each))
  const at = scores.indexOf(Math.max(...scores))
  return { beta: betas[at], validation: metrics[at], cases: cases[at] }
}

/**
 * All items that a list of encoder + β · memory may hold, whatever β is, ascending: those that the memory
 * scores, and the encoder's best among the others. Few enough to rank for every β.
 */
function candidates(encoder: Float32Array, memory: Float32Array, history: History): Int32Array {
  const seen = new Set([...history.item, ...(history.disliked ?? [])])
  const linked: number[] = []
  for (let i = 0; i < memory.length; i++) if (memory[i] !== 0 && !seen.has(i)) linked.push(i)
  const others = topK(encoder, LENGTH, (item) => seen.has(item) || memory[item] !== 0)
  return Int32Array.from([...linked, ...others.map(({ item }) => item)]).sort()
}
