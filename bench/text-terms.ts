/**
 * What IRLLRec's terms bring as a part of the student's loss, on validation, with the items' texts
 * and with the texts shuffled between items; and what weights by the length of a history bring. Sets:
 * beauty, beauty cut to three fitted events a user, the bookshop with its hand-written intents.
 *
 *   node bench/text-terms.ts [--data ../shared/data/beauty] [--sets beauty,sparse,bookshop]
 *     [--seeds 1,2,3] ['{}' '{"pairWeight":0.1}' '{"pairWeight":0.1,"shuffled":true}' …]
 *
 * A tenth of the items has no event in training. *warm*: the next item is one of the others;
 * *newest*: the same cases, only their newest event shown; *cold*: the next item is of that tenth. Of
 * beauty the encoder learns from every third user; the memory and the teachers learn from all.
 *
 * Rates are HR@10, of *cold* HR@20. In brackets the gain in HR@10 + NDCG@10, by which validation
 * judges, over the first change, and its paired standard error. Results are stored in
 * `.tacit/bench-text-terms.jsonl`.
 */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { combine } from '../engine/index.ts'
import {
  type Dataset,
  type History,
  historyAt,
  intentsOfItems,
  loadDataset,
  type Sequences,
  splitDataset,
} from '../training/data/index.ts'
import { itemShare } from '../training/data/protocols/cold-items.ts'
import { rankUnseen, targetsAt } from '../training/evaluate/index.ts'
import { denseVectors } from '../training/intents/index.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { createRandom } from '../training/random.ts'
import { writeSample } from '../training/sample/index.ts'
import {
  defaultSettings,
  draftPack,
  type StudentSettings,
  trainStudent,
} from '../training/student/encoder/index.ts'
import { memoryOf, partsOf } from '../training/student/fit.ts'
import { encodedEvents, engineRanker } from '../training/student/index.ts'
import { partNames, quickBeta, quickMemory } from '../training/student/memory/index.ts'
import { prepare as prepareSplit } from '../training/student/prepare.ts'
import { fitTeachers, quickWeights, withSoftLists } from '../training/student/targets/index.ts'
import { type DenseRows, type DenseTexts, sampleRows } from '../training/teachers/index.ts'
import { mean, pairedGain } from './gain.ts'
import { digits } from './tacit.ts'
import { printTable, runTrials, type Trial } from './trials.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    sets: { type: 'string', default: 'beauty,sparse,bookshop' },
    seeds: { type: 'string', default: '1' },
  },
})

/** The settings that a trial changes; `shuffled` gives every item the texts of another. */
type Change = Partial<StudentSettings> & { shuffled?: boolean }

/** By group of cases: the place of each target in the list of 20, or 20. */
type Places = Record<Group, number[]>
const GROUPS = ['warm', 'newest', 'cold'] as const
type Group = (typeof GROUPS)[number]

interface Result {
  alone: Places
  fused: Places
  /** CPU seconds of the training. */
  cpu: number
}

const OFF = {
  textProjection: 0,
  profileWeight: 0,
  pairWeight: 0,
  translationWeight: 0,
  matchingWeight: 0,
}
const TERMS = [
  { textProjection: 1 },
  { profileWeight: 0.1 },
  { pairWeight: 0.1 },
  { translationWeight: 0.04 },
  { matchingWeight: 0.06 },
  { profileWeight: 0.1, pairWeight: 0.1 },
]
const DEFAULT_CHANGES: Change[] = [
  {},
  ...TERMS.flatMap((change) => [change, { ...change, shuffled: true }]),
  { lengthExponent: 0.5 },
  { lengthExponent: 1 },
]
const HIDDEN_SHARE = 0.1
const MAX_CASES = { warm: 3000, cold: 1500 }
/** Every n-th user of a set teaches the encoder. */
const EVERY: Record<string, number> = { beauty: 3 }
/** Events that the sparse set keeps of a user: three to fit, one to validate, one to test. */
const KEPT = 5
const FOLDER = '.tacit/text-terms'

async function load(set: string): Promise<Dataset> {
  if (set === 'beauty') return loadDataset(values.data)
  const folder = join(FOLDER, set)
  if (!existsSync(join(folder, 'interactions.csv')))
    await (set === 'sparse' ? writeSparse(folder) : writeSample(folder))
  return loadDataset(folder)
}

