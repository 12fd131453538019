import { type Cases, historyAt } from '../../../data/index.ts'
import { MetricSum, type Metrics, rankUnseen, targetsAt } from '../../../evaluate/index.ts'
import { gemm, type Runtime } from '../../../tensor/index.ts'
import { type FittedEmbeddings, userVector } from '../ranker.ts'

/** Scores that are held at a time. */
const MOST_SCORES = 1 << 24

/** Room for all items, and for a block of users with their scores. */
export function scoringRooms(
  runtime: Runtime,
  { items, dim, cases }: { items: number; dim: number; cases: number },
) {
  const block = Math.max(1, Math.min(cases, 256, Math.floor(MOST_SCORES / items)))
  const place = (floats: number) => runtime.alloc(floats * 4)
  const [table, queries, scores] = [place(items * dim), place(block * dim), place(block * items)]
  return { block, table, queries, scores }
}

/**
 * As `evaluateRanker` over `embeddingRanker`, many users' products with all items at once on all
 * threads: one by one, validation takes as long as the epochs between.
 */
export function validateEmbeddings(
  runtime: Runtime,
  embeddings: FittedEmbeddings,
  cases: Cases,
  rows: Int32Array,
): Metrics {
  const { dim, items: data } = embeddings
  const items = data.length / dim
  const mark = runtime.mark()
  try {
    const rooms = scoringRooms(runtime, { items, dim, cases: rows.length })
    const { block, table, queries, scores } = rooms
    runtime.f32(table, items * dim).set(data)
    const sum = new MetricSum()
    for (let from = 0; from < rows.length; from += block) {
      const part = rows.subarray(from, from + block)
      const histories = Array.from(part, (row) => historyAt(cases.input, row, cases.users[row]))
      for (const [n, history] of histories.entries())
        runtime.f32(queries + n * dim * 4, dim).set(userVector(embeddings, history))
      gemm(runtime, {
        a: { pointer: queries, cols: dim },
        ta: false,
        b: { pointer: table, cols: dim },
        tb: true,
        c: { pointer: scores, cols: items },
        m: part.length,
        n: items,
        k: dim,
      })
      for (const [n, history] of histories.entries()) {
        const row = runtime.f32(scores + n * items * 4, items)
        sum.add(rankUnseen(row, history), targetsAt(cases, part[n]))
      }
    }
    return sum.mean()
  } finally {
    runtime.release(mark)
  }
}
