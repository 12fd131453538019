/**
 * Recall, NDCG and HR of the student, of its two halves and of the simple teachers on the public data sets: the
 * table of docs/measurements/quality.md. Each cell is one run of `tacit evaluate`; results are stored in
 * `.tacit/bench-quality.jsonl`, so that a bench that was stopped goes on where it was. The hours of what is
 * missing are printed first.
 *
 *   node bench/quality.ts [--data ../shared/data] [--only 'amazon-book ratio ease standard 1' …]
 *
 * `--only none` prints the results so far.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { EvaluateResult, InspectResult } from '@tacit-rec/training'
import { type AtLength, histories, LENGTHS } from './histories.ts'
import { digits, type Metric, tacit } from './tacit.ts'
import { printTable, runTrials, type Trial } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const PACKS = resolve('.tacit/quality')

interface Set {
  data: 'amazon-book' | 'yelp' | 'beauty'
  protocol: EvaluateResult['protocol']
  /** The metric of the table and its cut-off. */
  quoted: readonly [Metric, string]
  teachers: readonly string[]
  students: readonly Student[]
}

interface Student {
  title: string
  preset: 'quick' | 'standard'
  /** Flags beside `--student`. */
  flags?: readonly string[]
  seeds?: number
}

const SIMPLE = ['popularity', 'item-knn', 'ease', 'gf-cf', 'lightgcn']
const TIMED = [...SIMPLE, 'transitions', 'text-knn']
const MEMORY = 'memory'
const QUICK: Student = { title: 'student', preset: 'quick' }
const STANDARD: Student = { title: 'student', preset: 'standard' }
const LOW_RANK: Student = { title: 'low-rank only', preset: 'quick', flags: ['--memory', 'none'] }
/** With the sentence vectors of beauty, beside its own words. */
const withVectors = (student: Student): Student => ({
  ...student,
  title: `${student.title}, vectors`,
  flags: ['--text-items', join(values.data, 'beauty/item-vectors.safetensors')],
})
const threeSeeds = (student: Student): Student => ({ ...student, seeds: 3 })

const SETS: readonly Set[] = [
  {
    data: 'beauty',
    protocol: 'leave-one-out',
    quoted: ['hr', '10'],
    teachers: [...TIMED, MEMORY],
    students: [
      LOW_RANK,
      threeSeeds(QUICK),
      STANDARD,
      threeSeeds(withVectors(QUICK)),
      threeSeeds(withVectors(STANDARD)),
    ],
  },
  {
    data: 'amazon-book',
    protocol: 'ratio',
    quoted: ['recall', '20'],
    teachers: [...SIMPLE, MEMORY],
    students: [LOW_RANK, threeSeeds(QUICK), threeSeeds(STANDARD)],
  },
  {
    data: 'yelp',
    protocol: 'ratio',
    quoted: ['recall', '20'],
    teachers: [...SIMPLE, MEMORY],
    students: [LOW_RANK, threeSeeds(QUICK), STANDARD],
  },
  {
    data: 'beauty',
    protocol: 'unseen-users',
    quoted: ['recall', '20'],
    teachers: [...TIMED, MEMORY],
    students: [LOW_RANK, QUICK, withVectors(QUICK), withVectors(STANDARD)],
  },
  {
    data: 'amazon-book',
    protocol: 'unseen-users',
    quoted: ['recall', '20'],
    teachers: ['popularity', 'item-knn', 'ease', MEMORY],
    students: [LOW_RANK, QUICK, STANDARD],
  },
  {
    data: 'beauty',
    protocol: 'cold-items',
    quoted: ['recall', '20'],
    teachers: ['popularity', 'nearest-text', MEMORY],
    students: [QUICK, withVectors(QUICK), withVectors(STANDARD)],
  },
]

/** Expected seconds of a cell on two cores. */
const SECONDS = { student: { quick: 250, standard: 1000 }, teacher: 60 }
const HISTORIES = 'beauty histories'

type Result = Pick<
  EvaluateResult,
  Metric | 'seconds' | 'transductive' | 'calibration' | 'membership'
> & {
  /** What a device fetches; of students. */
  transferBytes?: number
}
/** A cell's result, or that of the histories. */
type Stored = Result | AtLength[]