/** The newest events of every user of beauty. */
async function writeSparse(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await copyFile(join(values.data, 'items.item'), join(folder, 'items.item'))
  const text = await readFile(join(values.data, 'interactions.inter'), 'utf8')
  const byUser = new Map<string, string[]>()
  for (const line of text.trimEnd().split('\n').slice(1)) {
    const [user, item] = line.split('\t')
    byUser.set(user, [...(byUser.get(user) ?? []), item])
  }
  const rows = Array.from(byUser, ([user, items]) =>
    items.slice(-KEPT).map((item, time) => `${user},${item},${time}`),
  )
  await writeFile(join(folder, 'interactions.csv'), `user,item,time\n${rows.flat().join('\n')}\n`)
}

async function prepareSet(set: string) {
  const dataset = await load(set)
  const hidden = dataset.items.map((id) => itemShare(id) < HIDDEN_SHARE)
  const whole = splitDataset(dataset, 'leave-one-out')
  const valid = { ...whole.valid, input: without(whole.valid.input, hidden) }
  const split = { ...whole, fit: without(whole.fit, hidden), valid }
  const options = {
    preset: 'quick',
    seed: 1,
    threads: 1,
    minSupport: 2,
    memory: ['ease', 'transitions', 'text'],
    teachers: ['ease', 'transitions', 'text-knn'],
    intents: givenIntents(dataset),
    deadline: FOREVER,
    progress: silent,
  } as const
  const prepared = await prepareSplit(dataset, split, {
    ...options,
    teachers: [...options.teachers],
  })
  const fitted = await partsOf(prepared, 150)
  const memory = memoryOf(
    prepared,
    fitted,
    quickMemory(split, partNames(options.memory, true, ['lexical'])),
  )
  const { teachers } = await fitTeachers(prepared.fit, prepared.teachers, fitted)
  const weights = await quickWeights(prepared.teachers)
  const weighted = teachers.map((teacher) => ({ teacher, weight: weights[teacher.name] }))
  const every = EVERY[set] ?? 1
  const own = prepared.examples.filter(({ row }) => row % every === 0)
  const examples = withSoftLists(own, weighted, prepared.fit)
  return { ...prepared, examples, built: memory, hidden, valid }
}
type Prepared = Awaited<ReturnType<typeof prepareSet>>
const prepared = new Map<string, Promise<Prepared>>()

/** Histories without the hidden items. */
function without(all: Sequences, hidden: readonly boolean[]): Sequences {
  const kept: number[] = []
  const offsets = new Int32Array(all.offsets.length)
  for (let row = 0; row + 1 < all.offsets.length; row++) {
    for (let e = all.offsets[row]; e < all.offsets[row + 1]; e++)
      if (!hidden[all.item[e]]) kept.push(e)
    offsets[row + 1] = kept.length
  }
  return {
    offsets,
    item: Int32Array.from(kept, (e) => all.item[e]),
    kind: Uint8Array.from(kept, (e) => all.kind[e]),
    age: Float32Array.from(kept, (e) => all.age[e]),
    time: all.time && Float64Array.from(kept, (e) => all.time![e]),
  }
}

/** Vectors of the intents that the catalogue names, if it names any. */
function givenIntents({ catalogue }: Dataset): DenseRows | undefined {
  const intents = intentsOfItems(catalogue)
  if (!intents) return undefined
  const width = 64
  const texts = intents.map((names) => names?.join('\n') ?? '')
  return { width, items: denseVectors(texts, { width, seed: 1 }) }
}

async function measure(set: string, { shuffled, ...change }: Change, seed: number) {
  if (!prepared.has(set)) prepared.set(set, prepareSet(set))
  const data = await prepared.get(set)!
  const { graph, cold, examples } = data
  const texts = data.fit.denseTexts()
  const denseTexts = () => (shuffled && texts ? shuffle(texts) : texts)
  const settings: StudentSettings = { ...defaultSettings(true), ...OFF, ...change }
  const began = process.cpuUsage().user
  const fit = { ...data.fit, seed, denseTexts }
  const { tables } = await trainStudent({ fit, graph, cold, examples }, settings)
  const cpu = (process.cpuUsage().user - began) / 1e6
  const beta = quickBeta('leave-one-out')
  const pack = draftPack(tables, settings, graph.kinds, data.built, beta)
  return { ...judged(data, pack), cpu }
}

function shuffle({ profiles, intents }: DenseTexts): DenseTexts {
  const count = profiles.items.length / profiles.width
  const order = createRandom(7).shuffle(Int32Array.from({ length: count }, (_, i) => i))
  const moved = ({ width, items }: DenseRows): DenseRows => ({
    width,
    items: items.map((_, n) => items[order[Math.floor(n / width)] * width + (n % width)]),
  })
  return { profiles: moved(profiles), intents: intents && moved(intents) }
}

