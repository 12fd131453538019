import { type Cases, historyAt } from '../../../data/index.ts'
import { CUTOFFS, MetricSum, type Metrics, targetsAt } from '../../../evaluate/index.ts'
import { constant, type Runtime, topItems } from '../../../tensor/index.ts'
import { type FittedEmbeddings, userVector } from '../ranker.ts'

/**
 * As `evaluateRanker` over `embeddingRanker`, but all users against all items at once on all threads:
 * one by one, a validation takes as long as the epochs between validations.
 */
export function validateEmbeddings(
  runtime: Runtime,
  embeddings: FittedEmbeddings,
  cases: Cases,
  rows: Int32Array,
): Metrics {
  const { dim, items: data } = embeddings
  const mark = runtime.mark()
  try {
    const items = constant(runtime, data.length / dim, dim)
    items.data.set(data)
    const queries = constant(runtime, rows.length, dim)
    const [offsets, seen]: [Int32Array, number[]] = [new Int32Array(rows.length + 1), []]
    for (const [n, row] of rows.entries()) {
      const history = historyAt(cases.input, row, cases.users[row])
      queries.data.set(userVector(embeddings, history), n * dim)
      for (const item of history.item) seen.push(item)
      offsets[n + 1] = seen.length
    }
    const masks = { offsets, index: Int32Array.from(seen) }
    const best = topItems(runtime, queries, items, Math.max(...CUTOFFS), masks)
    const sum = new MetricSum()
    for (const [n, row] of rows.entries())
      sum.add(
        best[n].map(({ item }) => item),
        targetsAt(cases, row),
      )
    return sum.mean()
  } finally {
    runtime.release(mark)
  }
}
