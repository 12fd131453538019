/**
 * What two terms of the student's training bring, on validation: the teachers' soft lists (ORG-TRL,
 * Zhang et al., CVPR 2020), also for the rarest third of targets, and an intent contrast over two
 * views of a sequence (ICLRec, Chen et al., WWW 2022). HR@10 of the encoder alone and with the
 * memory at β = .1, and the mean cosine between two intents of a person.
 *
 *   node bench/contrast.ts [--data ../shared/data/beauty] [--seeds 1,2,3] [--share 3] [--cases 9000]
 *     ['{"soft":0}' '{"contrast":0.1}' …]
 *
 * `--share n` trains on every n-th user. Results are stored in `.tacit/bench-contrast.jsonl`.
 */
import { parseArgs } from 'node:util'
import { combine, encode } from '../engine/index.ts'
import { historyAt, loadDataset, type Split, splitDataset } from '../training/data/index.ts'
import { rankUnseen, targetsAt } from '../training/evaluate/index.ts'
import { sphericalKMeans } from '../training/export/index.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { createRandom } from '../training/random.ts'
import { interactionMatrix } from '../training/sparse/index.ts'
import { drawBatch } from '../training/student/encoder/batch.ts'
import {
  defaultSettings,
  draftPack,
  type Example,
  listExamples,
  type StudentSettings,
  type StudentTables,
} from '../training/student/encoder/index.ts'
import { StudentModel } from '../training/student/encoder/model.ts'
import { encodedEvents, engineRanker } from '../training/student/index.ts'
import {
  defaultMemory,
  eventDecay,
  fitParts,
  makeMemory,
  namesOf,
} from '../training/student/memory/index.ts'
import { supported } from '../training/student/memory/support.ts'
import { type WeightedTeacher, withSoftLists } from '../training/student/targets/index.ts'
import {
  bestNeighbours,
  columnSquares,
  fitOptions,
  itemUsers,
  linkRanker,
  localEase,
  sampleRows,
  teacherByName,
} from '../training/teachers/index.ts'
import {
  Adam,
  add,
  catalogueSoftmax,
  createRuntime,
  scale,
  Tape,
  type Var,
} from '../training/tensor/index.ts'
import { digits } from './tacit.ts'
import { printTable, runTrials, type Trial } from './trials.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    seeds: { type: 'string', default: '1,2,3' },
    share: { type: 'string', default: '1' },
    cases: { type: 'string', default: '9000' },
  },
})

/** The student's settings, and those of the contrast. */
interface Change extends Partial<StudentSettings> {
  /** λ of the contrast; 0: none. */
  contrast?: number
  contrastTemperature?: number
  /** Centroids of the intents. */
  centroids?: number
}

/** Of one list of cases: the encoder alone, and with the memory. */
interface Hits {
  alone: number
  fused: number
}

interface Result {
  all: Hits
  /** The third of the cases whose target has the fewest users. */
  rare: Hits
  /** Users of the most popular target in that third. */
  rareUsers: number
  alike: number
  cpu: number
}

const BETA = 0.1

async function prepare() {
  const dataset = await loadDataset(values.data)
  const split = splitDataset(dataset, 'leave-one-out')
  const run = { preset: 'quick', seed: 1, threads: 1, deadline: FOREVER, progress: silent } as const
  const fit = fitOptions(dataset, split, run)
  const others = await fitParts(fit, {
    memory: ['transitions', 'text'],
    minSupport: 2,
    needsEase: false,
  })
  // EASE-R by sub-problems, which take a tenth of the time.
  const counts = await fit.counts()
  const ease = localEase(counts.affinity, columnSquares(fit), { lambda: 150, support: 128 })
  const parts = { ease: supported(ease, counts, 2), ...others.parts }
  const graph = {
    interactions: interactionMatrix(split.fit, dataset.items.length),
    text: await bestNeighbours(fit),
    ordered: true,
    kinds: dataset.kinds,
  }
  const memory = makeMemory(parts, defaultMemory(true, namesOf(parts)), {
    fit: split.fit,
    users: fit.users,
    kinds: graph.kinds,
    text: graph.text,
    cold: null,
  })
  const score = linkRanker(ease, eventDecay(true)).score
  const teachers: WeightedTeacher[] = [
    { teacher: { name: 'ease', config: {}, score }, weight: 1 },
    { teacher: await teacherByName('transitions')(fit), weight: 1 },
    { teacher: await teacherByName('text-knn')(fit), weight: 0.5 },
  ]
  return { dataset, split, fit, memory, teachers, graph }
}
type Prepared = Awaited<ReturnType<typeof prepare>>
let prepared: ReturnType<typeof prepare> | undefined

