/**
 * The paper's table: every backbone bare on amazon-book and yelp (`ratio`), every framework around
 * every backbone on beauty (`leave-one-out`, its sentence vectors), linear models beside them.
 *
 *   node bench/table.ts [--data ../shared/data] [--only 'yelp sgl 1' …] [--threads N]
 *
 * A graph cell is `tacit teach` into `.tacit/table/NAME`, which goes on from its checkpoint after a
 * kill, then `tacit evaluate` of that RUN; a linear one is `tacit evaluate --tune`. Finished cells lie
 * in `.tacit/bench-table.jsonl`. `--only none` prints what there is.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { digits, type Evaluated, type Metric, tacit } from './tacit.ts'
import { MACHINE, runTrials, type Trial } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    only: { type: 'string', multiple: true, default: [] },
    threads: { type: 'string' },
  },
})

interface Model {
  data: 'amazon-book' | 'yelp' | 'beauty'
  teacher: string
  seeds: number
  /** Expected minutes of a seed, on two cores. */
  minutes: number
  /** What differs from the defaults, chosen on validation. */
  set?: string
  /** docs/method.md#published-numbers: Recall@20 and NDCG@20, on beauty HR@10 and NDCG@10. */
  published?: readonly [number, number]
}

const LINEAR = ['popularity', 'item-knn', 'ease', 'gf-cf']
const BACKBONES = ['lightgcn', 'sgl', 'simgcl', 'dccf', 'bigcf']
const FRAMEWORKS = ['rlmrec-con', 'rlmrec-gen', 'irllrec:paper', 'irllrec:released']

const PUBLISHED: Record<string, readonly [number, number]> = {
  'amazon-book lightgcn': [0.1411, 0.0856],
  'amazon-book sgl': [0.1473, 0.0913],
  'amazon-book simgcl': [0.1512, 0.0919],
  'amazon-book dccf': [0.1517, 0.0943],
  'yelp lightgcn': [0.1157, 0.0733],
  'yelp sgl': [0.1197, 0.0753],
  'yelp simgcl': [0.1254, 0.0801],
  'yelp dccf': [0.1249, 0.08],
  'beauty lightgcn': [0.0415, 0.0201],
  'beauty lightgcn+rlmrec-con': [0.0446, 0.0223],
  'beauty lightgcn+irllrec:paper': [0.0437, 0.0215],
}
const MINUTES: Record<string, number> = { lightgcn: 3, sgl: 14, simgcl: 9, dccf: 25, bigcf: 10 }
/** More than the backbone alone. */
const MORE_MINUTES: Record<string, number> = { 'rlmrec-con': 8, 'rlmrec-gen': 8 }

/** Contrast within 512 triples' nodes, and a rate to match the smaller steps. */
const FRAMED = 'anchors=512,learningRate=0.005'
/** Chosen on validation (docs/measurements.md), or to end sooner than 60 epochs after the best. */
const SETTINGS: Record<string, string> = {
  'amazon-book simgcl': 'patience=8',
  'amazon-book dccf': 'patience=8',
  'amazon-book bigcf': 'learningRate=0.003,patience=5',
  'beauty lightgcn+rlmrec-con': 'anchors=512,learningRate=0.003,patience=30',
  'beauty lightgcn+irllrec:paper': `${FRAMED},prototypes=32,patience=12`,
}

function model(data: Model['data'], teacher: string, seeds = 1): Model {
  const [backbone, framework] = teacher.split('+')
  const minutes = (MINUTES[backbone] ?? 3) + (framework ? (MORE_MINUTES[framework] ?? 25) : 0)
  const name = `${data} ${teacher}`
  return { data, teacher, seeds, minutes, set: SETTINGS[name], published: PUBLISHED[name] }
}

