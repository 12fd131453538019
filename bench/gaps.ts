/**
 * Transitions over at most 5, 10 or 20 events, in pairs: the same encoder and the same other parts of the memory,
 * on beauty's `leave-one-out` validation. To save time EASE-R is solved by sub-problems, and the encoder has no
 * teacher and learns from every `--every`-th example; 0: the memory alone.
 *
 *   node bench/gaps.ts [--data ../shared/data/beauty] [--gaps 5,10,20] [--cases 11000] [--every 4]
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
import { memoryOf } from '../training/student/fit.ts'
import { engineRanker } from '../training/student/index.ts'
import { fitParts, neighbourLinks } from '../training/student/memory/index.ts'
import { supported } from '../training/student/memory/support.ts'
import { prepare } from '../training/student/prepare.ts'
import { quickChoice } from '../training/student/quick.ts'
import {
  columnSquares,
  dampedTransitions,
  linkRanker,
  localEase,
  sampleRows,
} from '../training/teachers/index.ts'
import { digits } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    gaps: { type: 'string', default: '5,10,20' },
    cases: { type: 'string', default: '11000' },
    every: { type: 'string', default: '4' },
  },
})
const GAPS = values.gaps.split(',').map(Number)
const MIN_SUPPORT = 2
/** Items of a sub-problem. */
const SUPPORT = 128
const EVERY = Number(values.every)
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
const { fit } = prepared
const counts = await fit.counts()
const others = await fitParts(fit, {
  memory: ['transitions', 'text'],
  minSupport: MIN_SUPPORT,
  needsEase: false,
})
const ease = localEase(counts.affinity, columnSquares(fit), {
  lambda: choice.lambda!,
  support: SUPPORT,
})
const fitted = { ...others, parts: { ease: supported(ease, counts, MIN_SUPPORT), ...others.parts } }
const rows = sampleRows(split.valid.users.length, Number(values.cases))
const trained =
  EVERY > 0 &&
  (await trainStudent(
    { ...prepared, examples: prepared.examples.filter((_, n) => n % EVERY === 0) },
    choice.settings,
  ))

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
  const alone = casesOf(linkRanker(neighbourLinks(memory.neighbours), memory.decay))
  const { settings, beta } = choice
  const fused =
    trained &&
    casesOf(engineRanker(draftPack(trained.tables, settings, prepared.graph.kinds, memory, beta)))
  return { max, links: transitions.index.length, alone, fused: fused || undefined }
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
  const [hr, ndcg] = [0, 1].map(() => new Float64Array(rows.length))
  const out = new Float32Array(items)
  for (const [n, row] of rows.entries()) {
    const history = historyAt(cases.input, row, cases.users[row])
    out.fill(0)
    ranker.score(history, out)
    const metrics = rankMetrics(rankUnseen(out, history), targetsAt(cases, row))
    hr[n] = metrics.hr[1]
    ndcg[n] = metrics.ndcg[1]
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
  ['gaps up to', 'transitions', 'memory, HR@10', 'NDCG@10', 'sum, HR@10', 'NDCG@10'],
  results.map(({ max, links, alone, fused }) => [
    String(max),
    String(links),
    show(alone.hr, first.alone.hr),
    show(alone.ndcg, first.alone.ndcg),
    fused && show(fused.hr, first.fused!.hr),
    fused && show(fused.ndcg, first.fused!.ndcg),
  ]),
)
const { user, system } = process.cpuUsage(began)
console.log(`${((user + system) / 1e6).toFixed(0)} CPU s, ${rows.length} cases`)
