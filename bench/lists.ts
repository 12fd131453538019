/**
 * What soft lists bring whose teachers have not seen what comes after a prefix, on validation: teachers
 * that were fitted on the same histories (`whole`), on those of the other half of the users (`crossed`),
 * or none. LightGCN ranks by the items of a prefix; `users`: by the embedding of its user, which holds
 * what comes later.
 *
 *   node bench/lists.ts [--data ../shared/data/beauty] [--share 3] [--cases 9000] [--seeds 1,2]
 *     [none whole crossed 'whole lightgcn' 'whole lightgcn users' 'crossed lightgcn']
 *
 * `--share n` trains the encoder on every n-th user; their prefixes have a list, 15,000 of each half at most. In
 * brackets the gain in HR@10 + NDCG@10, by which validation judges, over the first row, and its paired
 * standard error. Results are stored in `.tacit/bench-lists.jsonl`.
 */
import { parseArgs } from 'node:util'
import {
  type Dataset,
  loadDataset,
  pickRows,
  type Split,
  splitDataset,
} from '../training/data/index.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { caseScores } from '../training/student/cases.ts'
import { defaultSettings, draftPack, trainStudent } from '../training/student/encoder/index.ts'
import { memoryOf, partsOf } from '../training/student/fit.ts'
import { engineRanker } from '../training/student/index.ts'
import { partNames, quickMemory } from '../training/student/memory/index.ts'
import { type Prepared, prepare } from '../training/student/prepare.ts'
import { fitTeachers, quickWeights, withSoftLists } from '../training/student/targets/index.ts'
import { fitGraph, sampleRows } from '../training/teachers/index.ts'
import { mean, pairedGain } from './gain.ts'
import { digits } from './tacit.ts'
import { printTable, runTrials, type Trial } from './trials.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    share: { type: 'string', default: '3' },
    cases: { type: 'string', default: '9000' },
    seeds: { type: 'string', default: '1,2' },
  },
})

const DEFAULT_LISTS = [
  'none',
  'whole',
  'crossed',
  'whole lightgcn',
  'whole lightgcn users',
  'crossed lightgcn',
]
const TEACHERS = ['ease', 'transitions', 'text-knn']
const LAMBDA = 150
/** As `quick` trains its graph teacher. */
const GRAPH = { epochs: 30, setting: { learningRate: 3e-3 } }
const HALVES = [0, 1]
const BETAS = [0, 0.05, 0.1, 0.2]

/** The objective of each case at each of {@link BETAS}. */
interface Result {
  cases: number[][]
  /** CPU seconds of lists and training, without the teachers'. */
  cpu: number
}

const optionsOf = (teachers: string[]) => ({
  preset: 'quick' as const,
  seed: 1,
  threads: 1,
  minSupport: 2,
  memory: ['ease', 'transitions', 'text'] as const,
  teachers,
  deadline: FOREVER,
  progress: silent,
})

/** A promise for each name, made once. */
function once<T>(make: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const made = new Map<string, Promise<T>>()
  return (name) => {
    const value = made.get(name) ?? make(name)
    made.set(name, value)
    return value
  }
}

const loaded = once(async (data) => {
  const dataset = await loadDataset(data)
  const split: Split = splitDataset(dataset, 'leave-one-out')
  const options = optionsOf(TEACHERS)
  const prepared = await prepare(dataset, split, options)
  const names = partNames(options.memory, true, ['lexical'])
  const memory = memoryOf(prepared, await partsOf(prepared, LAMBDA), quickMemory(split, names))
  return { dataset, split, prepared, memory }
})

/** Teachers with their weights: their kind as the command names it, and the half whose users they have not seen. */
const fittedOnce = once(async (name) => {
  const [lists, half] = name.split('/')
  const { dataset, split } = await loaded(values.data)
  const words = lists.split(' ')
  const names = words.includes('lightgcn') ? [...TEACHERS, 'lightgcn'] : TEACHERS
  const rows = Int32Array.from({ length: split.fit.offsets.length - 1 }, (_, row) => row)
  const seen = rows.filter((row) => row % 2 !== Number(half))
  const fit = half ? pickRows(split.fit, seen) : split.fit
  return fitted(dataset, { ...split, fit }, names, words.includes('users'))
})

