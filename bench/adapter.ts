/**
 * What the adapter brings to cold items (docs/method.md#adapter): Recall@20 and @100 of the student on
 * the test of `cold-items`, with and without it, on the same encoder.
 *
 *   node bench/adapter.ts --data ../shared/data/beauty [--vectors FILE] [--seeds 1,2,3]
 *     [--cases 2500] [--share 8]
 *
 * The preset is `quick`, without words. To save time the encoder learns from every `--share`-th user,
 * EASE-R is solved by sub-problems, LightGCN is no teacher, and `--cases` users are scored.
 */
import { parseArgs } from 'node:util'
import { type Dataset, loadDataset, type Split, splitDataset } from '../training/data/index.ts'
import { cutoffsOf, evaluateRanker } from '../training/evaluate/index.ts'
import { loadModalities } from '../training/intents/vectors.ts'
import { FOREVER, silent } from '../training/progress.ts'
import { withColdRows } from '../training/student/encoder/index.ts'
import { distilledOf, fitPrepared, memoryOf } from '../training/student/fit.ts'
import { engineRanker } from '../training/student/index.ts'
import { fitParts } from '../training/student/memory/index.ts'
import { supported } from '../training/student/memory/support.ts'
import { type Prepared, prepare } from '../training/student/prepare.ts'
import { quickChoice } from '../training/student/quick.ts'
import { columnSquares, localEase, sampleRows } from '../training/teachers/index.ts'
import { digits } from './tacit.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    vectors: { type: 'string', default: '../shared/data/beauty/item-vectors.safetensors' },
    seeds: { type: 'string', default: '1,2,3' },
    cases: { type: 'string', default: '2500' },
    share: { type: 'string', default: '8' },
  },
})
const LAMBDA = 150

const dataset = await loadDataset(values.data)
const vectors = await loadModalities(values.data, {}, dataset, { text: values.vectors })
const split = splitDataset(dataset, 'cold-items')

/** EASE-R by sub-problems, which take a tenth of the time. */
async function partsOf({ fit, minSupport }: Prepared) {
  const counts = await fit.counts()
  const ease = localEase(counts.affinity, columnSquares(fit), { lambda: LAMBDA, support: 128 })
  const others = await fitParts(fit, {
    memory: ['transitions', 'text'],
    minSupport,
    needsEase: false,
  })
  const parts = { ease: supported(ease, counts, minSupport), ...others.parts }
  return { parts, lambda: LAMBDA, ease }
}

function optionsOf(seed: number, adapter: boolean) {
  return {
    preset: 'quick',
    seed,
    threads: 1,
    deadline: FOREVER,
    progress: silent,
    minSupport: 2,
    lexical: false,
    vectors,
    adapter,
    memory: ['ease', 'transitions', 'text'],
    teachers: ['ease', 'transitions', 'text-knn'],
  } satisfies Parameters<typeof prepare>[2]
}

async function prepared(data: Dataset, of: Split, adapter: boolean) {
  const own = await prepare(data, of, optionsOf(1, adapter))
  return { own, fitted: await partsOf(own) }
}

const rows = sampleRows(split.test.users.length, Number(values.cases))
const variants = {
  without: await prepared(dataset, split, false),
  with: await prepared(dataset, split, true),
}
for (const seed of values.seeds.split(',').map(Number)) {
  const { own, fitted } = variants.without
  const examples = own.examples.filter(({ row }) => (row + seed) % Number(values.share) === 0)
  const choice = await quickChoice(dataset, split, optionsOf(seed, false))
  const { tables } = await fitPrepared(
    { ...own, examples, fit: { ...own.fit, seed } },
    fitted,
    choice,
  )
  for (const [name, each] of Object.entries(variants)) {
    const memory = memoryOf(each.own, each.fitted, choice.memory!)
    const cold = withColdRows(tables, each.own.cold)
    const { draft } = distilledOf(each.own, cold, memory, choice)
    const { recall } = evaluateRanker(
      engineRanker(draft),
      split.test,
      dataset.items.length,
      rows,
      undefined,
      cutoffsOf('cold-items'),
    )
    const [at20, at100] = [recall['20'], recall['100']].map(digits)
    console.log(`seed ${seed}, ${name}: Recall@20 ${at20}, @100 ${at100}`)
  }
}
