/**
 * Recall, NDCG and HR of the simple teachers and of the student on the public data sets. Each cell is
 * one run of `tacit evaluate`; results are stored in `.tacit/bench-quality.jsonl`.
 *
 *   node bench/quality.ts [--data ../shared/data] [--only 'amazon-book ratio ease standard' …]
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { digits, type Evaluated, type Metric, tacit } from './tacit.ts'
import { printTable, runTrials, type Trial } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    only: { type: 'string', multiple: true, default: [] },
  },
})

const ANY = ['popularity', 'item-knn', 'ease', 'gf-cf', 'lightgcn']
const TIMED = [...ANY, 'transitions', 'text-knn']

/** Data, protocol, metric of the table, and teachers. */
const SETS = [
  { data: 'amazon-book', protocol: 'ratio', quoted: ['recall', '20'], teachers: ANY },
  { data: 'beauty', protocol: 'leave-one-out', quoted: ['hr', '10'], teachers: TIMED },
  { data: 'beauty', protocol: 'unseen-users', quoted: ['recall', '20'], teachers: TIMED },
] as const

/** Expected seconds of a cell. */
const SECONDS = { student: { quick: 300, standard: 1200 }, teacher: 60 }

interface Cell {
  name: string
  title: string
  preset: 'quick' | 'standard'
}

function cellsOf({ data, protocol, teachers }: (typeof SETS)[number]): Cell[] {
  const cell = (title: string, preset: Cell['preset']) => {
    return { name: `${data} ${protocol} ${title} ${preset}`, title, preset }
  }
  const ofTeachers = teachers.map((title) => cell(title, 'standard'))
  return [...ofTeachers, cell('student', 'quick'), cell('student', 'standard')]
}

const trials = SETS.flatMap((set) =>
  cellsOf(set).map(({ name, title, preset }): Trial<Evaluated> => {
    const model = title === 'student' ? ['--student'] : ['--teacher', title]
    const on = ['--data', join(values.data, set.data), '--protocol', set.protocol]
    const run = () => tacit(['evaluate', ...on, ...model, '--preset', preset])
    const seconds = title === 'student' ? SECONDS.student[preset] : SECONDS.teacher
    return { name, seconds, run }
  }),
)
const { only } = values
const results = await runTrials(trials, { store: 'bench-quality.jsonl', only, quick: false })

for (const set of SETS) {
  const { data, protocol } = set
  const [metric, cut]: readonly [Metric, string] = set.quoted
  console.log(`\n${data}, \`${protocol}\`\n`)
  printTable(
    ['model', 'preset', `${metric}@${cut}`, `ndcg@${cut}`, 'time'],
    cellsOf(set).map(({ name, title, preset }) => {
      const result = results.get(name)
      const mark = result?.transductive ? ' (transductive)' : ''
      const cells = result && [result[metric][cut], result.ndcg[cut]].map(digits)
      const time = result && `${Math.round(result.seconds)} s`
      return [title + mark, preset, cells?.[0], cells?.[1], time ?? '']
    }),
  )
}
