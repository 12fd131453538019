import { type Leak, leakOf } from '@tacit-rec/contribute'
import { TacitError } from '@tacit-rec/pack'
import {
  clustersOf,
  findClusters,
  openedBackOff,
  openedPairs,
  pairsByRow,
  type Rules,
  rowsOfPairs,
} from '../contribute/index.ts'
import { type ItemCounts, itemCounts, type Sequences, splitDataset } from '../data/index.ts'
import { evaluateRanker } from '../evaluate/index.ts'
import { readItemTexts, type TextOptions } from '../intents/index.ts'
import { FOREVER, type Progress, silent } from '../progress.ts'
import { createRandom } from '../random.ts'
import { fitMemory } from '../student/index.ts'
import { readFixed } from './dataset.ts'
import { type DataOptions, DEFAULTS } from './options.ts'

export interface SimulateOptions
  extends DataOptions,
    Omit<TextOptions, 'textUsers'>,
    Partial<Pick<Rules, 'pairs'>> {
  /** k */
  threshold: number
  /** p. Default: 1. */
  sample?: number
  /** Numbers of devices to try. Default: the users of the data. */
  devices?: readonly number[]
  /** Numbers of epochs to try. Default: 1 and 4. */
  epochs?: readonly number[]
  /** Whether the layers with clusters count. Default: true. */
  backOff?: boolean
  seed?: number
  threads?: number
  progress?: Progress
}

const NO_CLUSTERS = { count: 1, ids: [], cluster: new Uint16Array() }

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
  rows: (Pick<Rules, 'devices' | 'epochs'> &
    Quality & {
      opened: number
      /**
       * Only for more devices than users, at p = 1: what the real users give at a threshold that is lower by
       * as much, at least 2, since quality depends on devices ÷ k.
       */
      forecast: Quality | null
    })[]
  /** Null without sampling: then k is a threshold and nothing more. */
  leak: Leak | null
}

/**
 * What a shop would get from contributions, before it asks anybody: the memory of transitions and
 * text from what opens alone, beside text alone and beside watching everybody.
 *
 * @throws TacitError `simulate/order` for data without an order
 * @example
 * await simulate({ data: 'shop', threshold: 10, devices: [10_000, 100_000] })
 */
export async function simulate(options: SimulateOptions): Promise<SimulateResult> {
  const { threshold, sample = 1, pairs = 10, epochs = [1, 4], progress = silent } = options
  const { users, textAlone, watched, given } = await openSimulation(options, progress)
  const all = (options.devices ?? [users]).flatMap((devices) =>
    epochs.map((count) => ({ devices, epochs: count })),
  )
  const task = progress.task('simulating', all.length + 2)
  const result: SimulateResult = {
    users,
    textAlone: await textAlone(),
    watched: await watched(),
    rows: [],
    leak: leakOf(sample, threshold, 3 * pairs),
  }
  for (const row of all) {
    task.update(2 + result.rows.length)
    const rules = { threshold, sample, pairs, ...row }
    let forecast: Quality | null = null
    const lower = Math.round((threshold * users) / row.devices)
    // At a threshold of 1 single visitors count, and the law does not hold.
    if (row.devices > users && sample === 1 && lower >= 2) {
      const { hr, ndcg } = await given({ ...rules, devices: users, threshold: lower })
      forecast = { hr, ndcg }
    }
    result.rows.push({ ...row, ...(await given(rules)), forecast })
  }
  task.end()
  return result
}

/** A shop whose visitors contribute, with what every row of a simulation shares. */
export async function openSimulation(
  options: Pick<SimulateOptions, 'backOff' | 'seed' | 'threads'> & DataOptions & TextOptions,
  progress: Progress = silent,
) {
  const seed = options.seed ?? DEFAULTS.seed
  const dataset = await readFixed(options, progress)
  const split = splitDataset(dataset, 'leave-one-out')
  if (!split.ordered)
    throw new TacitError(
      'simulate/order',
      `${dataset.name}: pairs need an order of events: add a column time`,
    )
  const items = dataset.items.length
  const { vectors } = await readItemTexts(options, dataset, split, progress)
  const clusters =
    (options.backOff === false ? null : findClusters(dataset, vectors, seed)) ?? NO_CLUSTERS
  const grouping = { cluster: clustersOf(clusters, dataset.items), count: clusters.count }
  const rows = pairsByRow(split.fit, items)

  async function quality(
    fit: Sequences,
    memory: readonly ('transitions' | 'text')[],
    counts?: ItemCounts,
  ): Promise<Quality> {
    const run = { preset: 'quick', seed, deadline: FOREVER, progress: silent } as const
    const limits = { minSupport: 1, threads: options.threads, vectors, counts }
    const teacher = await fitMemory(dataset, { ...split, fit }, { ...run, ...limits, memory })
    const { hr, ndcg } = evaluateRanker(teacher, split.valid, items)
    await teacher.dispose?.()
    return { hr: hr[10], ndcg: ndcg[10] }
  }
  const textAlone = () => quality(split.fit, ['text'])

  return {
    /** Users who have a pair to give. */
    users: rows.length,
    textAlone,
    watched: () => quality(split.fit, ['transitions', 'text']),
    /** What opens, and the memory of it. @param withBackOff whether the layers with clusters count */
    async given(rules: Rules, withBackOff = options.backOff !== false) {
      const opened = openedPairs(rows, rules, createRandom(seed), grouping)
      const fit = rowsOfPairs(opened.pairs, items, split.fit.item)
      const backOff = withBackOff ? openedBackOff(opened, grouping) : undefined
      const isEmpty = Object.values(opened).every(({ size }) => size === 0)
      const counts = isEmpty ? undefined : { ...(await itemCounts(fit, items)), backOff }
      const reached = counts
        ? await quality(fit, ['transitions', 'text'], counts)
        : await textAlone()
      return { opened: opened.pairs.size, ...reached }
    },
  }
}
