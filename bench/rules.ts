/**
 * What rules, diversity and chance cost per list of 10: `node bench/rules.ts`. Prints a table of medians
 * of 30 in milliseconds on artificial catalogues, in brackets the longest task where the page itself
 * makes the list, and the gzip bytes of the code.
 */
import { gzipSync } from 'node:zlib'
import type { Catalogue, Condition, Rule } from '@tacit-rec/pack'
import { build } from 'esbuild'
import type { ClientPack } from '../client/packs.ts'
import { SLICE } from '../client/pauser.ts'
import { planOf, rulesFor, shape } from '../client/shape/index.ts'

const DIM = 64
const RUNS = 30
const where: Condition = { fact: 'brand', in: ['brand 3', 'brand 4'] }
const fresh: Condition = { fact: 'added', newer: 30 }

const CASES: Record<string, Rule[]> = {
  'no rules': [],
  'a filter': [{ filter: where }],
  'a filter, a boost, a cap, a pin, slots': [
    { filter: { fact: 'price', min: 5 } },
    { boost: 1, where },
    { max: 2, per: 'brand' },
    { pin: 'item 77', at: 3 },
    { slots: [2, 5], where: fresh },
  ],
  '50 boosts': Array.from({ length: 50 }, () => ({ boost: 0.1, where })),
  'diversity by items': [{ diversity: 0.5 }],
  exploration: [{ explore: 0.2 }],
}

const sizes = [12_000, 100_000]
console.log(['ms per list (longest task)', ...sizes.map((items) => `${items} items`)].join(' | '))
const shops = sizes.map(shop)
for (const [name, rules] of Object.entries(CASES)) {
  const cells: string[] = []
  for (const one of shops) {
    const [all, task] = await median(one, rules)
    cells.push(`${all.toFixed(2)} (${task.toFixed(1)})`)
  }
  console.log([name, ...cells].join(' | '))
}
for (const [name, files] of Object.entries({
  'conditions and plans': ['condition', 'plan'],
  'the same, and pages': ['condition', 'plan', 'fill'],
  'all of client/shape': ['index'],
}))
  console.log(`${name}: ${await gzipOf(files)} bytes gzip`)

function shop(items: number) {
  const cells = <T>(cell: (n: number) => T) => Array.from({ length: items }, (_, n) => cell(n))
  const catalogue: Catalogue = {
    ids: cells((n) => `item ${n}`),
    price: cells((n) => n % 100),
    extra: {
      brand: cells((n) => `brand ${n % 40}`),
      added: cells((n) => new Date(Date.now() - n * 3_600_000).toISOString()),
    },
  }
  const vectors = Int8Array.from({ length: items * DIM }, () => 255 * Math.random() - 128)
  const pack = { catalogue, items: { vectors }, manifest: { dim: DIM } } as unknown as ClientPack
  return { catalogue, pack, scores: Float32Array.from({ length: items }, () => Math.random()) }
}

/** Milliseconds of a list, and of its longest task on a page without a Worker: medians. */
async function median(
  { catalogue, pack, scores }: ReturnType<typeof shop>,
  rules: Rule[],
): Promise<[all: number, task: number]> {
  const runs: { all: number; task: number }[] = []
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now()
    let task = 0
    let resumed = began
    const ended = () => {
      task = Math.max(task, performance.now() - resumed)
    }
    const pause = async () => {
      if (performance.now() - resumed < SLICE) return
      ended()
      await new Promise((resume) => setTimeout(resume))
      resumed = performance.now()
    }
    await shape({
      scores,
      isOut: () => false,
      plan: planOf(rulesFor(null, undefined, rules), catalogue, Date.now()),
      indexOf: (id) => Number(id.slice(5)),
      limit: 10,
      people: { met: new Map(), bought: new Set(), events: [] },
      seen: 'mixed',
      bought: 'mixed',
      pack,
      seed: run,
      now: Date.now(),
      pause,
    })
    ended()
    runs.push({ all: performance.now() - began, task })
  }
  const middle = (of: 'all' | 'task') => runs.map((run) => run[of]).sort((a, b) => a - b)[RUNS >> 1]
  return [middle('all'), middle('task')]
}

async function gzipOf(files: string[]): Promise<number> {
  const folder = `${import.meta.dirname}/../client/shape`
  const contents = files.map((name) => `export * from '${folder}/${name}.ts'`).join('\n')
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    external: ['@tacit-rec/*'],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
  })
  return gzipSync(outputFiles[0].contents).length
}
