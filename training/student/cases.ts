import { historyAt, type Split } from '../data/index.ts'
import { MetricSum, type Ranker, rankUnseen, targetsAt } from '../evaluate/index.ts'
import { caseObjective } from '../teachers/index.ts'

/** The objective of each of some validation cases, so that two models can be compared in pairs. */
export function caseScores(
  ranker: Ranker,
  { protocol, valid }: Pick<Split, 'protocol' | 'valid'>,
  items: number,
  rows: ArrayLike<number>,
): Float32Array {
  const sum = new MetricSum()
  const out = new Float32Array(items)
  return Float32Array.from(rows, (row) => {
    const history = historyAt(valid.input, row, valid.users[row])
    out.fill(0)
    ranker.score(history, out)
    return caseObjective(protocol, sum.add(rankUnseen(out, history), targetsAt(valid, row)))
  })
}
