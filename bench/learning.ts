/**
 * What a memory learns from contributed pairs: the tables of docs/private-learning.md.
 *
 *   node bench/learning.ts [--data ../shared/data/beauty] [--items 2000] [--part table|law|sampled|push|student|encoder|remainders]
 *
 * Keeps the most sold items, with their text vectors, and validates on `leave-one-out`. Seed 1.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { leakOf } from '../contribute/index.ts'
import { type LoadedPack, readSafetensors, writeSafetensors } from '../pack/index.ts'
import { openSimulation } from '../training/api/simulate.ts'
import { distilOptions, studentRun } from '../training/api/student.ts'
import {
  clustersOf,
  findClusters,
  openedBackOff,
  openedPairs,
  pairsByRow,
  rowsOfPairs,
} from '../training/contribute/index.ts'
import {
  type ItemCounts,
  itemCounts,
  loadDataset,
  type Sequences,
  splitDataset,
} from '../training/data/index.ts'
import { evaluateRanker } from '../training/evaluate/index.ts'
import { readItemTexts } from '../training/intents/index.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { createRandom } from '../training/random.ts'
import { distil, engineRanker, fitMemory } from '../training/student/index.ts'
import { itemUsers, type Preset } from '../training/teachers/index.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    items: { type: 'string', default: '2000' },
    part: { type: 'string', default: 'table' },
  },
})

const folder = mkdtempSync(join(tmpdir(), 'tacit-learning-'))
const data = keepMostSold(values.data, Number(values.items))
const common = { data, textItems: join(data, 'item-vectors.safetensors'), threads: 1, seed: 1 }
const ALL = 10_000

const show = (...cells: (string | number)[]) =>
  console.log(cells.map((cell) => `${cell}`.padEnd(16)).join(''))

const shop = await openSimulation(common)
type Rules = Partial<Parameters<typeof shop.given>[0]> & { threshold: number }

async function run(given: Rules, backOff: boolean): Promise<void> {
  const rules = { sample: 1, pairs: 10, epochs: 1, devices: shop.users, ...given }
  const { opened, ...quality } = await shop.given(rules, backOff)
  const { sample, threshold, pairs, devices } = rules
  const leak = leakOf(sample, threshold, 3 * pairs)
  show(
    ...[sample, threshold, pairs === ALL ? 'all' : pairs, devices, backOff ? 'back-off' : 'pairs'],
    ...[opened, text(quality), leak?.epoch.toFixed(2) ?? '-'],
  )
}
const text = ({ hr, ndcg }: { hr: number; ndcg: number }) => `${hr.toFixed(4)} / ${ndcg.toFixed(4)}`

if (['table', 'law', 'sampled'].includes(values.part))
  show('p', 'k', 'm', 'devices', 'layers', 'opened', 'HR / NDCG', 'ε')
if (values.part === 'table')
  for (const pairs of [ALL, 10])
    for (const threshold of pairs === ALL ? [2, 5, 10] : [5, 10])
      for (const backOff of [false, true]) await run({ threshold, pairs }, backOff)
if (values.part === 'table') {
  show('text alone', text(await shop.textAlone()))
  show('watched', text(await shop.watched()))
}
if (values.part === 'law')
  // Devices ÷ k is the same in each line.
  for (const threshold of [1, 2, 5])
    for (const quarters of [1, 2, 4])
      await run(
        {
          threshold: quarters * threshold,
          pairs: ALL,
          devices: Math.round((shop.users * quarters) / 4),
        },
        false,
      )
if (values.part === 'sampled')
  for (const [sample, threshold] of [
    [0.1, 10],
    [0.1, 20],
    [0.25, 20],
    [0.25, 50],
  ])
    for (const devices of [10_000, 100_000, 1_000_000])
      await run({ threshold, sample, devices }, true)

if (values.part === 'push') await push()
if (values.part === 'student') await student()
if (values.part === 'encoder') await encoder()
if (values.part === 'remainders') await remainders()

/** The shop's data as {@link openSimulation} reads it, with what its visitors could give. */
async function visitors() {
  const dataset = await loadDataset(data, { clean: false })
  const split = splitDataset(dataset, 'leave-one-out')
  const { vectors } = await readItemTexts(common, dataset, split, silent)
  const clusters = findClusters(dataset, vectors, 1)!
  const grouping = { cluster: clustersOf(clusters, dataset.items), count: clusters.count }
  const rows = pairsByRow(split.fit, dataset.items.length)
  const given = (threshold: number) => {
    const rules = { threshold, sample: 1, pairs: ALL, devices: rows.length, epochs: 1 }
    return openedPairs(rows, rules, createRandom(1), grouping)
  }
  return { dataset, split, vectors, grouping, given }
}

