import { evaluateSearch, evaluateTurns, evaluateUnderstand } from '../api/index.ts'
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
  async turns(data: string, json: boolean | undefined, flags: Flags): Promise<void> {
    const { seed, threads, progress } = flags
    const result = await evaluateTurns({ data, seed, threads, progress })
    const { conversations, turns, labels, bits, bitsBigram, bitsPrior } = result
    const rows = [
      ['label: frequency', `${bitsPrior.toFixed(3)} bits`],
      ['label: turn before', `${bitsBigram.toFixed(3)} bits`],
      ['label: chain', `${bits.toFixed(3)} bits`],
      ['relates: most frequent', result.relates.majority.toFixed(3)],
      ['relates: one task', result.relatesAlone.accuracy.toFixed(3)],
      ['relates: two tasks', result.relates.accuracy.toFixed(3)],
      ['response: reciprocal rank', result.relates.reciprocalRank.toFixed(3)],
    ]
    const text = `${conversations} conversations, ${turns} turns, ${labels} labels`
    print(result, json, `${text}\n${table(['held out', 'score'], rows)}`)
  },
  async understand(data: string, json: boolean | undefined, flags: Flags): Promise<void> {
    const { seed, threads, progress } = flags
    const result = await evaluateUnderstand({ data, seed, threads, progress })
    const { overall, slotF1, intent, valid, distinct, limits } = result
    const parts = {
      test: { overall, slotF1, intent },
      'distinct clauses of test': distinct,
      valid,
    }
    const rows = Object.entries(parts).map(([name, of]) => [
      name,
      ...[of.overall, of.slotF1, of.intent].map((score) => score.toFixed(3)),
    ])
    const size = `${(result.bytes / 1000).toFixed(0)} kB, ${result.seconds.toFixed(0)} s`
    const grid = table(['', 'overall', 'slot F1', 'intent'], rows)
    const most =
      `at most ${limits.overall.toFixed(3)} overall: ${limits.intents} utterances hold an intent and ` +
      `${limits.slots} a slot that training lacks`
    print(result, json, `${result.utterances} utterances, ${size}\n${most}\n${grid}`)
  },
}

export type Task = keyof typeof TASKS