async function measure(change: Change, seed: number): Promise<Result> {
  prepared ??= prepare()
  const data = await prepared
  const began = process.cpuUsage().user
  const settings: StudentSettings = { ...defaultSettings(true), ...change }
  const share = Number(values.share)
  const own = listExamples(data.split.fit, true).filter(({ row }) => (row + seed) % share === 0)
  const examples = settings.soft ? withSoftLists(own, data.teachers, { ...data.fit, seed }) : own
  const tables = await trained(data, examples, settings, change, seed)
  const result = judged(data, tables, settings)
  return { ...result, cpu: (process.cpuUsage().user - began) / 1e6 }
}

/** As `trainStudent` without validation, with the contrast beside the loss. */
async function trained(
  { split, graph }: Prepared,
  examples: readonly Example[],
  settings: StudentSettings,
  { contrast = 0, contrastTemperature = 0.2, centroids = 128 }: Change,
  seed: number,
): Promise<StudentTables> {
  const runtime = await createRuntime({ bytes: 1 << 30, threads: 1 })
  try {
    const model = new StudentModel(runtime, graph, settings, seed)
    const tape = new Tape(runtime)
    const adam = new Adam(runtime, model.parameters, { lr: settings.learningRate })
    const random = createRandom(seed + 1)
    const draw = (some: readonly Example[]) => drawBatch(split.fit, some, settings, random)
    const { batch, dim } = settings
    const last = lastOf(examples)
    for (let epoch = 1; epoch <= settings.epochs; epoch++) {
      let intents: ReturnType<typeof sphericalKMeans> | undefined
      if (contrast) {
        const rows: Float32Array[] = []
        for (let from = 0; from < last.length; from += batch) {
          const { queries } = tape.detached(() =>
            model.encode(tape, draw(last.slice(from, from + batch))),
          )
          rows.push(queries.data.slice())
          tape.reset()
        }
        intents = sphericalKMeans(joined(rows), dim, centroids, seed)
      }
      const order = random.shuffle(Int32Array.from(examples.keys()))
      const pool = epoch > settings.warmEpochs ? settings.pool : 'mean'
      for (let from = 0; from < order.length; from += batch) {
        const chosen = Array.from(order.subarray(from, from + batch), (n) => examples[n])
        const one = draw(chosen)
        const encoded = model.encode(tape, one)
        let loss = model.loss(tape, one, pool, encoded)
        if (intents) {
          const two = model.encode(tape, draw(chosen), encoded.vectors)
          const views = [encoded.queries, two.queries]
          const term = intentContrast(tape, views, intents, contrastTemperature)
          loss = add(tape, loss, scale(tape, term, contrast))
        }
        tape.backward(loss)
        adam.step()
        tape.reset()
      }
    }
    return model.tables(tape)
  } finally {
    await runtime.dispose()
  }
}

/**
 * ICLRec's eq. 9: −log softmax over the centroids of cos(h, c)/τ at the nearest centroid of the first
 * view, the sum over both views. A centroid is a candidate once, so that sequences of the same intent
 * are no negatives of each other.
 */
