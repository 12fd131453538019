/**
 * An adapter of given vectors in closed form, after MaPLe (Khattak et al., CVPR 2023: few learned
 * parameters adapt a frozen encoder), on cold items: Recall@20 of the memory without EASE-R on
 * validation, or of the student on the test, with and without it.
 *
 *   node bench/adapter.ts memory|student [--data ../shared/data/beauty] [--ridge 10 …] [--seeds 1,2,3]
 *     [--cases 6000] [--share 3]
 */
import { parseArgs } from 'node:util'
import { Matrix as Dense, EigenvalueDecomposition, inverse } from 'ml-matrix'
import { type Dataset, loadDataset, type Split, splitDataset } from '../training/data/index.ts'
import { evaluateRanker } from '../training/evaluate/index.ts'
import { vectorNeighbours } from '../training/intents/vector-neighbours.ts'
import { loadModalities, type Matrix } from '../training/intents/vectors.ts'
import { deadlineIn, silent } from '../training/progress.ts'
import { createRandom } from '../training/random.ts'
import { type Csr, fillEmptyRows, multiply } from '../training/sparse/index.ts'
import { withColdRows } from '../training/student/encoder/index.ts'
import { distilledOf, fitPrepared, memoryOf, partsOf } from '../training/student/fit.ts'
import { engineRanker } from '../training/student/index.ts'
import {
  type Cold,
  coldItems,
  fitParts,
  makeMemory,
  namesOf,
  neighbourLinks,
  quickMemory,
} from '../training/student/memory/index.ts'
import type { Parts } from '../training/student/memory/settings.ts'
import { supported } from '../training/student/memory/support.ts'
import { type Prepared, prepare } from '../training/student/prepare.ts'
import { quickChoice } from '../training/student/quick.ts'
import { matricesOf } from '../training/teachers/context.ts'
import { columnSquares, linkRanker, localEase, sampleRows } from '../training/teachers/index.ts'
import { digits } from './tacit.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    ridge: { type: 'string', multiple: true, default: ['30'] },
    rank: { type: 'string', multiple: true, default: ['384'] },
    seeds: { type: 'string', default: '1,2,3' },
    cases: { type: 'string', default: '6000' },
    share: { type: 'string', default: '3' },
    only: { type: 'string', default: 'both' },
  },
})

/**
 * V·R, R·Rᵀ the positive part of W, W the ridge regression of links on pairs of rows:
 * W = (G + λI)⁻¹·Vᵀ·Tr·V·(G + λI)⁻¹, made symmetric, G = VᵀV over the items that have links.
 *
 * @param vectors [N,D]; rows of zeros are ignored
 * @returns [N,rank]
 */
export function adapted(vectors: Matrix, links: Csr, ridge: number, rank: number): Matrix {
  const v = unitRows(vectors)
  const { rows, cols } = vectors
  const row = (i: number) => v.subarray(i * cols, (i + 1) * cols)
  const gram = new Float64Array(cols * cols)
  const meet = new Float64Array(cols * cols)
  const sum = new Float64Array(cols)
  for (let j = 0; j < rows; j++) {
    const [from, to] = [links.offsets[j], links.offsets[j + 1]]
    if (from === to) continue
    sum.fill(0)
    for (let e = from; e < to; e++) {
      const other = row(links.index[e])
      for (let c = 0; c < cols; c++) sum[c] += links.values[e] * other[c]
    }
    const own = row(j)
    for (let a = 0; a < cols; a++) {
      const x = own[a]
      if (x === 0) continue
      for (let b = 0; b < cols; b++) {
        gram[a * cols + b] += x * own[b]
        meet[a * cols + b] += x * sum[b]
      }
    }
  }
  for (let c = 0; c < cols; c++) gram[c * cols + c] += ridge
  const solved = inverse(Dense.from1DArray(cols, cols, gram))
  const w = solved.mmul(Dense.from1DArray(cols, cols, meet)).mmul(solved)
  const both = w.clone().add(w.transpose()).mul(0.5)
  const eigen = new EigenvalueDecomposition(both, { assumeSymmetric: true })
  const [values, q] = [eigen.realEigenvalues, eigen.eigenvectorMatrix]
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a])
  const kept = order.slice(0, rank).filter((k) => values[k] > 0)
  const out = new Float32Array(rows * kept.length)
  for (const [at, k] of kept.entries()) {
    const root = q.getColumn(k).map((x) => x * Math.sqrt(values[k]))
    for (let i = 0; i < rows; i++) {
      let dot = 0
      const own = row(i)
      for (let c = 0; c < cols; c++) dot += own[c] * root[c]
      out[i * kept.length + at] = dot
    }
  }
  return { rows, cols: kept.length, data: out }
}

