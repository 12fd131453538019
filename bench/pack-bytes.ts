/**
 * Bytes of a pack's ranking core and facts, and what its quantization costs: one student (`quick`,
 * seed 1, leave-one-out) with 16 and 24 links an item, its scale, gain and bias as floats and as
 * halves. Then the facts of that catalogue with links, images and prices made up, and of the sample.
 *
 *   node bench/pack-bytes.ts [--data ../shared/data/beauty] [--facts]
 */
import { parseArgs } from 'node:util'
import { buildPack, type Catalogue, type LoadedPack, type PackContents } from '@tacit-rec/pack'
import { readFixed } from '../training/api/dataset.ts'
import { distilOptions, studentRun } from '../training/api/student.ts'
import { splitDataset } from '../training/data/index.ts'
import { evaluateRanker } from '../training/evaluate/index.ts'
import { pruneNeighbours } from '../training/export/index.ts'
import { silent } from '../training/progress.ts'
import { createRandom } from '../training/random.ts'
import { sampleItems } from '../training/sample/index.ts'
import { distil, engineRanker } from '../training/student/index.ts'
import { neighbourLinks } from '../training/student/memory/index.ts'
import type { Distilled } from '../training/student/types.ts'
import { digits } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    /** Measures no student, which takes minutes. */
    facts: { type: 'boolean', default: false },
  },
})

const dataset = await readFixed({ data: values.data }, silent)
if (!values.facts) await core()
await facts()

async function core(): Promise<void> {
  const split = splitDataset(dataset, 'leave-one-out')
  const run = studentRun({ preset: 'quick', seed: 1 })
  const distilled = await distil(dataset, split, distilOptions(run, silent))
  const rows: string[][] = []
  for (const links of [16, 24])
    for (const form of ['floats', 'halves']) {
      const draft = withLinks(form === 'halves' ? distilled.draft : inFloats(distilled), links)
      const { hr, ndcg } = evaluateRanker(engineRanker(draft), split.test, dataset.items.length)
      const cells = [`${links}`, form, digits(hr['10']), digits(ndcg['10'])]
      if (form === 'floats') rows.push([...cells, '', '', ''])
      else rows.push([...cells, ...(await coreBytes(draft))])
    }
  printTable(
    ['links', 'form', 'HR@10', 'NDCG@10', 'neighbours', 'items', 'core, bytes an item'],
    rows,
  )
}

/** The strongest links of each item. */
function withLinks(draft: LoadedPack, links: number): LoadedPack {
  const { neighbours } = draft
  if (!neighbours) return draft
  const pruned = pruneNeighbours(neighbourLinks(neighbours), links, neighbours.scale)
  return { ...draft, neighbours: pruned }
}

/** int8 rows with the unrounded scale, gain and bias, as format 1 had them. */
function inFloats({ draft, tables }: Distilled): LoadedPack {
  const { dim, items } = draft.manifest
  const scale = Float32Array.from({ length: items }, (_, i) => {
    const row = tables.embeddings.subarray(i * dim, (i + 1) * dim)
    return row.reduce((max, x) => Math.max(max, Math.abs(x)), 0) / 127
  })
  const vectors = Int8Array.from(tables.embeddings, (x, n) => {
    const unit = scale[Math.floor(n / dim)]
    return unit && Math.round(x / unit)
  })
  return { ...draft, items: { vectors, scale, gain: tables.gain, bias: tables.bias } }
}

async function coreBytes(draft: LoadedPack): Promise<string[]> {
  const { manifest } = await buildPack(contentsOf(draft, { ids: dataset.catalogue.ids }))
  const of = (role: string) => manifest.files.find((file) => file.role === role)?.bytes ?? 0
  const [neighbours, items] = [of('neighbours'), of('items')]
  return [`${neighbours}`, `${items}`, ((neighbours + items) / manifest.items).toFixed(1)]
}

function contentsOf({ manifest, ...parts }: LoadedPack, catalogue: Catalogue): PackContents {
  const { history, kinds, score, training } = manifest
  return { ...parts, catalogue, name: 'bench', history, kinds, score, training }
}

/** Bytes an item of the facts, of what a shelf shows alone and of all of them. */
async function facts(): Promise<void> {
  const rows: string[][] = []
  for (const [name, catalogue] of [
    ['beauty, made-up links', dressed(dataset.catalogue)],
    ['bookshop sample', sample()],
  ] as const) {
    const { ids, title, url, image, price } = catalogue
    const shown = await factBytes({ ids, title, url, image, price })
    const all = await factBytes(catalogue)
    const n = ids.length
    const each = (bytes: number) => (bytes / n).toFixed(1)
    const { head, facts, details } = all
    rows.push([
      name,
      `${n}`,
      each(all.ids),
      each(shown.facts),
      each(facts),
      each(details),
      `${head}`,
    ])
  }
  printTable(
    ['catalogue', 'items', 'ids', 'title, link, image, price', 'all facts', 'details', 'head'],
    rows,
  )
}

async function factBytes(catalogue: Catalogue) {
  const items = catalogue.ids.length
  const { manifest } = await buildPack({
    ...contentsOf(blank(items), catalogue),
  })
  const bytes = { ids: 0, head: 0, facts: 0, details: 0 }
  for (const file of manifest.files)
    if (file.role in bytes) bytes[file.role as keyof typeof bytes] += file.bytes
  return bytes
}

/** Links with the item's number, images with a hash of their own as shops have them. */
function dressed({ ids, title, categories }: Catalogue): Catalogue {
  const random = createRandom(1)
  const hex = () =>
    Math.floor(random.uniform() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return {
    ids,
    title,
    categories,
    url: ids.map((id) => `https://beauty.example/products/${id}`),
    image: ids.map(() => `https://cdn.beauty.example/images/${hex()}_400x400.jpg`),
    price: ids.map(() => Math.floor(5 + random.uniform() * 60) + 0.99),
  }
}

function sample(): Catalogue {
  const books = sampleItems()
  const column = <T>(of: (book: (typeof books)[number]) => T) => books.map(of)
  return {
    ids: column(({ id }) => id),
    title: column(({ title }) => title),
    categories: column(({ categories }) => categories),
    description: column(({ description }) => description),
    url: column(({ id }) => `https://bookshop.example/books/${id}`),
    price: column(({ price }) => price),
    availability: column(({ availability }) => availability),
    extra: {
      author: column(({ author }) => author),
      year: column(({ year }) => year),
      summary: column(({ summary }) => summary),
    },
  }
}

/** A pack of zeros. */
function blank(items: number): LoadedPack {
  const floats = (length: number) => new Float32Array(length)
  return {
    manifest: {
      format: 2,
      name: 'bench',
      sequence: 1,
      created: new Date(0).toISOString(),
      items,
      dim: 4,
      intents: 1,
      prototypes: 0,
      history: 1,
      kinds: [{ name: 'view', weight: 1 }],
      score: { pool: 'max', temperature: 1, beta: 0, kappa: 1, decay: 1 },
      files: [],
      training: { protocol: 'all', seed: 1, data: '', split: '' },
    },
    weights: { query: floats(4), position: floats(1), kind: floats(1), age: floats(2) },
    items: {
      vectors: new Int8Array(4 * items),
      scale: floats(items),
      gain: floats(items),
      bias: floats(items),
    },
    neighbours: null,
    popularity: floats(items),
    prototypes: [],
    prototypeVectors: floats(0),
    catalogue: { ids: [] },
    rules: null,
    student: null,
    scorer: null,
  }
}
