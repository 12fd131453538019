/**
 * Transitions over at most 5, 10 or 20 events, in pairs: the same encoder and the same other parts of the memory,
 * on beauty's `leave-one-out` validation. To save time the encoder has no teacher, and learns from every fourth
 * example.
 *
 *   node bench/gaps.ts [--data ../shared/data/beauty] [--gaps 5,10,20]
 *
 * HR@10 and NDCG@10 of the memory alone and of the sum, and the mean difference to the first gap with its
 * standard error over the cases.
 */
import { parseArgs } from 'node:util'
import { historyAt, loadDataset, type Sequences, splitDataset } from '../training/data/index.ts'
import { type Ranker, rankMetrics, rankUnseen, targetsAt } from '../training/evaluate/index.ts'
import { deadlineIn, silent } from '../training/progress.ts'
import { type Csr, fromSorted, multiply } from '../training/sparse/index.ts'
import { draftPack, trainStudent } from '../training/student/encoder/index.ts'
import { memoryOf, partsOf } from '../training/student/fit.ts'
import { engineRanker } from '../training/student/index.ts'
import { neighbourLinks } from '../training/student/memory/index.ts'
import { supported } from '../training/student/memory/support.ts'
import { prepare } from '../training/student/prepare.ts'
import { quickChoice } from '../training/student/quick.ts'
import { dampedTransitions, linkRanker } from '../training/teachers/index.ts'
import { digits } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    gaps: { type: 'string', default: '5,10,20' },
  },
})
const GAPS = values.gaps.split(',').map(Number)
const MIN_SUPPORT = 2
/** Of this many examples the encoder learns from one. */
const EVERY = 4
/** Max entries per row of the product with text, as the memory has. */
const MAX_PRODUCT = 128

const began = process.cpuUsage()
const dataset = await loadDataset(values.data)
const split = splitDataset(dataset, 'leave-one-out')
const items = dataset.items.length
const options = {
  preset: 'quick',
  seed: 1,
  threads: 1,
  minSupport: MIN_SUPPORT,
  memory: ['ease', 'transitions', 'text'],
  deadline: deadlineIn(600),
  progress: silent,
} as const
const choice = await quickChoice(dataset, split, options)
const prepared = await prepare(dataset, split, options)
const fitted = await partsOf(prepared, choice.lambda ?? undefined)
const counts = await prepared.fit.counts()
const { tables } = await trainStudent(
  { ...prepared, examples: prepared.examples.filter((_, n) => n % EVERY === 0) },
  choice.settings,
)

const results = GAPS.map((max) => {
  const links = dampedTransitions(gapCounts(split.fit, max))
  const transitions = supported(links, counts, MIN_SUPPORT)
  const { lexical } = fitted.parts
  const parts = {
    ...fitted.parts,
    transitions,
    ...(lexical && { 'lexical-transitions': multiply(lexical, transitions, MAX_PRODUCT) }),
  }
  const memory = memoryOf(prepared, { ...fitted, parts }, choice.memory!)
  const draft = draftPack(tables, choice.settings, prepared.graph.kinds, memory, choice.beta)
  return {
    max,
    alone: casesOf(linkRanker(neighbourLinks(memory.neighbours), memory.decay)),
    fused: casesOf(engineRanker(draft)),
  }
})

/** t_ji of docs/method.md#sequences over gaps of 1 to `max`; every event counts 1. */
function gapCounts({ offsets, item }: Sequences, max: number): Csr {
  const sums = new Map<number, number>()
  for (let row = 0; row + 1 < offsets.length; row++)
    for (let from = offsets[row]; from < offsets[row + 1]; from++)
      for (let to = from + 1; to < offsets[row + 1] && to - from <= max; to++) {
        if (item[from] === item[to]) continue
        const key = item[from] * items + item[to]
        sums.set(key, (sums.get(key) ?? 0) + 0.9 ** (to - from - 1))
      }
  const keys = Float64Array.from(sums.keys()).sort()
  return fromSorted(items, items, {
    row: Int32Array.from(keys, (key) => Math.floor(key / items)),
    column: Int32Array.from(keys, (key) => key % items),
    value: Float32Array.from(keys, (key) => sums.get(key)!),
  })
}

/** HR@10 and NDCG@10 of every validation case. */
function casesOf(ranker: Ranker): { hr: Float64Array; ndcg: Float64Array } {
  const cases = split.valid
  const [hr, ndcg] = [0, 1].map(() => new Float64Array(cases.users.length))
  const out = new Float32Array(items)
  for (let row = 0; row < hr.length; row++) {
    const history = historyAt(cases.input, row, cases.users[row])
    out.fill(0)
    ranker.score(history, out)
    const metrics = rankMetrics(rankUnseen(out, history), targetsAt(cases, row))
    hr[row] = metrics.hr[1]
    ndcg[row] = metrics.ndcg[1]
  }
  return { hr, ndcg }
}

/** Mean; with a reference, the mean difference and its standard error. */
function show(own: Float64Array, reference: Float64Array): string {
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length
  if (own === reference) return digits(mean)
  const gains = own.map((value, n) => value - reference[n])
  const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length
  const square = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / gains.length
  return `${digits(mean)} (${gain.toFixed(4)} ± ${Math.sqrt(square / gains.length).toFixed(4)})`
}

const [first] = results
printTable(
  ['gaps up to', 'memory, HR@10', 'NDCG@10', 'sum, HR@10', 'NDCG@10'],
  results.map(({ max, alone, fused }) => [
    String(max),
    show(alone.hr, first.alone.hr),
    show(alone.ndcg, first.alone.ndcg),
    show(fused.hr, first.fused.hr),
    show(fused.ndcg, first.fused.ndcg),
  ]),
)
const { user, system } = process.cpuUsage(began)
console.log(`${((user + system) / 1e6).toFixed(0)} CPU s, ${split.valid.users.length} cases`)