/** What the students of {@link student} and {@link encoder} are made from and judged on. */
async function students() {
  const { dataset, split, vectors, grouping, given } = await visitors()
  const items = dataset.items.length
  const noEvents: Sequences = {
    offsets: Int32Array.of(0),
    item: new Int32Array(),
    kind: new Uint8Array(),
    age: new Float32Array(),
    time: null,
  }
  /** Cases of one half of the users: settings were chosen on the first, and the second is reported. */
  const halves = [0, 1].map((half) =>
    Int32Array.from(split.valid.users.keys()).filter((row) => row % 2 === half),
  )
  const judged = (draft: LoadedPack, half?: number) => {
    const rows = half === undefined ? undefined : halves[half]
    const { hr, ndcg } = evaluateRanker(engineRanker(draft), split.valid, items, rows)
    return text({ hr: hr[10], ndcg: ndcg[10] })
  }
  const studentOf = async (preset: Preset, threshold: number | null) => {
    let counts: ItemCounts | undefined
    if (threshold) {
      const opened = given(threshold)
      const fit = rowsOfPairs(opened.pairs, items, split.fit.item)
      counts = { ...(await itemCounts(fit, items)), backOff: openedBackOff(opened, grouping) }
    }
    const options = distilOptions(studentRun({ preset, seed: 1, threads: 1 }), silent, { vectors })
    const fit = counts ? noEvents : split.fit
    const began = process.cpuUsage()
    const { draft } = await distil(dataset, { ...split, fit }, { ...options, counts })
    const { user, system } = process.cpuUsage(began)
    return { draft, seconds: `${Math.round((user + system) / 1e6)} s CPU` }
  }
  return { studentOf, judged }
}

/**
 * The whole student of counts against that of histories: spectral rows (preset quick) and an encoder that is trained
 * on paths (standard). Of all cases, and of the half that nothing was chosen on.
 */
async function student(): Promise<void> {
  const { studentOf, judged } = await students()
  const measure = async (name: string, preset: Preset, threshold: number | null) => {
    const { draft, seconds } = await studentOf(preset, threshold)
    show(name, preset, judged(draft), judged(draft, 1), seconds)
  }
  show('learned from', 'preset', 'all cases', 'second half')
  await measure('histories', 'quick', null)
  for (const threshold of [2, 5, 10])
    for (const preset of ['quick', 'standard'] as const)
      await measure(`k = ${threshold}`, preset, threshold)
}

/** The memory's weight beside an encoder that is trained on paths, on the half that settings are chosen on. */
async function encoder(): Promise<void> {
  const { studentOf, judged } = await students()
  for (const threshold of [2, 5, 10]) {
    const { draft, seconds } = await studentOf('standard', threshold)
    const { manifest } = draft
    for (const beta of [0, 0.3, 0.5, 0.8, 1, 1.2, 2]) {
      const score = { ...manifest.score, beta }
      const pack = { ...draft, manifest: { ...manifest, score } }
      show(`k = ${threshold}`, `β = ${beta}`, judged(pack, 0), seconds)
    }
  }
}

/**
 * What the layers tell together: a token of an item and a cluster, less its pairs that opened, leaves devices that
 * gave one of the others. With one other, that would be a pair that fewer than k devices gave. A device that gave
 * two pairs of a token gave the token once, so the remainder is a lower bound.
 */
async function remainders(): Promise<void> {
  const { dataset, grouping, given } = await visitors()
  const { cluster, count } = grouping
  const items = dataset.items.length
  const sizes = new Int32Array(count)
  for (const own of cluster) if (own >= 0) sizes[own]++
  show('k', 'tokens', '1 ≤ left < k', 'min others', 'smallest cluster')
  for (const threshold of [5, 10, 20]) {
    const { pairs, itemCluster, clusterItem } = given(threshold)
    const tokens = [
      ...Array.from(itemCluster, ([token, devices]) => {
        return { item: Math.floor(token / count), of: token % count, isFirst: true, devices }
      }),
      ...Array.from(clusterItem, ([token, devices]) => {
        return { item: token % items, of: Math.floor(token / items), isFirst: false, devices }
      }),
    ].map(({ item, of, isFirst, devices }) => {
      // An item is no pair with itself.
      const others = [...cluster.keys()].filter((other) => cluster[other] === of && other !== item)
      const opened = others
        .map((other) => pairs.get(isFirst ? item * items + other : other * items + item))
        .filter((given) => given !== undefined)
      const left = devices - opened.reduce((sum, given) => sum + given, 0)
      return { left, others: others.length - opened.length }
    })
    const few = tokens.filter(({ left }) => left > 0 && left < threshold)
    const least = Math.min(...few.map(({ others }) => others))
    show(threshold, tokens.length, few.length, least, Math.min(...sizes))
  }
}

