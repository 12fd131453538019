/**
 * The stand-in for EASE-R above 20,000 items, and item-knn, on made-up shops or on data: Recall@20 and NDCG@20 on users
 * that were not fitted (`unseen-users`, validation), of all links and of the 32 largest positive ones of an
 * item, and CPU seconds. `--exact` solves EASE-R as a whole beside them, up to 20,000 items.
 *
 *   node bench/ease-large.ts [--items 20000] [--events 600000] [--exact]
 *   node bench/ease-large.ts --data ../shared/data/beauty --exact --lambda 150
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadDataset, splitDataset } from '../training/data/index.ts'
import { evaluateRanker } from '../training/evaluate/index.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { type Csr, interactionMatrix, topPerRow } from '../training/sparse/index.ts'
import {
  columnSquares,
  cosineLinks,
  EaseSolver,
  fitOptions,
  linkRanker,
  localEase,
  sampleRows,
} from '../training/teachers/index.ts'
import { writeShop } from './shop.ts'
import { digits } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '20000' },
    events: { type: 'string', default: '600000' },
    data: { type: 'string' },
    lambda: { type: 'string', default: '50' },
    exact: { type: 'boolean', default: false },
  },
})
const lambda = Number(values.lambda)
const KEPT = 32
const CASES = 2000

const folder = await mkdtemp(join(tmpdir(), 'tacit-ease-'))
try {
  const [items, events] = [Number(values.items), Number(values.events)]
  if (!values.data) await writeShop(folder, { users: Math.round(events / 12), items, events })
  const dataset = await loadDataset(values.data ?? folder)
  const split = splitDataset(dataset, 'unseen-users')
  const { length } = dataset.items
  const run = { preset: 'quick', seed: 1, deadline: FOREVER, progress: silent } as const
  const fit = fitOptions(dataset, split, run)
  const counts = await fit.counts()
  const squares = columnSquares(fit)
  const rows = sampleRows(split.valid.users.length, CASES)
  const judge = (links: Csr) => {
    const { recall, ndcg } = evaluateRanker(linkRanker(links), split.valid, length, rows)
    return `${digits(recall['20'])} / ${digits(ndcg['20'])}`
  }
  const table: string[][] = []
  const measure = async (name: string, make: () => Csr | Promise<Csr>) => {
    const began = process.cpuUsage()
    const links = await make()
    const { user, system } = process.cpuUsage(began)
    const kept = judge(topPerRow(positive(links), KEPT))
    table.push([name, judge(links), kept, ((user + system) / 1e6).toFixed(1)])
    console.error(table.at(-1)!.join(' | '))
  }
  for (const [k, shrink] of [
    [100, 10],
    [200, 10],
    [200, 0],
  ])
    await measure(`\`item-knn\`, k = ${k}, shrink = ${shrink}`, () =>
      cosineLinks(counts.affinity, squares, k, shrink),
    )
  for (const support of [64, 128, 256])
    await measure(`sub-problems of ${support} items`, () =>
      localEase(counts.affinity, squares, { lambda, support }),
    )
  if (values.exact)
    await measure('EASE-R as a whole', async () => {
      const solver = await EaseSolver.create(interactionMatrix(split.fit, length, fit.factors), 1)
      try {
        return solver.solve(lambda).restrict(counts.cooccurrence, 1)
      } finally {
        await solver.dispose()
      }
    })
  console.log(
    `${length} items, ${dataset.item.length} events, ${rows.length} users, λ = ${lambda}\n`,
  )
  printTable(['links', 'all', `${KEPT} largest`, 'CPU s'], table)
} finally {
  await rm(folder, { recursive: true, force: true })
}

function positive(links: Csr): Csr {
  return { ...links, values: links.values.map((value) => Math.max(0, value)) }
}
