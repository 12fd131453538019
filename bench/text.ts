/**
 * The value of text on beauty, with real texts and with texts shuffled between the items: graph
 * teachers with and without text, by how active a user is; the student's memory; cold items. Profiles
 * are the sentence vectors, intents come from `tacit intents` (lexical), and a user's text is the
 * mean of their training items' texts.
 *
 *   node bench/text.ts [--data ../shared/data/beauty] [--only 'leave-one-out lightgcn 1' …]
 *     [--threads N]
 *
 * RUNs of teachers are in `.tacit/text/`; an interrupted one resumes from its checkpoint. Results are
 * stored in `.tacit/bench-text.jsonl`. `--only none` prints the results so far.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readSafetensors, writeSafetensors } from '../pack/index.ts'
import { type Cases, loadDataset, type Split, splitDataset } from '../training/data/index.ts'
import { evaluateRanker, type Ranker } from '../training/evaluate/index.ts'
import { createRandom } from '../training/random.ts'
import { readUnseenRun } from '../training/teachers/run/index.ts'
import { digits, type Metric, tacit } from './tacit.ts'
import { printTable, runTrials, type Trial } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    only: { type: 'string', multiple: true, default: [] },
    threads: { type: 'string' },
  },
})
const FOLDER = resolve('.tacit/text')
const VECTORS = 'item-vectors.safetensors'
const THREADS = values.threads ? ['--threads', values.threads] : []

type Protocol = 'leave-one-out' | 'unseen-users'
type Text = 'real' | 'shuffled'

/** A graph teacher of the table. */
interface Model {
  teacher: string
  /** The best of `RATES` on validation. */
  rate: string
  text?: Text
  /** The loss term that is left out. */
  without?: keyof typeof TERMS
  seeds: number
  minutes: number
}

/** Learning rates, tried for every model on validation of `leave-one-out`. */
const RATES = ['0.001', '0.003', '0.005']
/** Contrast among the nodes of 512 triples, as in bench/table.ts. */
const FRAMED = 'anchors=512,patience=12'
const TERMS = {
  profile: 'profileWeight=0',
  pair: 'pairWeight=0',
  translation: 'translationWeight=0',
  matching: 'matchingWeight=0',
} as const
const IRLLREC = 'lightgcn+irllrec:paper'

/** In the order of the runs. */
const MODELS: Model[] = [
  { teacher: 'lightgcn', rate: '0.003', seeds: 3, minutes: 2 },
  { teacher: IRLLREC, rate: '0.001', text: 'real', seeds: 1, minutes: 8 },
  { teacher: IRLLREC, rate: '0.001', text: 'shuffled', seeds: 1, minutes: 10 },
  { teacher: 'lightgcn+rlmrec-con', rate: '0.003', text: 'real', seeds: 3, minutes: 4 },
  { teacher: 'lightgcn+rlmrec-con', rate: '0.003', text: 'shuffled', seeds: 1, minutes: 4 },
  { teacher: 'lightgcn+rlmrec-gen', rate: '0.003', text: 'real', seeds: 3, minutes: 5 },
  { teacher: 'lightgcn+irllrec:released', rate: '0.005', text: 'real', seeds: 1, minutes: 8 },
  ...(Object.keys(TERMS) as (keyof typeof TERMS)[]).map((without): Model => {
    return { teacher: IRLLREC, rate: '0.001', text: 'real', without, seeds: 1, minutes: 8 }
  }),
]

/** Cells of one `tacit evaluate` each: name, arguments, text. */
const STUDENT = ['--student', '--preset', 'quick']
const BARE = ['--memory', 'ease,transitions']
const GIVEN = ['--text-items', VECTORS]
const MEMORIES: [string, string[], Text][] = [
  ['no text', BARE, 'real'],
  ['lexical', [], 'real'],
  ['vectors', ['--no-lexical', ...GIVEN], 'real'],
  ['both', GIVEN, 'real'],
  ['both, shuffled', GIVEN, 'shuffled'],
]
const COLD: [string, string[], Text][] = [
  ['popularity', ['--teacher', 'popularity'], 'real'],
  ['nearest by text, vectors', ['--teacher', 'nearest-text', '--no-lexical', ...GIVEN], 'real'],
  ['nearest by text, lexical', ['--teacher', 'nearest-text'], 'real'],
  ['student, vectors', [...STUDENT, '--no-lexical', ...GIVEN], 'real'],
  ['student, both', [...STUDENT, ...GIVEN], 'real'],
  ['student, lexical', STUDENT, 'real'],
  ['student, both, shuffled', [...STUDENT, ...GIVEN], 'shuffled'],
]