/** Centred rows of unit length; rows of zeros stay zero. */
function unitRows({ rows, cols, data }: Matrix): Float32Array {
  const present = Array.from({ length: rows }, (_, r) => r).filter((r) =>
    data.subarray(r * cols, (r + 1) * cols).some((x) => x !== 0),
  )
  const mean = new Float64Array(cols)
  for (const r of present) for (let c = 0; c < cols; c++) mean[c] += data[r * cols + c]
  const out = new Float32Array(rows * cols)
  for (const r of present) {
    let squares = 0
    for (let c = 0; c < cols; c++) squares += (data[r * cols + c] - mean[c] / present.length) ** 2
    const factor = 1 / (Math.sqrt(squares) || 1)
    for (let c = 0; c < cols; c++)
      out[r * cols + c] = (data[r * cols + c] - mean[c] / present.length) * factor
  }
  return out
}

const run = {
  preset: 'quick',
  seed: 1,
  threads: 1,
  deadline: deadlineIn(600),
  progress: silent,
  minSupport: 2,
  lexical: false,
} as const

/** Parts and stand-ins with other text neighbours. */
interface Variant {
  name: string
  parts: Parts
  cold: Cold | null
}

async function variantsOf(prepared: Prepared, parts: Parts, vectors: Matrix): Promise<Variant[]> {
  const { fit, cold } = prepared
  const { lexical } = await fit.textNeighbours()
  const variants: Variant[] = [{ name: 'without', parts, cold }]
  const add = (name: string, more: Csr) => {
    const text = lexical ? fillEmptyRows(more, lexical) : more
    const standIns = coldItems(text, fit.users)
    const all = {
      ...parts,
      vectors: more,
      'vectors-transitions': multiply(more, parts.transitions!, 128),
    }
    if (values.only !== 'all')
      variants.push({ name: `${name}, stand-ins only`, parts, cold: standIns })
    if (values.only !== 'stand-ins')
      variants.push({ name: `${name}, all neighbours`, parts: all, cold: standIns })
  }
  const shuffled = createRandom(9).shuffle(Int32Array.from({ length: vectors.rows }, (_, i) => i))
  for (const ridge of values.ridge.map(Number))
    for (const rank of values.rank.map(Number)) {
      const began = process.cpuUsage()
      const more = adapted(vectors, parts.transitions!, ridge, rank)
      const { user } = process.cpuUsage(began)
      const label = `λ ${ridge}, rank ${rank} (${more.cols} kept, ${(user / 1e6).toFixed(1)} CPU s)`
      add(label, await vectorNeighbours([vectors, more], { threads: 1 }))
      if (positionals[1] !== 'shuffled') continue
      const other = more.data.slice()
      for (const [i, j] of shuffled.entries())
        other.set(more.data.subarray(j * more.cols, (j + 1) * more.cols), i * more.cols)
      add(
        `${label} shuffled`,
        await vectorNeighbours([vectors, { ...more, data: other }], { threads: 1 }),
      )
    }
  return variants
}