interface Cell {
  title: string
  preset: Student['preset']
  /** One per seed. */
  names: string[]
  student: Student | null
}

function cellsOf({ data, protocol, teachers, students }: Set): Cell[] {
  const cell = (student: Student | null, title: string, preset: Student['preset']): Cell => ({
    title,
    preset,
    names: Array.from(
      { length: student?.seeds ?? 1 },
      (_, n) => `${data} ${protocol} ${title} ${preset} ${n + 1}`,
    ),
    student,
  })
  return [
    ...teachers.map((title) => cell(null, title, 'standard')),
    ...students.map((student) => cell(student, student.title, student.preset)),
  ]
}

async function run(set: Set, { title, preset, student }: Cell, name: string): Promise<Result> {
  const on = ['--data', join(values.data, set.data), '--protocol', set.protocol]
  const settings = ['--preset', preset, '--seed', name.split(' ').at(-1)!]
  if (!student) return tacit(['evaluate', ...on, '--teacher', title, ...settings])
  const pack = packOf(name)
  const flags = ['--student', '--keep-pack', pack, ...(student.flags ?? [])]
  const result = await tacit<Result>(['evaluate', ...on, ...flags, ...settings])
  const { transferBytes } = await tacit<InspectResult>(['inspect', pack])
  return { ...result, transferBytes }
}

function packOf(name: string): string {
  return join(PACKS, name.replace(/[ ,]+/g, '-'))
}

const KEPT = 'beauty unseen-users student quick 1'
const trials: Trial<Stored>[] = [
  ...SETS.flatMap((set) =>
    cellsOf(set).flatMap((cell) =>
      cell.names.map((name) => ({
        name,
        seconds: cell.student ? SECONDS.student[cell.preset] : SECONDS.teacher,
        run: () => run(set, cell, name),
      })),
    ),
  ),
  {
    name: HISTORIES,
    seconds: 120,
    run: () => histories(join(values.data, 'beauty'), packOf(KEPT)),
  },
]
const { only } = values
const results = await runTrials(trials, { store: 'bench-quality.jsonl', only, quick: false })
for (const set of SETS) printSet(set)
printHistories()

function printSet(set: Set): void {
  const { data, protocol, quoted } = set
  const [metric, cut] = quoted
  // Cold items are looked for further down.
  const second = protocol === 'cold-items' ? (['recall', '100'] as const) : (['ndcg', cut] as const)
  console.log(`\n${data}, \`${protocol}\`\n`)
  printTable(
    ['model', 'preset', `${metric}@${cut}`, second.join('@'), 'kB', 'calibration error', 'time'],
    cellsOf(set).map(({ title, preset, names, student }) => {
      const seen = names.flatMap((name) => (results.get(name) as Result | undefined) ?? [])
      if (seen.length === 0) return [title, preset, undefined, undefined, '', '', '']
      const mean = (of: (one: Result) => number | undefined) =>
        seen.reduce((sum, one) => sum + (of(one) ?? Number.NaN), 0) / seen.length
      const each = seen.map((one) => digits(one[metric][cut]))
      const spread = seen.length > 1 ? ` (${each.join(', ')})` : ''
      const error = mean(({ calibration }) => calibration?.error)
      return [
        title + (seen[0].transductive ? ' (transductive)' : ''),
        preset,
        digits(mean((one) => one[metric][cut])) + spread,
        digits(mean((one) => one[second[0]][second[1]])),
        student ? (mean((one) => one.transferBytes) / 1000).toFixed(0) : '',
        Number.isNaN(error) ? '' : digits(error),
        `${Math.round(mean(({ seconds }) => seconds))} s`,
      ]
    }),
  )
}

function printHistories(): void {
  const found = results.get(HISTORIES) as AtLength[] | undefined
  const models = Object.keys(found?.[0].recall ?? {})
  console.log('\nbeauty, `unseen-users`, by length of the history, recall@20\n')
  printTable(
    ['events', 'users', ...models],
    LENGTHS.map((length, n) => [
      String(length),
      found?.[n].users.toString(),
      ...models.map((model) => found && digits(found[n].recall[model])),
    ]),
  )
}