function intentContrast(
  tape: Tape,
  views: readonly Var[],
  { centroids, count }: ReturnType<typeof sphericalKMeans>,
  temperature: number,
): Var {
  const { rows, cols } = views[0]
  const items = tape.make(count, cols)
  items.data.set(centroids)
  const nearest = Int32Array.from({ length: rows }, (_, r) => {
    let [best, at] = [Number.NEGATIVE_INFINITY, 0]
    for (let k = 0; k < count; k++) {
      let dot = 0
      for (let c = 0; c < cols; c++) dot += views[0].data[r * cols + c] * centroids[k * cols + c]
      if (dot > best) [best, at] = [dot, k]
    }
    return at
  })
  const offsets = Int32Array.from({ length: rows + 1 }, (_, r) => r)
  const targets = { offsets, index: nearest, weight: new Float32Array(rows).fill(1) }
  const [one, two] = views.map((queries) =>
    catalogueSoftmax(
      tape,
      { queries, items, bias: null },
      {
        intents: 1,
        pool: 'max',
        temperature,
        targets,
      },
    ),
  )
  return add(tape, one, two)
}

/** The longest example of each history. */
function lastOf(examples: readonly Example[]): Example[] {
  return [...new Map(examples.map((example) => [example.row, example])).values()]
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const row of rows) {
    out.set(row, at)
    at += row.length
  }
  return out
}

function judged(
  { split, graph, memory, dataset }: Prepared,
  tables: StudentTables,
  settings: StudentSettings,
) {
  const { valid, fit } = split as Split
  const pack = draftPack(tables, settings, graph.kinds, memory, BETA)
  const encoder = engineRanker(draftPack(tables, settings, graph.kinds))
  const items = dataset.items.length
  const noPrior = { ...pack, items: { ...pack.items, bias: new Float32Array(items) } }
  const zeros = new Float32Array(items)
  const users = itemUsers(fit, items)
  const scores = new Float32Array(items)
  const cases = Array.from(sampleRows(valid.users.length, Number(values.cases)), (row) => {
    const history = historyAt(valid.input, row)
    const [target] = targetsAt(valid, row)
    const hit = () => Number(rankUnseen(scores, history, [10]).includes(target))
    encoder.score(history, scores)
    const alone = hit()
    const events = encodedEvents(history, pack.manifest)
    const more = combine(noPrior, zeros, events)
    for (let i = 0; i < items; i++) scores[i] += more[i]
    const { intents } = encode(pack, events)
    return {
      users: users[target],
      alone,
      fused: hit(),
      alike: alikeOf(intents, settings, events.length),
    }
  })
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / of.length
  const hits = (some: typeof cases): Hits => ({
    alone: mean(some.map(({ alone }) => alone)),
    fused: mean(some.map(({ fused }) => fused)),
  })
  const rare = cases.toSorted((a, b) => a.users - b.users).slice(0, Math.floor(cases.length / 3))
  return {
    all: hits(cases),
    rare: hits(rare),
    rareUsers: rare.at(-1)!.users,
    alike: mean(cases.flatMap(({ alike }) => (alike === null ? [] : [alike]))),
  }
}

/** Mean cosine between two intents; null for fewer than four events. */
function alikeOf(intents: Float32Array, { intents: K, dim }: StudentSettings, events: number) {
  if (events < 4) return null
  let sum = 0
  for (let a = 0; a < K; a++)
    for (let b = 0; b < a; b++)
      for (let c = 0; c < dim; c++) sum += intents[a * dim + c] * intents[b * dim + c]
  return (sum * 2) / (K * (K - 1))
}

const changes = positionals.length ? positionals : ['{}', '{"soft":0}', '{"contrast":0.1}']
const seeds = values.seeds.split(',')
const trials = seeds.flatMap((seed) =>
  changes.map((change): Trial<Result> => {
    const name = `${values.data} 1/${values.share} ${values.cases} ${change} ${seed}`
    return { name, seconds: 120, run: () => measure(JSON.parse(change), Number(seed)) }
  }),
)
const results = await runTrials(trials, { store: 'bench-contrast.jsonl', only: [], quick: false })
printTable(
  ['trial', 'alone', 'β .1', 'rarest third alone', 'β .1', 'alike', 'CPU seconds'],
  trials.map(({ name }) => {
    const result = results.get(name)
    if (!result) return [name]
    const { all, rare, alike, cpu } = result
    const hits = [all.alone, all.fused, rare.alone, rare.fused].map(digits)
    return [name, ...hits, alike.toFixed(3), cpu.toFixed(0)]
  }),
)