/** Bots that give one pair, (popular item, rare item): how many it takes to enter the list of the popular one. */
async function push(): Promise<void> {
  const dataset = await loadDataset(data, { clean: false })
  const split = splitDataset(dataset, 'leave-one-out')
  const { vectors } = await readItemTexts(common, dataset, split, silent)
  const items = dataset.items.length
  const none = { cluster: new Int32Array(items).fill(-1), count: 1 }
  const rules = { threshold: 10, sample: 1, pairs: ALL, devices: shop.users, epochs: 1 }
  const rows = pairsByRow(split.fit, items)
  const { pairs } = openedPairs(rows, rules, createRandom(1), none)
  const users = itemUsers(split.fit, items)
  const order = [...users.keys()].sort((a, b) => users[b] - users[a])
  // 50 attacks at once, each on another list.
  const attacks = Array.from({ length: 50 }, (_, n) => [order[4 * n], order[items - 1 - n]])
  show('bots', 'rare items in the top 10')
  for (const bots of [0, 10, 20, 40, 80, 160, 320]) {
    const pushed = new Map(pairs)
    for (const [i, j] of attacks)
      if (bots)
        pushed.set(i * items + j, Math.min(users[j], (pushed.get(i * items + j) ?? 0) + bots))
    const fit = rowsOfPairs(pushed, items, split.fit.item)
    const run = {
      preset: 'quick',
      seed: 1,
      deadline: FOREVER,
      progress: silent,
      threads: 1,
    } as const
    const teacher = await fitMemory(
      dataset,
      { ...split, fit },
      { ...run, memory: ['transitions', 'text'], minSupport: 1, vectors },
    )
    const listed = attacks.filter(([i, j]) => {
      const out = new Float32Array(items)
      const item = Int32Array.of(i)
      teacher.score({ user: -1, item, kind: new Uint8Array(1), age: Float32Array.of(-1) }, out)
      out[i] = Number.NEGATIVE_INFINITY
      return out.filter((score) => score > out[j]).length < 10
    })
    show(bots, `${listed.length} of ${attacks.length}`)
  }
}

/** A folder with the most sold items only, and the rows of their vectors. */
function keepMostSold(from: string, count: number): string {
  const to = join(folder, 'data')
  mkdirSync(to)
  const [head, ...events] = readFileSync(join(from, 'interactions.inter'), 'utf8')
    .trim()
    .split('\n')
  const sold = new Map<string, number>()
  for (const line of events) {
    const item = line.split('\t')[1]
    sold.set(item, (sold.get(item) ?? 0) + 1)
  }
  const kept = new Set(
    [...sold]
      .sort((a, b) => b[1] - a[1])
      .slice(0, count)
      .map(([item]) => item),
  )
  const own = events.filter((line) => kept.has(line.split('\t')[1]))
  writeFileSync(join(to, 'interactions.inter'), [head, ...own].join('\n'))
  const [titles, ...items] = readFileSync(join(from, 'items.item'), 'utf8').trim().split('\n')
  const places = [...items.keys()].filter((n) => kept.has(items[n].split('\t')[0]))
  writeFileSync(join(to, 'items.item'), [titles, ...places.map((n) => items[n])].join('\n'))
  const vectors = readSafetensors(readFileSync(join(from, 'item-vectors.safetensors'))).get(
    'vectors',
  )!
  const width = vectors.shape[1]
  const rows = vectors.data.slice(0, places.length * width)
  for (const [at, n] of places.entries())
    rows.set(vectors.data.subarray(n * width, (n + 1) * width) as never, at * width)
  const table = { dtype: vectors.dtype, shape: [places.length, width], data: rows }
  writeFileSync(join(to, 'item-vectors.safetensors'), writeSafetensors({ vectors: table as never }))
  return to
}