/** In the order in which they are run. */
const MODELS: Model[] = [
  model('amazon-book', 'lightgcn', 3),
  model('yelp', 'lightgcn', 3),
  ...['lightgcn', 'lightgcn+rlmrec-con', 'lightgcn+irllrec:paper'].map((n) =>
    model('beauty', n, 3),
  ),
  ...BACKBONES.slice(1).map((name) => model('amazon-book', name)),
  ...LINEAR.flatMap((name) => [model('amazon-book', name), model('yelp', name)]),
  ...BACKBONES.slice(1).map((name) => model('yelp', name)),
  ...LINEAR.map((name) => model('beauty', name)),
  ...BACKBONES.flatMap((backbone) =>
    ['', ...FRAMEWORKS.map((framework) => `+${framework}`)]
      .map((framework) => backbone + framework)
      .filter(
        (name) => !['lightgcn', 'lightgcn+rlmrec-con', 'lightgcn+irllrec:paper'].includes(name),
      )
      .map((name) => model('beauty', name)),
  ),
]

async function cell({ data, teacher, set }: Model, seed: number): Promise<Evaluated> {
  const folder = join(values.data, data)
  const protocol = ['--protocol', data === 'beauty' ? 'leave-one-out' : 'ratio']
  const evaluate = ['evaluate', '--data', folder, ...protocol, '--teacher']
  if (LINEAR.includes(teacher)) return tacit([...evaluate, teacher, '--tune'])
  const name = [nameOf({ data, teacher }, seed), set].filter(Boolean).join(' ')
  const run = resolve('.tacit/table', name.replace(/[ :]/g, '_'))
  const text = teacher.includes('+') && ['--text-items', join(folder, 'item-vectors.safetensors')]
  if (!existsSync(join(run, 'config.json')))
    await tacit([
      ...['teach', folder, ...protocol, '--teacher', teacher, '--seed', `${seed}`, '--out', run],
      ...(text || []),
      ...(set ? ['--set', set] : []),
      ...(values.threads ? ['--threads', values.threads] : []),
    ])
  return tacit([...evaluate, run])
}

function nameOf({ data, teacher }: Pick<Model, 'data' | 'teacher'>, seed: number): string {
  return `${data} ${teacher} ${seed}`
}

// One seed for every cell, then the others.
const trials = [1, 2, 3].flatMap((seed) =>
  MODELS.filter(({ seeds }) => seed <= seeds).map((model): Trial<Evaluated> => {
    const { set, minutes } = model
    const run = () => cell(model, seed)
    return { name: nameOf(model, seed), set, seconds: minutes * 60, run }
  }),
)
const results = await runTrials(trials, {
  store: 'bench-table.jsonl',
  only: values.only,
  quick: false,
})
for (const data of ['amazon-book', 'yelp', 'beauty'] as const) printModels(data)
console.log(`\n${MACHINE}`)

function printModels(data: Model['data']): void {
  const first: Metric = data === 'beauty' ? 'hr' : 'recall'
  const cuts = [5, 10, 20]
  const heads = cuts.map((k) => `${first}@${k} / ndcg@${k}`)
  console.log(`\n${data}\n\n| model | ${heads.join(' | ')} | published | × | seeds |`)
  console.log(`|---|${'---|'.repeat(cuts.length + 3)}`)
  for (const model of MODELS.filter((model) => model.data === data)) {
    const done = Array.from({ length: model.seeds }, (_, n) => results.get(nameOf(model, n + 1)))
    const seen = done.filter((result) => result !== undefined)
    const mean = (metric: Metric, k: number) =>
      seen.reduce((sum, result) => sum + result[metric][k], 0) / seen.length
    const cells = cuts.map((k) => `${digits(mean(first, k))} / ${digits(mean('ndcg', k))}`)
    const missing = `not run (${(model.minutes / 60).toFixed(1)} h)`
    const [theirs] = model.published ?? []
    const ratio = theirs && seen.length ? mean(first, data === 'beauty' ? 10 : 20) / theirs : NaN
    console.log(
      `| ${[
        model.teacher,
        ...(seen.length ? cells : cuts.map((_, n) => (n ? '' : missing))),
        model.published?.map(digits).join(' / ') ?? '',
        Number.isNaN(ratio) ? '' : ratio.toFixed(3),
        `${seen.length}${spread(seen.map((r) => r[first][data === 'beauty' ? 10 : 20]))}`,
      ].join(' | ')} |`,
    )
  }
}

/** Every seed's number, where there are several. */
function spread(values: readonly number[]): string {
  return values.length > 1 ? `: ${values.map(digits).join(', ')}` : ''
}
