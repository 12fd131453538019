import { resolve } from 'node:path'
import { readNetwork } from '@tacit-rec/engine'
import { type Progress, silent } from '../progress.ts'
import {
  distinctClauses,
  type FitSettings,
  fitNetwork,
  judgeNetwork,
  type Limits,
  limitsOf,
  readBenchmark,
  settingsFor,
  type UnderstandScores,
} from '../understand/index.ts'

export interface EvaluateUnderstandOptions {
  /** Folder of `train.tsv`, `valid.tsv` and `test.tsv`. */
  data: string
  /** Default 1. */
  seed?: number
  /** Default: all cores. */
  threads?: number
  /** In the place of those that the size of the data asks for. */
  settings?: Partial<FitSettings>
  progress?: Progress
}

/** Scores of the quantized network on the test part. */
export interface EvaluateUnderstandResult extends UnderstandScores {
  task: 'understand'
  /** The network as a device loads it, with its names. */
  bytes: number
  /** Seconds of reading, training and judging. */
  seconds: number
  /** Mean milliseconds of one test utterance. */
  query: number
  valid: UnderstandScores
  /** Each distinct clause of the test part alone: a clause that is repeated counts once. */
  distinct: UnderstandScores & { clauses: number }
  /** What the test part holds that the train part lacks. */
  limits: Limits
  utterances: number
  settings: FitSettings
  seed: number
}

/**
 * Trains a network of clauses, intents and slots on the train part, chooses its weights on the valid
 * part, and scores its int8 form on the test part.
 *
 * @throws TacitError `understand/file`, `understand/column` or `understand/row`
 * @example
 * const { overall } = await evaluateUnderstand({ data: 'mixatis' })
 */
export async function evaluateUnderstand({
  data,
  seed = 1,
  threads,
  settings: chosen,
  progress = silent,
}: EvaluateUnderstandOptions): Promise<EvaluateUnderstandResult> {
  const began = performance.now()
  const { train, valid, test } = await readBenchmark(resolve(data))
  const settings = { ...settingsFor(train), ...chosen }
  const bytes = await fitNetwork(train, valid, settings, { seed, threads, progress })
  const network = readNetwork(bytes)
  const onValid = judgeNetwork(network, valid)
  const before = performance.now()
  const scores = judgeNetwork(network, test)
  const now = performance.now()
  const alone = distinctClauses(test)
  return {
    task: 'understand',
    ...scores,
    bytes: bytes.byteLength,
    seconds: (now - began) / 1000,
    query: (now - before) / test.length,
    valid: onValid,
    distinct: { ...judgeNetwork(network, alone), clauses: alone.length },
    limits: limitsOf(train, test),
    utterances: test.length,
    settings,
    seed,
  }
}