async function memoryAlone(dataset: Dataset, split: Split, vectors: Vectors) {
  const options = {
    ...run,
    memory: ['transitions', 'text'] as const,
    vectors,
    teachers: ['transitions'],
  }
  const prepared = await prepare(dataset, split, options)
  const { parts } = await partsOf(prepared)
  const rows = sampleRows(split.valid.users.length, Number(values.cases))
  for (const { name, parts: own, cold } of await variantsOf(
    prepared,
    parts,
    matrixOf(vectors, dataset),
  )) {
    const settings = quickMemory(split, namesOf(own))
    const { fit, graph } = prepared
    const memory = makeMemory(own, settings, {
      fit: fit.split.fit,
      users: fit.users,
      kinds: graph.kinds,
      text: graph.text,
      cold,
    })
    const ranker = linkRanker(neighbourLinks(memory.neighbours), settings.decay)
    const { recall, users } = evaluateRanker(
      ranker,
      split.valid,
      dataset.items.length,
      rows,
      undefined,
      [20, 100],
    )
    console.log(
      `${name}: R@20 ${digits(recall['20'])}, R@100 ${digits(recall['100'])}, ${users} users`,
    )
  }
}

/** EASE-R by sub-problems, which take a tenth of the time. */
async function localParts(prepared: Prepared) {
  const { fit, minSupport } = prepared
  const counts = await fit.counts()
  const lambda = 150
  const ease = localEase(counts, columnSquares(fit), { lambda, support: 128 })
  const others = await fitParts(fit, {
    memory: ['transitions', 'text'],
    minSupport,
    needsEase: false,
  })
  return { parts: { ease: supported(ease, counts, minSupport), ...others.parts }, lambda, ease }
}

async function student(dataset: Dataset, split: Split, vectors: Vectors) {
  const rows = sampleRows(split.test.users.length, Number(values.cases))
  const share = Number(values.share)
  let fitted: Awaited<ReturnType<typeof localParts>> | undefined
  let variants: Variant[] | undefined
  for (const seed of values.seeds.split(',').map(Number)) {
    const options = {
      ...run,
      seed,
      memory: ['ease', 'transitions', 'text'] as const,
      vectors,
      teachers: ['ease', 'transitions', 'text-knn'],
    }
    const prepared = await prepare(dataset, split, options)
    const choice = await quickChoice(dataset, split, options)
    fitted ??= await localParts(prepared)
    variants ??= await variantsOf(prepared, fitted.parts, matrixOf(vectors, dataset))
    const examples = prepared.examples.filter(({ row }) => (row + seed) % share === 0)
    const base = await fitPrepared({ ...prepared, examples }, fitted, choice)
    for (const { name, parts, cold } of variants) {
      const memory = memoryOf({ ...prepared, cold }, { ...fitted, parts }, choice.memory!)
      const { draft } = distilledOf(prepared, withColdRows(base.tables, cold), memory, choice)
      const { recall } = evaluateRanker(
        engineRanker(draft),
        split.test,
        dataset.items.length,
        rows,
        undefined,
        [20, 100],
      )
      console.log(
        `seed ${seed}, ${name}: R@20 ${digits(recall['20'])}, R@100 ${digits(recall['100'])}`,
      )
    }
    console.log(`CPU ${(process.cpuUsage().user / 1e6).toFixed(0)} s`)
  }
}

type Vectors = Awaited<ReturnType<typeof loadModalities>>

function matrixOf(vectors: Vectors, { items }: Dataset): Matrix {
  return matricesOf(vectors, items.length)[0]
}

const dataset = await loadDataset(values.data)
const vectors = await loadModalities(values.data, {}, dataset, {
  text: `${values.data}/item-vectors.safetensors`,
})
const split = splitDataset(dataset, 'cold-items')
if (positionals[0] === 'student') await student(dataset, split, vectors)
else await memoryAlone(dataset, split.choose!, vectors)
