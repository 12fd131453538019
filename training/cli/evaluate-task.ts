import { evaluateSearch, evaluateUnderstand } from '../api/index.ts'
import type { Progress } from '../progress.ts'
import { print, table } from './output.ts'

/** Flags that a task may use. */
interface Flags {
  seed?: number
  threads?: number
  progress: Progress
}

/** What `evaluate --task` judges beside recommendations, by name. */
export const TASKS = {
  async search(data: string, json: boolean | undefined, flags: Flags): Promise<void> {
    const { seed, progress } = flags
    const result = await evaluateSearch({ data, seed, progress })
    const { ndcg10, ndcg10Lexical, empty, queries, items } = result
    const rows = [
      ['search', ndcg10.toFixed(4)],
      ['words alone', ndcg10Lexical.toFixed(4)],
    ]
    const found = `nothing found: ${(100 * empty).toFixed(1)} %`
    const text = `${queries} queries, ${items} items, ${found}\n${table(['', 'NDCG@10'], rows)}`
    print(result, json, text)
  },
  async understand(data: string, json: boolean | undefined, flags: Flags): Promise<void> {
    const { seed, threads, progress } = flags
    const result = await evaluateUnderstand({ data, seed, threads, progress })
    const { overall, slotF1, intent, valid } = result
    const parts = { test: { overall, slotF1, intent }, valid }
    const rows = Object.entries(parts).map(([name, of]) => [
      name,
      ...[of.overall, of.slotF1, of.intent].map((score) => score.toFixed(3)),
    ])
    const size = `${(result.bytes / 1000).toFixed(0)} kB, ${result.seconds.toFixed(0)} s`
    const grid = table(['', 'overall', 'slot F1', 'intent'], rows)
    print(result, json, `${result.utterances} utterances, ${size}\n${grid}`)
  },
}

export type Task = keyof typeof TASKS
