/**
 * What a shop with categories and no titles gains from `+hgcl` as its student's graph teacher: HR@10 and
 * HR@20 on the test split of `leave-one-out`, preset `quick`. With and without the comparison of items by
 * the words of their categories. `--share n` keeps every n-th user. EASE-R is left out of memory and
 * teachers, unless `--ease` is given: it takes most of the time. Results are stored in
 * `.tacit/bench-untitled.jsonl`.
 *
 *   node bench/untitled.ts [--data ../shared/data/beauty] [--seeds 1,2,3] [--share 3] [--threads 1] [--ease]
 *     [--only '../shared/data/beauty 1/3 lightgcn words 1'] …
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluate } from '../training/api/index.ts'
import { loadDataset } from '../training/data/index.ts'
import { type Hits, printHits, runTrials, type Trial } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    seeds: { type: 'string', default: '1,2,3' },
    share: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1' },
    ease: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const [share, threads] = [Number(values.share), Number(values.threads)]
const ease = values.ease ? ['ease' as const] : []

let written: Promise<string> | undefined

/** Every n-th user's events, and the items with their categories alone. */
async function untitled(): Promise<string> {
  const { users, items, user, item, time, catalogue } = await loadDataset(values.data)
  const folder = await mkdtemp(join(tmpdir(), 'tacit-untitled-'))
  const events = Array.from(user.keys())
    .filter((e) => user[e] % share === 0)
    .map((e) => `${users[user[e]]},${items[item[e]]},${time![e]}`)
  const lines = items.map((id, i) => JSON.stringify({ id, categories: catalogue.categories?.[i] }))
  await writeFile(join(folder, 'interactions.csv'), `user,item,time\n${events.join('\n')}\n`)
  await writeFile(join(folder, 'items.jsonl'), `${lines.join('\n')}\n`)
  return folder
}

async function measure(graph: string, lexical: boolean, seed: number): Promise<Hits> {
  written ??= untitled()
  const data = await written
  const began = process.cpuUsage().user
  const { hr } = await evaluate({
    data,
    protocol: 'leave-one-out',
    student: true,
    preset: 'quick',
    teachers: [...ease, graph, 'transitions', ...(lexical ? ['text-knn'] : [])],
    memory: [...ease, 'transitions', 'text'],
    lexical,
    seed,
    threads,
  })
  return { hr10: hr['10'], hr20: hr['20'], cpu: (process.cpuUsage().user - began) / 1e6 }
}

const students = [
  { graph: 'lightgcn', lexical: false },
  { graph: 'lightgcn+hgcl', lexical: false },
  { graph: 'lightgcn', lexical: true },
  { graph: 'lightgcn+hgcl', lexical: true },
  { graph: 'lightgcn+irllrec:paper', lexical: true },
]
const trials = values.seeds.split(',').flatMap((seed) =>
  students.map(({ graph, lexical }): Trial<Hits> => {
    const words = lexical ? 'words' : 'no words'
    const name = `${values.data} 1/${share} ${[...ease, graph].join('+')} ${words} ${seed}`
    return { name, seconds: 120, run: () => measure(graph, lexical, Number(seed)) }
  }),
)
try {
  const options = { store: 'bench-untitled.jsonl', only: values.only, quick: false }
  const results = await runTrials(trials, options)
  printHits(trials, results)
} finally {
  if (written) await rm(await written, { recursive: true })
}
