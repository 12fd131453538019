import { TacitError } from '@tacit-rec/pack'
import { type Dataset, type ItemCounts, itemCounts, type Split } from '../data/index.ts'
import {
  nearestRows,
  nearestVectors,
  type OrderedVectors,
  textNeighbours,
  tfidf,
  vectorNeighbours,
} from '../intents/index.ts'
import type { Deadline, Progress } from '../progress.ts'
import { type Csr, fillEmptyRows } from '../sparse/index.ts'
import type { FitOptions, Preset, TextNeighbours, TextSource } from './types.ts'

/** What a command says about a fit. */
export interface RunOptions {
  preset: Preset
  seed: number
  threads?: number
  deadline: Deadline
  progress: Progress
  /** Vectors of the items' texts, in the dataset's order. */
  vectors?: Pick<OrderedVectors, 'width' | 'items'>
  /** Whether items are compared by their words; they are unless this is false. */
  lexical?: boolean
}

/** Neighbours enough for the first 100 of a list after histories of up to 100 items. */
const NEAREST = 200

/** Everything that fitting needs; counts and text neighbours are made once, when first asked for. */
export function fitOptions(dataset: Dataset, split: Split, run: RunOptions): FitOptions {
  let counts: Promise<ItemCounts> | undefined
  let neighbours: Promise<TextNeighbours> | undefined
  const items = dataset.items.length
  const show: Show = async (label, work) => {
    const task = run.progress.task(label, 1)
    const result = await work()
    task.end()
    return result
  }
  return {
    ...run,
    split,
    items,
    counts: () => {
      counts ??= show('counting pairs', () =>
        itemCounts(split.fit, items, { ordered: split.ordered }),
      )
      return counts
    },
    textNeighbours: () => {
      neighbours ??= neighboursOf(dataset, run, show)
      return neighbours
    },
    textCosines: async () => {
      const { vectors, lexical = true, threads } = run
      if (vectors) return nearestVectors(matrixOf(vectors, items), { k: NEAREST, threads })
      return dataset.texts && lexical ? nearestRows(tfidf(dataset.texts), NEAREST) : null
    },
  }
}

type Show = <T>(label: string, work: () => T | Promise<T>) => Promise<T>

export function matrixOf({ width, items }: Pick<OrderedVectors, 'width' | 'items'>, rows: number) {
  return { rows, cols: width, data: items }
}

/** Where items' texts come from in a fit. */
export function textSources(
  { texts }: Pick<Dataset, 'texts'>,
  { vectors, lexical = true }: Pick<RunOptions, 'vectors' | 'lexical'>,
): TextSource[] {
  return [
    ...(texts && lexical ? ['lexical' as const] : []),
    ...(vectors ? ['vectors' as const] : []),
  ]
}

async function neighboursOf(
  { texts, items }: Pick<Dataset, 'texts' | 'items'>,
  { vectors, lexical = true, threads }: RunOptions,
  show: Show,
): Promise<TextNeighbours> {
  const found: TextNeighbours = {}
  if (texts && lexical) found.lexical = await show('text neighbours', () => textNeighbours(texts))
  if (!vectors) return found
  const nearest = () => vectorNeighbours(matrixOf(vectors, items.length), { threads })
  found.vectors = await show('neighbours by text vectors', nearest)
  return found
}

/** What a teacher that compares items by text says where there is none. */
export function noText(name: string, { lexical = true }: Pick<FitOptions, 'lexical'>): TacitError {
  return new TacitError(
    'teacher/no-text',
    lexical
      ? `teacher "${name}": the items have no text: add an items file with a title, categories or ` +
          'description column, give --text-items FILE, or choose another teacher'
      : `teacher "${name}": --no-lexical leaves nothing to compare items by: give --text-items ` +
          'FILE, or leave it out',
  )
}

/**
 * The neighbours that say more where there are both (METHOD 3), by words where an item has no
 * vector; null without texts.
 */
export async function bestNeighbours(options: FitOptions): Promise<Csr | null> {
  const { vectors, lexical } = await options.textNeighbours()
  return vectors && lexical ? fillEmptyRows(vectors, lexical) : (vectors ?? lexical ?? null)
}