function judged(
  { valid, hidden, graph }: Prepared,
  pack: ReturnType<typeof draftPack>,
): Omit<Result, 'cpu'> {
  const items = hidden.length
  const encoder = engineRanker({ ...pack, neighbours: null })
  const noPrior = { ...pack, items: { ...pack.items, bias: new Float32Array(items) } }
  const zeros = new Float32Array(items)
  const scores = new Float32Array(items)
  const none = (): Places => ({ warm: [], newest: [], cold: [] })
  const [alone, fused] = [none(), none()]
  const judge = (group: Group, shown: History, whole: History, target: number) => {
    const place = () => {
      const at = rankUnseen(scores, whole).indexOf(target)
      return at < 0 ? 20 : at
    }
    encoder.score(shown, scores)
    alone[group].push(place())
    const more = combine(noPrior, zeros, encodedEvents(shown, pack.manifest))
    for (let i = 0; i < items; i++) scores[i] += more[i]
    fused[group].push(place())
  }
  const rows = Int32Array.from(valid.users.keys()).filter(
    (row) => valid.input.offsets[row + 1] > valid.input.offsets[row],
  )
  const isCold = (row: number) => hidden[targetsAt(valid, row)[0]]
  const some = (from: Int32Array, max: number) =>
    Array.from(sampleRows(from.length, max), (n) => from[n])
  for (const row of some(
    rows.filter((row) => !isCold(row)),
    MAX_CASES.warm,
  )) {
    const whole = historyAt(valid.input, row)
    const [target] = targetsAt(valid, row)
    judge('warm', whole, whole, target)
    const { item, kind, age } = whole
    const newest = { item: item.slice(-1), kind: kind.slice(-1), age: age.slice(-1) }
    if (graph.ordered) judge('newest', { ...whole, ...newest }, whole, target)
  }
  for (const row of some(rows.filter(isCold), MAX_CASES.cold)) {
    const whole = historyAt(valid.input, row)
    judge('cold', whole, whole, targetsAt(valid, row)[0])
  }
  return { alone, fused }
}

/** HR@10 + NDCG@10 of a case, as validation judges it. */
function worth(place: number): number {
  return place < 10 ? 1 + 1 / Math.log2(place + 2) : 0
}

/** Hit rate at 10, at 20 for cold items. */
function rate(places: readonly number[], group: Group): string {
  return digits(mean(places.map((place) => Number(place < (group === 'cold' ? 20 : 10)))))
}

const changes = positionals.length
  ? positionals
  : DEFAULT_CHANGES.map((change) => JSON.stringify(change))
const sets = values.sets.split(',')
const seeds = values.seeds.split(',')
const nameOf = (set: string, change: string, seed: string) => `${set} ${change} ${seed}`
const trials = sets.flatMap((set) =>
  seeds.flatMap((seed) =>
    changes.map((change): Trial<Result> => {
      const run = () => measure(set, JSON.parse(change), Number(seed))
      return { name: nameOf(set, change, seed), seconds: set === 'bookshop' ? 30 : 90, run }
    }),
  ),
)
const results = await runTrials(trials, {
  store: 'bench-text-terms.jsonl',
  only: [],
  quick: false,
})
const columns = GROUPS.flatMap((group) => [`${group}, alone`, `${group}, β .1`])
printTable(
  ['set', 'change', ...columns, 'CPU seconds'],
  sets.flatMap((set) =>
    changes.map((change) => {
      const ofSeeds = (c: string) =>
        seeds.flatMap((seed) => results.get(nameOf(set, c, seed)) ?? [])
      const [own, base] = [ofSeeds(change), ofSeeds(changes[0])]
      if (own.length < seeds.length || base.length < seeds.length) return [set, `\`${change}\``]
      const cell = (which: 'alone' | 'fused', group: Group) => {
        const [one, other] = [own, base].map((all) => all.map((result) => result[which][group]))
        const hits = rate(one.flat(), group)
        const worths = (all: number[][]) => all.map((places) => places.map(worth))
        return change === changes[0] ? hits : `${hits} (${pairedGain(worths(one), worths(other))})`
      }
      const cells = GROUPS.flatMap((group) => [cell('alone', group), cell('fused', group)])
      return [set, `\`${change}\``, ...cells, mean(own.map(({ cpu }) => cpu)).toFixed(0)]
    }),
  ),
)
