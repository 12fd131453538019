import { TacitError } from '@tacit-rec/pack'
import type { Dataset, Sequences, Split } from '../data/index.ts'
import { denseVectors, reduceVectors } from '../intents/index.ts'
import { fitOptions, matrixOf, type RunOptions, type TextNeighbours } from '../teachers/index.ts'
import type { Distilled } from './distil.ts'
import { draftPack, type Memory } from './draft.ts'
import {
  buildMemory,
  defaultMemory,
  filledRows,
  type MemorySettings,
  memoryScale,
  neighbourLinks,
  type PartName,
  textUnit,
} from './memory.ts'
import { type StudentTables, startAttention } from './model.ts'
import { defaultSettings } from './settings.ts'

/** Weight of the text neighbours beside the encoder: they compare texts better than its SVD does. */
const BETA = 0.3
const UNTAUGHT = { ...defaultSettings(true), queryScale: 0 }

/**
 * A student of a catalogue that nobody touched yet, or hardly anybody: z are the texts' dense
 * vectors, those of a text model where they are given; the encoder is the closed form that training
 * would start from; the memory sums the text neighbours of every source; and each item has the same
 * prior. Histories are taken to have an order, as they do on a device.
 *
 * @throws TacitError `student/nothing`, `student/no-examples` where the items have no text either
 */
export async function untaughtStudent(
  dataset: Dataset,
  split: Split,
  options: RunOptions & { memory: readonly string[]; minSupport: number },
): Promise<Distilled> {
  const { texts, items, kinds } = dataset
  const { vectors, seed } = options
  const parts = await fitOptions(dataset, split, options).textNeighbours()
  const sources = Object.keys(parts) as PartName[]
  if (!sources.length) throw nothingToLearn(dataset, options.minSupport)
  if (dataset.user.length)
    options.progress.note(
      `${notShared(dataset, options.minSupport)}, so its events teach nothing yet: texts alone do`,
    )
  const { dim } = UNTAUGHT
  const tables: StudentTables = {
    embeddings: vectors
      ? reduceVectors(matrixOf(vectors, items.length), dim, seed)
      : denseVectors(texts!, { width: dim, seed }),
    gain: new Float32Array(items.length).fill(1),
    bias: new Float32Array(items.length),
    weights: startAttention(UNTAUGHT, kinds, true),
  }
  const settings = options.memory.includes('text') ? defaultMemory(true, sources) : null
  const memory = settings && textMemory(parts, settings, items.length)
  const beta = memory ? BETA : 0
  return {
    draft: draftPack(tables, UNTAUGHT, kinds, memory, beta),
    tables,
    memory,
    untaught: true,
    choice: {
      ...{ settings: UNTAUGHT, memory: settings, lambda: null, beta },
      ...{ teachers: {}, lightGcnEpochs: 0 },
    },
  }
}

function notShared({ name }: Dataset, minSupport: number): string {
  return `${name}: no user has two different items that ${minSupport} users or more touched`
}

function nothingToLearn(dataset: Dataset, minSupport: number): TacitError {
  if (dataset.user.length)
    return new TacitError(
      'student/no-examples',
      `${notShared(dataset, minSupport)}, so there is nothing to learn from: give more events, ` +
        'texts of the items, or a lower --min-support',
    )
  return new TacitError(
    'student/nothing',
    `${dataset.name}: neither an event nor a text, so there is nothing to learn from: add ` +
      'interactions.*, a title, categories or description column to the items file, or ' +
      '--text-items (and leave --no-lexical out)',
  )
}

/** As the memory of a taught one, with σ and κ over histories of one item each. */
function textMemory(parts: TextNeighbours, settings: MemorySettings, items: number): Memory {
  const alone = everyItemAlone(items)
  const neighbours = buildMemory(parts, settings, alone)
  const { decay, weights } = settings
  const links = neighbourLinks(neighbours)
  const kappa = memoryScale(links, alone, filledRows(alone, items), decay, Float32Array.of(1))
  const { lexical = 0, vectors = 0 } = weights
  const unit = textUnit((parts.vectors ?? parts.lexical)!, settings, alone)
  return { neighbours, decay, kappa, text: { unit, weight: lexical + vectors } }
}

function everyItemAlone(items: number): Sequences {
  return {
    offsets: Int32Array.from({ length: items + 1 }, (_, r) => r),
    item: Int32Array.from({ length: items }, (_, r) => r),
    kind: new Uint8Array(items),
    age: new Float32Array(items),
    time: null,
  }
}
