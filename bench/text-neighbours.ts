/**
 * Text neighbours of a large catalogue: seconds, CPU seconds of all threads, and recall@30 of some rows against
 * their exact neighbours. Two sets of made-up titles: of `bench/shop.ts`, whose shelves have words of their own,
 * and of eight words each, drawn from 9,000 by Zipf's law.
 *
 *   node bench/text-neighbours.ts [--items 100000] [--threads 2] [--rows 300] [--only shop]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadDataset } from '../training/data/index.ts'
import { tfidf } from '../training/intents/index.ts'
import { nearestOf } from '../training/intents/lexical/neighbours.ts'
import { nearestByStrongTerms } from '../training/intents/lexical/strong-terms.ts'
import { createRandom } from '../training/random.ts'
import { type Csr, topPerRow } from '../training/sparse/index.ts'
import { sampleRows } from '../training/teachers/index.ts'
import { writeShop } from './shop.ts'
import { digits } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '100000' },
    threads: { type: 'string' },
    rows: { type: 'string', default: '300' },
    only: { type: 'string', multiple: true, default: ['shop', 'zipf'] },
  },
})
const items = Number(values.items)
const threads = values.threads === undefined ? undefined : Number(values.threads)
const NEAREST = 30
const WORDS = 9000
const TITLE = 8

async function shopTitles(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tacit-titles-'))
  try {
    await writeShop(folder, { users: 100, items, events: 1000 })
    return (await loadDataset(folder)).texts!
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function zipfTitles(): string[] {
  const random = createRandom(1)
  // By inversion: rank r has a probability of about 1/(r ln n).
  const word = () => {
    const rank = Math.floor(WORDS ** random.uniform())
    return Math.abs(Math.imul(rank, 0x9e3779b1)).toString(36)
  }
  return Array.from({ length: items }, () => Array.from({ length: TITLE }, word).join(' '))
}

const TITLES: Record<string, () => string[] | Promise<string[]>> = {
  shop: shopTitles,
  zipf: zipfTitles,
}

/** The share of the exact neighbours of some rows that were found; ties by their products. */
function recall(found: Csr, rows: Csr): number {
  const asked = new Set(sampleRows(items, Number(values.rows)))
  const exact = topPerRow(nearestOf(rows, asked, NEAREST), NEAREST)
  let [hits, all] = [0, 0]
  for (const row of asked) {
    const [from, to] = [exact.offsets[row], exact.offsets[row + 1]]
    if (to === from) continue
    const least = exact.values.subarray(from, to).reduce((a, b) => Math.min(a, b)) - 1e-6
    all += to - from
    const own = found.values.subarray(found.offsets[row], found.offsets[row + 1])
    hits += Math.min(to - from, own.filter((value) => value >= least).length)
  }
  return hits / all
}

const table: string[][] = []
for (const name of values.only) {
  const texts = await TITLES[name]()
  const lap = meter()
  const rows = tfidf(texts)
  const weighed = lap()
  const found = await nearestByStrongTerms(rows, NEAREST, { threads })
  const searched = lap()
  table.push([name, String(Math.round(rows.index.length / items)), weighed, searched])
  console.error(table.at(-1)!.join(' | '))
  table.at(-1)!.push(digits(recall(found, rows)))
}
printTable(['titles', 'terms each', 'TF-IDF: s, CPU s', 'neighbours: s, CPU s', 'recall@30'], table)

/** Each call gives seconds and CPU seconds since the one before. */
function meter(): () => string {
  let [began, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    const text = `${((performance.now() - began) / 1000).toFixed(1)}, ${((user + system) / 1e6).toFixed(1)}`
    ;[began, cpu] = [performance.now(), process.cpuUsage()]
    return text
  }
}
