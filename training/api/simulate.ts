import { TacitError } from '@tacit-rec/pack'
import {
  type Leak,
  leakOf,
  openedPairs,
  pairsByRow,
  type Rules,
  rowsOfPairs,
} from '../contribute/index.ts'
import { type Sequences, splitDataset } from '../data/index.ts'
import { evaluateRanker } from '../evaluate/index.ts'
import { FOREVER, type Progress, silent } from '../progress.ts'
import { createRandom } from '../random.ts'
import { fitMemory } from '../student/index.ts'
import { readFixed } from './dataset.ts'
import { type DataOptions, DEFAULTS } from './options.ts'

export interface SimulateOptions extends DataOptions, Partial<Pick<Rules, 'pairs'>> {
  /** k */
  threshold: number
  /** p. Default: 1. */
  sample?: number
  /** Numbers of devices to try. Default: the users of the data. */
  devices?: readonly number[]
  /** Numbers of epochs to try. Default: 1 and 4. */
  epochs?: readonly number[]
  seed?: number
  threads?: number
  progress?: Progress
}

/** HR@10 and NDCG@10 on the validation of `leave-one-out`. */
interface Quality {
  hr: number
  ndcg: number
}

export interface SimulateResult {
  /** Users of the data who have a pair to give. */
  users: number
  textAlone: Quality
  /** The memory of whoever watches everybody. */
  watched: Quality
  rows: (Pick<Rules, 'devices' | 'epochs'> & Quality & { opened: number })[]
  /** Null without sampling: then k is a threshold and nothing more. */
  leak: Leak | null
}

/**
 * What a shop would get from contributions, before it asks anybody: the memory of transitions and
 * text from opened pairs alone, beside text alone and beside watching everybody. The layers with
 * clusters are not used yet.
 *
 * @throws TacitError `simulate/order` for data without an order
 * @example
 * await simulate({ data: 'shop', threshold: 10, devices: [10_000, 100_000] })
 */
export async function simulate(options: SimulateOptions): Promise<SimulateResult> {
  const { threshold, sample = 1, pairs = 10, epochs = [1, 4], progress = silent } = options
  const seed = options.seed ?? DEFAULTS.seed
  const dataset = await readFixed(options, progress)
  const split = splitDataset(dataset, 'leave-one-out')
  if (!split.ordered)
    throw new TacitError(
      'simulate/order',
      `${dataset.name}: pairs need an order of events: add a column time`,
    )
  const items = dataset.items.length
  const quality = async (fit: Sequences, memory: readonly ('transitions' | 'text')[]) => {
    const run = { preset: 'quick', seed, deadline: FOREVER, progress: silent } as const
    const limits = { minSupport: 1, threads: options.threads }
    const teacher = await fitMemory(dataset, { ...split, fit }, { ...run, ...limits, memory })
    const { hr, ndcg } = evaluateRanker(teacher, split.valid, items)
    await teacher.dispose?.()
    return { hr: hr[10], ndcg: ndcg[10] }
  }
  const rows = pairsByRow(split.fit, items)
  const all = (options.devices ?? [rows.length]).flatMap((devices) =>
    epochs.map((count) => ({ devices, epochs: count })),
  )
  const task = progress.task('simulating', all.length + 2)
  const textAlone = await quality(split.fit, ['text'])
  task.update(1)
  const watched = await quality(split.fit, ['transitions', 'text'])
  task.update(2)
  const result: SimulateResult['rows'] = []
  for (const row of all) {
    const rules = { threshold, sample, pairs, ...row }
    const opened = openedPairs(rows, rules, createRandom(seed))
    const given = rowsOfPairs(opened, items, split.fit.item)
    const reached = opened.size > 0 ? await quality(given, ['transitions', 'text']) : textAlone
    result.push({ ...row, opened: opened.size, ...reached })
    task.update(2 + result.length)
  }
  task.end()
  const leak = leakOf(sample, threshold, 3 * pairs)
  return { users: rows.length, textAlone, watched, rows: result, leak }
}