/** Teachers for one half of the users. */
const teachersFor = (lists: string, half: number) =>
  fittedOnce(lists.startsWith('crossed') ? `${lists}/${half}` : lists)

async function fitted(dataset: Dataset, split: Split, names: string[], byUser: boolean) {
  const prepared = await prepare(dataset, split, optionsOf(names))
  const { teachers } = await fitTeachers(
    prepared.fit,
    prepared.teachers,
    await partsOf(prepared, LAMBDA),
  )
  const weights = await quickWeights(prepared.teachers)
  const ownUsers = byUser
    ? await fitGraph('lightgcn', { ...prepared.fit, ...GRAPH, fixed: true })
    : null
  return teachers.map((teacher) => ({
    teacher: (teacher.name === 'lightgcn' && ownUsers) || teacher,
    weight: weights[teacher.name],
  }))
}

async function listed({ examples, fit }: Prepared, lists: string, seed: number) {
  const share = Number(values.share)
  const own = examples.filter(({ row }) => Math.floor(row / 2) % share === seed % share)
  if (lists === 'none') return own
  const halves = []
  for (const half of HALVES) {
    const teachers = await teachersFor(lists, half)
    const some = own.filter(({ row }) => row % 2 === half)
    halves.push(withSoftLists(some, teachers, { ...fit, seed }))
  }
  return halves.flat()
}

async function measure(lists: string, seed: number): Promise<Result> {
  const { dataset, split, prepared, memory } = await loaded(values.data)
  // Their time is not the lists'.
  if (lists !== 'none') for (const half of HALVES) await teachersFor(lists, half)
  const began = process.cpuUsage().user
  const settings = { ...defaultSettings(true), ...(lists === 'none' && { soft: 0 }) }
  const examples = await listed(prepared, lists, seed)
  const fit = { ...prepared.fit, seed }
  const { tables } = await trainStudent({ ...prepared, fit, examples }, settings)
  const cpu = (process.cpuUsage().user - began) / 1e6
  const rows = sampleRows(split.valid.users.length, Number(values.cases))
  const cases = BETAS.map((beta) => {
    const pack = draftPack(tables, settings, prepared.graph.kinds, memory, beta)
    const ranker = engineRanker(beta ? pack : { ...pack, neighbours: null })
    return Array.from(caseScores(ranker, split, dataset.items.length, rows))
  })
  return { cases, cpu }
}

const all = positionals.length ? positionals : DEFAULT_LISTS
const seeds = values.seeds.split(',')
const nameOf = (lists: string, seed: string) =>
  `${values.data} 1/${values.share} ${values.cases} ${lists} ${seed}`
const trials = seeds.flatMap((seed) =>
  all.map((lists): Trial<Result> => {
    return { name: nameOf(lists, seed), seconds: 120, run: () => measure(lists, Number(seed)) }
  }),
)
const results = await runTrials(trials, { store: 'bench-lists.jsonl', only: [], quick: false })
printTable(
  ['lists', ...BETAS.map((beta) => (beta ? `β ${beta}` : 'alone')), 'CPU seconds'],
  all.map((lists) => {
    const ofSeeds = (name: string) => seeds.flatMap((seed) => results.get(nameOf(name, seed)) ?? [])
    const [own, base] = [ofSeeds(lists), ofSeeds(all[0])]
    if (own.length < seeds.length || base.length < seeds.length) return [lists]
    const cells = BETAS.map((_, b) => {
      const [one, other] = [own, base].map((some) => some.map(({ cases }) => cases[b]))
      const score = digits(mean(one.flat()))
      return lists === all[0] ? score : `${score} (${pairedGain(one, other)})`
    })
    return [lists, ...cells, mean(own.map(({ cpu }) => cpu)).toFixed(0)]
  }),
)
