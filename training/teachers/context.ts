import { TacitError } from '@tacit-rec/pack'
import {
  attributesOf,
  type Dataset,
  type ItemCounts,
  itemCounts,
  kindFactors,
  type Split,
} from '../data/index.ts'
import {
  denseVectors,
  type ItemVectors,
  modalityShares,
  nearestRows,
  nearestVectors,
  TEXT_MODALITY,
  textNeighbours,
  tfidf,
  vectorNeighbours,
} from '../intents/index.ts'
import type { Deadline, Progress } from '../progress.ts'
import { type Csr, fillEmptyRows } from '../sparse/index.ts'
import { itemUsers, warmUsers } from './popularity.ts'
import type {
  DenseRows,
  DenseTexts,
  FitOptions,
  Preset,
  TextNeighbours,
  TextSource,
} from './types.ts'

/** Options of a fit that do not depend on the data. */
export interface RunOptions {
  preset: Preset
  seed: number
  threads?: number
  deadline: Deadline
  progress: Progress
  /** Vectors of the items by modality, in the dataset's order. */
  vectors?: readonly ItemVectors[]
  /** Vectors of the items' intents, in the dataset's order. */
  intents?: DenseRows
  /** False: items are not compared by their words. */
  lexical?: boolean
  /** Counts of a log that is larger than the events; default: those of the fitted events. */
  counts?: ItemCounts
  /** Columns of the items that are attributes beside their categories. */
  attributeColumns?: readonly string[]
  /** Among equal texts, an item of fewer users is no more popular than one of none; default 1. */
  minSupport?: number
}

/** Width of the dense vectors of words that graph teachers learn from. */
const DENSE_WIDTH = 64

/** Neighbours per item: enough to fill a list of 100 after a history of up to 100 items. */
const NEAREST = 200

/** The inputs of a fit. Counts, neighbours and vectors of texts are computed once, on first use. */
export function fitOptions(dataset: Dataset, split: Split, run: RunOptions): FitOptions {
  let counts = run.counts && Promise.resolve(run.counts)
  let neighbours: Promise<TextNeighbours> | undefined
  let dense: DenseTexts | null | undefined
  const items = dataset.items.length
  const factors = run.counts ? null : kindFactors(split.fit, dataset.kinds)
  const users = run.counts
    ? Float32Array.from(run.counts.popularity.users)
    : itemUsers(split.fit, items)
  const showTask: ShowTask = async (label, work) => {
    const task = run.progress.task(label, 1)
    const result = await work()
    task.end()
    return result
  }
  return {
    ...run,
    split,
    items,
    factors,
    counted: run.counts !== undefined,
    users,
    counts: () => {
      counts ??= showTask('counting pairs', () =>
        itemCounts(split.fit, items, { ordered: split.ordered, factors }),
      )
      return counts
    },
    textNeighbours: () => {
      neighbours ??= neighboursOf(dataset, users, run, showTask)
      return neighbours
    },
    textCosines: async () => {
      const { vectors = [], lexical = true, threads } = run
      if (vectors.length > 0)
        return nearestVectors(matricesOf(vectors, items), { k: NEAREST, threads })
      return dataset.texts && lexical ? nearestRows(tfidf(dataset.texts), NEAREST) : null
    },
    denseTexts: () => {
      if (dense === undefined) dense = denseTextsOf(dataset, run)
      return dense
    },
    itemAttributes: () => attributesOf(dataset.catalogue, run.attributeColumns),
  }
}

/** Given vectors of the texts; else of their words. */
function denseTextsOf(
  { texts }: Pick<Dataset, 'texts'>,
  { vectors = [], intents, lexical = true, seed }: RunOptions,
): DenseTexts | null {
  const given = vectors.find(({ name }) => name === TEXT_MODALITY)
  if (given) return { profiles: given, intents }
  if (!texts || !lexical) return null
  const items = denseVectors(texts, { width: DENSE_WIDTH, seed })
  return { profiles: { width: DENSE_WIDTH, items }, intents }
}

/** Whether {@link FitOptions.denseTexts} gives any. */
export function hasDenseTexts(
  { texts }: Pick<Dataset, 'texts'>,
  { vectors = [], lexical = true }: Pick<RunOptions, 'vectors' | 'lexical'>,
): boolean {
  return (texts !== null && lexical) || vectors.some(({ name }) => name === TEXT_MODALITY)
}

type ShowTask = <T>(label: string, work: () => T | Promise<T>) => Promise<T>

export function matricesOf(vectors: readonly ItemVectors[], rows: number) {
  return vectors.map(({ width, items }) => ({ rows, cols: width, data: items }))
}

/** The sources of items' texts that a fit has. */
export function textSources(
  { texts }: Pick<Dataset, 'texts'>,
  { vectors = [], lexical = true }: Pick<RunOptions, 'vectors' | 'lexical'>,
): TextSource[] {
  return [
    ...(texts && lexical ? ['lexical' as const] : []),
    ...(vectors.length > 0 ? ['vectors' as const] : []),
  ]
}

async function neighboursOf(
  { texts, items }: Pick<Dataset, 'texts' | 'items'>,
  users: Float32Array,
  { vectors = [], lexical = true, threads, preset, minSupport = 1 }: RunOptions,
  showTask: ShowTask,
): Promise<TextNeighbours> {
  const neighbours: TextNeighbours = {}
  // The order of items below the min support would tell of single users.
  const popularity = warmUsers(users, minSupport)
  if (texts && lexical)
    neighbours.lexical = await showTask('text neighbours', () =>
      textNeighbours(texts, { popularity, threads }),
    )
  if (vectors.length === 0) return neighbours
  const matrices = matricesOf(vectors, items.length)
  const names = vectors.map(({ name }) => name)
  neighbours.vectors = await showTask(`neighbours by vectors (${names.join(', ')})`, () =>
    vectorNeighbours(matrices, { threads }),
  )
  if (names.length > 1 && preset === 'standard')
    for (const [n, name] of names.entries())
      neighbours[`vectors:${name}`] = await showTask(`neighbours by ${name}`, () =>
        vectorNeighbours([matrices[n]], { threads }),
      )
  return neighbours
}

/** The share of each modality in the neighbours by their mean; undefined with fewer than two. */
export async function sharesOfModalities(
  { vectors = [] }: Pick<RunOptions, 'vectors'>,
  { items, textNeighbours }: Pick<FitOptions, 'items' | 'textNeighbours'>,
): Promise<Record<string, number> | undefined> {
  if (vectors.length < 2) return undefined
  const { vectors: neighbours } = await textNeighbours()
  const shares = modalityShares(matricesOf(vectors, items), neighbours!)
  return Object.fromEntries(vectors.map(({ name }, m) => [name, shares[m]]))
}

/** The error of a teacher that compares items by text if there is no text. */
export function noText(name: string, { lexical = true }: Pick<FitOptions, 'lexical'>): TacitError {
  return new TacitError(
    'teacher/no-text',
    lexical
      ? `teacher "${name}": the items have no text: add an items file with a title, categories ` +
          'or description column, give --text-items FILE, or choose another teacher'
      : `teacher "${name}": --no-lexical leaves nothing to compare items by: give --text-items ` +
          'FILE, or remove --no-lexical',
  )
}

/**
 * Neighbours by vectors, or by words for items without a vector: vectors are the better source
 * (docs/method.md#text-in-the-memory). Null without texts.
 */
export async function bestNeighbours(options: FitOptions): Promise<Csr | null> {
  const { vectors, lexical } = await options.textNeighbours()
  return vectors && lexical ? fillEmptyRows(vectors, lexical) : (vectors ?? lexical ?? null)
}