/** Groups of users by the number of input events: min and max. */
const GROUPS = { all: [1, Infinity], sparse: [1, 5], middle: [6, 10], active: [11, Infinity] }
type Group = keyof typeof GROUPS
type Scores = Record<Metric, Record<string, number>>
type Result = { all: Scores } & Partial<Record<Group, Scores>>

/** The data with the texts and vectors of the items shuffled between them. */
function shuffledData(): string {
  const folder = join(FOLDER, 'beauty-shuffled')
  if (existsSync(join(folder, VECTORS))) return folder
  // A folder without vectors was left by an interrupted run.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const lines = readFileSync(join(values.data, 'items.item'), 'utf8').trimEnd().split('\n')
  const [head, ...rows] = lines.map((line) => line.split('\t'))
  const own = head.indexOf('item_id:token')
  const from = createRandom(1).shuffle(Int32Array.from(rows.keys()))
  const mixed = rows.map((row, n) => rows[from[n]].with(own, row[own]))
  const text = [head, ...mixed].map((cells) => `${cells.join('\t')}\n`).join('')
  writeFileSync(join(folder, 'items.item'), text)
  symlinkSync(resolve(values.data, 'interactions.inter'), join(folder, 'interactions.inter'))
  const file = join(values.data, VECTORS)
  const { shape, data } = readSafetensors(readFileSync(file), file).get('vectors')!
  const given = data as Float32Array
  const vectors = new Float32Array(given.length)
  const [, width] = shape
  for (const [n, other] of from.entries())
    vectors.set(given.subarray(other * width, (other + 1) * width), n * width)
  const tensor = { dtype: 'F32' as const, shape, data: vectors }
  writeFileSync(join(folder, VECTORS), writeSafetensors({ vectors: tensor }))
  return folder
}

function dataOf(text: Text = 'real'): string {
  return text === 'real' ? values.data : shuffledData()
}

/** The folder of intents of a split, written by `tacit intents`. */
async function intentsOf(text: Text, protocol: Protocol): Promise<string> {
  const out = join(FOLDER, `intents-${protocol}-${text}`)
  if (!existsSync(join(out, 'intents.json')))
    await tacit(['intents', dataOf(text), '--protocol', protocol, '--out', out])
  return out
}

/** Value of `--set`. */
function settingsOf({ teacher, text, without, rate }: Model): string {
  const intents = teacher.includes('irllrec') ? ['prototypes=32'] : []
  const framed = text ? [FRAMED, ...intents, ...(without ? [TERMS[without]] : [])] : []
  return [`learningRate=${rate}`, ...framed].join(',')
}

/** Folder of a model's RUN, fitted if it is missing. */
async function runOf(model: Model, protocol: Protocol, seed: number) {
  const { teacher, text } = model
  const data = dataOf(text)
  const set = settingsOf(model)
  const run = join(FOLDER, `${nameOf(model, protocol, seed)} ${set}`.replace(/[ :]/g, '_'))
  if (!existsSync(join(run, 'config.json')))
    await tacit([
      ...['teach', data, '--protocol', protocol, '--teacher', teacher],
      ...['--seed', `${seed}`, '--set', set, '--out', run],
      ...THREADS,
      ...(text ? ['--text-items', join(data, VECTORS)] : []),
      ...(text ? ['--intents', await intentsOf(text, protocol)] : []),
    ])
  return run
}

