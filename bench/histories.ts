import { type Cases, historyAt, loadDataset, splitDataset } from '../training/data/index.ts'
import { MetricSum, type Ranker, rankUnseen, targetsAt } from '../training/evaluate/index.ts'
import { readPack } from '../training/export/index.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { engineRanker, fitMemory } from '../training/student/index.ts'
import { fitOptions, teacherByName } from '../training/teachers/index.ts'

/** Newest events that a model sees. */
export const LENGTHS = [1, 3, 10, 50]

/** Of the test users of `unseen-users` with at least so many events. */
export interface AtLength {
  users: number
  /** Recall@20 by model. */
  recall: Record<string, number>
}

/**
 * Recall@20 of a kept student by the length of the history, beside popularity, item-knn and the memory alone,
 * fitted on the same users: at each length the same people, whose history is cut to its newest events.
 *
 * @param pack folder of a student of `unseen-users`
 */
export async function histories(data: string, pack: string): Promise<AtLength[]> {
  const dataset = await loadDataset(data)
  const split = splitDataset(dataset, 'unseen-users')
  const run = { preset: 'quick', seed: 1, deadline: FOREVER, progress: silent } as const
  const fit = fitOptions(dataset, split, run)
  const memory = { ...run, minSupport: 2, memory: ['ease', 'transitions', 'text'] as const }
  const rankers: Record<string, Ranker> = {
    popularity: await teacherByName('popularity')(fit),
    'item-knn': await teacherByName('item-knn')(fit),
    'memory alone': await fitMemory(dataset, split, memory),
    student: engineRanker(await readPack(pack)),
  }
  return LENGTHS.map((length) => {
    const rows = longEnough(split.test, length)
    const recall = Object.entries(rankers).map(([name, ranker]): [string, number] => [
      name,
      recallAt(ranker, split.test, rows, length, dataset.items.length),
    ])
    return { users: rows.length, recall: Object.fromEntries(recall) }
  })
}

function longEnough({ input: { offsets }, users }: Cases, length: number): number[] {
  return [...users.keys()].filter((row) => offsets[row + 1] - offsets[row] >= length)
}

function recallAt(
  ranker: Ranker,
  cases: Cases,
  rows: readonly number[],
  length: number,
  items: number,
): number {
  const sum = new MetricSum()
  const out = new Float32Array(items)
  for (const row of rows) {
    const whole = historyAt(cases.input, row, cases.users[row])
    const { item, kind, age } = whole
    const cut = {
      ...whole,
      item: item.slice(-length),
      kind: kind.slice(-length),
      age: age.slice(-length),
    }
    out.fill(0)
    ranker.score(cut, out)
    // What the person has stays masked, whether the model sees it or not.
    sum.add(rankUnseen(out, whole), targetsAt(cases, row))
  }
  return sum.mean().recall['20']
}
