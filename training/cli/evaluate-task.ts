import { evaluateSearch } from '../api/index.ts'
import { print, table } from './output.ts'

/** What `evaluate --task` judges beside recommendations, by name. */
export const TASKS = {
  async search(data: string, json: boolean | undefined): Promise<void> {
    const result = await evaluateSearch({ data })
    const { ndcg10, ndcg10Lexical, empty, queries, items } = result
    const rows = [
      ['search', ndcg10.toFixed(4)],
      ['words alone', ndcg10Lexical.toFixed(4)],
    ]
    const found = `nothing found: ${(100 * empty).toFixed(1)} %`
    const text = `${queries} queries, ${items} items, ${found}\n${table(['', 'NDCG@10'], rows)}`
    print(result, json, text)
  },
}

export type Task = keyof typeof TASKS