async function tried(model: Model): Promise<Result> {
  const run = await runOf(model, 'leave-one-out', 1)
  return { all: JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')).validation }
}

async function judged(model: Model, protocol: Protocol, seed: number): Promise<Result> {
  const run = await runOf(model, protocol, seed)
  const dataset = await loadDataset(dataOf(model.text))
  const split: Split = splitDataset(dataset, protocol)
  return byGroup(await readUnseenRun(run, dataset, split), split.test, dataset.items.length)
}

function byGroup(ranker: Ranker, test: Cases, items: number): Result {
  const events = Array.from(test.users, (_, r) => test.input.offsets[r + 1] - test.input.offsets[r])
  const of = ([min, max]: readonly number[]) => {
    const rows = [...events.keys()].filter((r) => events[r] >= min && events[r] <= max)
    const { recall, ndcg, hr } = evaluateRanker(ranker, test, items, rows)
    return { recall, ndcg, hr }
  }
  const groups = Object.entries(GROUPS).map(([name, range]) => [name, of(range)])
  return Object.fromEntries(groups) as Result
}

async function evaluated(
  args: readonly string[],
  text: Text,
  protocol: Protocol | 'cold-items',
): Promise<Result> {
  const data = dataOf(text)
  const files = args.map((arg) => (arg === VECTORS ? join(data, VECTORS) : arg))
  const command = ['evaluate', '--data', data, '--protocol', protocol, ...THREADS]
  const all = await tacit([...command, ...files])
  return { all }
}

function nameOf({ teacher, text, without }: Model, protocol: Protocol, seed: number): string {
  const minus = without && `-${without}`
  return [protocol, teacher, text, minus, seed].filter(Boolean).join(' ')
}

const PROTOCOLS = ['leave-one-out', 'unseen-users'] as const
const trialsOf = (models: readonly Model[], seeds: readonly number[]) =>
  PROTOCOLS.flatMap((protocol) =>
    seeds.flatMap((seed) =>
      models
        .filter((model) => seed <= model.seeds)
        .map((model): Trial<Result> => {
          const [name, set] = [nameOf(model, protocol, seed), settingsOf(model)]
          const run = () => judged(model, protocol, seed)
          return { name, set, seconds: model.minutes * 60, run }
        }),
    ),
  )
const memories = PROTOCOLS.flatMap((protocol) =>
  MEMORIES.map(([title, args, text]): Trial<Result> => {
    const run = () => evaluated(['--teacher', 'memory', ...args], text, protocol)
    return { name: `${protocol} memory ${title}`, seconds: 300, run }
  }),
)
const cold = COLD.map(([title, args, text]): Trial<Result> => {
  return {
    name: `cold-items ${title}`,
    seconds: 200,
    run: () => evaluated(args, text, 'cold-items'),
  }
})
const tuned = MODELS.filter(({ text, without }) => text !== 'shuffled' && !without)
const tries = tuned.flatMap((model) =>
  RATES.map((rate): Trial<Result> => {
    const trial = { ...model, rate }
    const [name, set] = [`rate ${model.teacher} ${rate}`, settingsOf(trial)]
    return { name, set, seconds: model.minutes * 60, run: () => tried(trial) }
  }),
)
// First LightGCN and IRLLRec with real and shuffled text, then the others, then more seeds.
const [first, rest] = [MODELS.slice(0, 3), MODELS.slice(3)]
const results = await runTrials(
  [
    ...[...trialsOf(first, [1]), ...memories, ...cold, ...trialsOf(rest, [1]), ...tries],
    ...trialsOf(MODELS, [2, 3]),
  ],
  { store: 'bench-text.jsonl', only: values.only, quick: false },
)

print(
  'leave-one-out, validation, hr@20',
  ['model', ...RATES],
  tuned.map(({ teacher }) => [
    teacher,
    ...RATES.map((rate) => {
      const reached = results.get(`rate ${teacher} ${rate}`)
      return reached && digits(reached.all.hr['20'])
    }),
  ]),
)
for (const protocol of PROTOCOLS) {
  const [metric, cut]: [Metric, string] =
    protocol === 'unseen-users' ? ['recall', '20'] : ['hr', '10']
  const show = (scores?: Scores) =>
    scores && `${digits(scores[metric][cut])} / ${digits(scores.ndcg[cut])}`
  const groups = Object.keys(GROUPS) as Group[]
  print(
    `${protocol}, ${metric}@${cut} / ndcg@${cut}`,
    ['model', 'text', ...groups, 'seeds'],
    MODELS.map((model) => {
      const done = Array.from({ length: model.seeds }, (_, n) =>
        results.get(nameOf(model, protocol, n + 1)),
      ).filter((result) => result !== undefined)
      const hours = `not run (${(model.minutes / 60).toFixed(1)} h a seed)`
      const mean = (group: Group) => show(meanOf(done.map((result) => result[group]!)))
      const minus = model.without ? `, without ${model.without}` : ''
      const cells = groups.map((group, n) => (done.length ? mean(group) : n ? '' : hours))
      return [model.teacher + minus, model.text ?? '', ...cells, `${done.length}`]
    }),
  )
  print(
    `${protocol}, ${metric}@${cut} / ndcg@${cut}`,
    ['text', 'memory'],
    MEMORIES.map(([title]) => [title, show(results.get(`${protocol} memory ${title}`)?.all)]),
  )
}
print(
  'cold-items',
  ['model', 'recall@20', 'recall@100'],
  COLD.map(([title]) => {
    const recall = results.get(`cold-items ${title}`)?.all.recall
    return [title, ...['20', '100'].map((k) => recall && digits(recall[k]))]
  }),
)

function meanOf(all: readonly Scores[]): Scores | undefined {
  if (!all.length) return undefined
  const mean = (metric: Metric) => {
    const cuts = Object.keys(all[0][metric])
    const at = (k: string) => all.reduce((sum, one) => sum + one[metric][k], 0) / all.length
    return Object.fromEntries(cuts.map((k) => [k, at(k)]))
  }
  return { recall: mean('recall'), ndcg: mean('ndcg'), hr: mean('hr') }
}

function print(
  title: string,
  columns: readonly string[],
  rows: readonly (string | undefined)[][],
): void {
  console.log(`\n${title}\n`)
  printTable(columns, rows)
}
