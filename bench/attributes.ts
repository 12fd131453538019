/**
 * What `+hgcl` brings to a backbone: HR@10 and HR@20 of the bare one, with the items' categories as
 * attributes, and with the categories of other items. Presets are `quick`: no validation, a fixed
 * number of epochs. `--share n` keeps every n-th user. Results are stored in `.tacit/bench-attributes.jsonl`.
 *
 *   node bench/attributes.ts [--data ../shared/data/beauty] [--backbone lightgcn] [--epochs 60]
 *     [--seeds 1,2,3] [--on valid|test] [--rate 0.003] [--share 3] [--threads 1] '{"attributeWeight":0.1}' …
 */
import { parseArgs } from 'node:util'
import { loadDataset, pickRows, splitDataset } from '../training/data/index.ts'
import { attributesOf } from '../training/data/items/attributes.ts'
import { evaluateRanker } from '../training/evaluate/index.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { createRandom } from '../training/random.ts'
import type { Csr } from '../training/sparse/index.ts'
import { fitGraph, fitOptions } from '../training/teachers/index.ts'
import { type Hits, printHits, runTrials, type Trial } from './trials.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    backbone: { type: 'string', default: 'lightgcn' },
    epochs: { type: 'string', default: '60' },
    seeds: { type: 'string', default: '1,2,3' },
    on: { type: 'string', default: 'test' },
    rate: { type: 'string', default: '0.003' },
    share: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true, default: ['bare', 'own', 'shuffled'] },
  },
})
const { data, backbone, epochs, on } = values

let loaded: ReturnType<typeof load> | undefined

/** The data, without the events and cases of the users that `--share` leaves out. */
async function load() {
  const dataset = await loadDataset(data)
  const split = splitDataset(dataset, 'leave-one-out')
  const isIn = (user: number) => user % Number(values.share) === 0
  const { fit } = split
  const own = Array.from({ length: fit.offsets.length - 1 }, (_, user) => user).filter(isIn)
  const some = pickRows(fit, Int32Array.from(own))
  const cases = on === 'test' ? split.test : split.valid
  const rows = Array.from(cases.users.keys()).filter((row) => isIn(cases.users[row]))
  // The row of a user is their place among those that are in.
  const users = cases.users.map((user) => Math.floor(user / Number(values.share)))
  return {
    dataset,
    split: { ...split, fit: some },
    cases: { ...cases, users },
    rows,
    attributes: attributesOf(dataset.catalogue),
  }
}

async function measure(attributed: string, seed: number, setting: string): Promise<Hits> {
  loaded ??= load()
  const { dataset, split, cases, rows, attributes } = await loaded
  const began = process.cpuUsage().user
  const run = {
    preset: 'quick',
    seed,
    threads: Number(values.threads),
    deadline: FOREVER,
    progress: silent,
  } as const
  const bare = attributed === 'bare'
  const teacher = await fitGraph(bare ? backbone : `${backbone}+hgcl`, {
    ...fitOptions(dataset, split, run),
    attributes: bare ? undefined : attributed === 'own' ? attributes : shuffled(attributes),
    epochs: Number(epochs),
    setting: { learningRate: Number(values.rate), ...(bare ? {} : JSON.parse(setting)) },
  })
  const { hr } = evaluateRanker(teacher, cases, dataset.items.length, rows)
  const cpu = (process.cpuUsage().user - began) / 1e6
  return { hr10: hr['10'], hr20: hr['20'], cpu }
}

/** The attributes of other items. */
function shuffled({ rows, offsets, index, ...rest }: Csr): Csr {
  const order = createRandom(9).shuffle(Int32Array.from({ length: rows }, (_, row) => row))
  const moved = Array.from(order, (row) => index.subarray(offsets[row], offsets[row + 1]))
  const starts = new Int32Array(rows + 1)
  for (const [row, own] of moved.entries()) starts[row + 1] = starts[row] + own.length
  return {
    ...rest,
    rows,
    offsets: starts,
    index: Int32Array.from(moved.flatMap((own) => [...own])),
  }
}

const settings = positionals.length ? positionals : ['{}']
const trials = settings.flatMap((setting) =>
  values.only.flatMap((attributed) =>
    values.seeds.split(',').map((seed): Trial<Hits> => {
      const what = attributed === 'bare' ? '' : ` ${setting}`
      const name = `${data} 1/${values.share} ${on} ${backbone} ${epochs} ${values.rate} ${attributed}${what} ${seed}`
      return { name, seconds: 120, run: () => measure(attributed, Number(seed), setting) }
    }),
  ),
)
const distinct = [...new Map(trials.map((trial) => [trial.name, trial])).values()]
const results = await runTrials(distinct, {
  store: 'bench-attributes.jsonl',
  only: [],
  quick: false,
})
printHits(distinct, results)
