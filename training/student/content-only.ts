import { TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'
import { denseVectors, reduceVectors } from '../intents/index.ts'
import { fitOptions, matricesOf, type TextNeighbours } from '../teachers/index.ts'
import {
  DISLIKE,
  defaultSettings,
  draftPack,
  type StudentTables,
  startAttention,
} from './encoder/index.ts'
import { loneItems } from './lone-items.ts'
import {
  defaultMemory,
  type Memory,
  type MemoryOptions,
  type MemorySettings,
  makeMemory,
  namesOf,
} from './memory/index.ts'
import type { Distilled } from './types.ts'

/** Weight of the memory: text neighbours compare texts better than the encoder's SVD does. */
const BETA = 0.3
/** Histories have an order, as they do on a device. Zero queries: the closed-form encoder. */
const SETTINGS = { ...defaultSettings(true), queryScale: 0 }

/**
 * A student made of item texts, for a catalogue without events or with too few to learn from. z are
 * the dense vectors of the texts (the given vectors, if any), the encoder is the closed form that
 * training would start from, the memory sums the text neighbours of every source, and all items have
 * the same prior.
 *
 * @throws TacitError `student/nothing`, `student/no-examples` if the items have no text either
 */
export async function contentOnlyStudent(
  dataset: Dataset,
  split: Split,
  options: MemoryOptions,
): Promise<Distilled> {
  const { items, kinds } = dataset
  const neighbours = await fitOptions(dataset, split, options).textNeighbours()
  const sources = namesOf(neighbours)
  if (!sources.length) throw nothingToLearn(dataset, options.minSupport)
  if (dataset.user.length)
    options.progress.note(
      `${tooFewEvents(dataset, options.minSupport)}: the pack is made of item texts alone`,
    )
  const tables: StudentTables = {
    embeddings: textEmbeddings(dataset, options),
    gain: new Float32Array(items.length).fill(1),
    bias: new Float32Array(items.length),
    weights: startAttention(SETTINGS, kinds, true),
  }
  const settings = options.memory.includes('text') ? defaultMemory(true, sources) : null
  const memory = settings && textMemory(neighbours, settings, items.length)
  const beta = memory ? BETA : 0
  return {
    draft: draftPack(tables, SETTINGS, kinds, memory, beta),
    tables,
    memory,
    contentOnly: true,
    choice: {
      settings: SETTINGS,
      spectral: null,
      memory: settings,
      lambda: null,
      beta,
      dislike: DISLIKE,
      teachers: {},
      graphs: {},
    },
  }
}

function textEmbeddings(
  { texts, items }: Dataset,
  { vectors = [], seed }: MemoryOptions,
): Float32Array {
  const { dim } = SETTINGS
  return vectors.length > 0
    ? reduceVectors(matricesOf(vectors, items.length), dim, seed)
    : denseVectors(texts!, { width: dim, seed })
}

function tooFewEvents({ name }: Dataset, minSupport: number): string {
  return `${name}: no user has two different items that each have at least ${minSupport} users`
}

function nothingToLearn(dataset: Dataset, minSupport: number): TacitError {
  if (dataset.user.length)
    return new TacitError(
      'student/no-examples',
      `${tooFewEvents(dataset, minSupport)}, and the items have no text: add events, add item ` +
        'texts, or lower --min-support',
    )
  return new TacitError(
    'student/nothing',
    `${dataset.name}: no events and no item texts, so there is nothing to learn from: add ` +
      'interactions.*, add a title, categories or description column to the items file, or give ' +
      '--text-items; --no-lexical ignores item texts',
  )
}

/** The memory of text neighbours. σ and κ are taken over histories of one item each. */
function textMemory(parts: TextNeighbours, settings: MemorySettings, items: number): Memory {
  return makeMemory(parts, settings, {
    fit: loneItems(Array.from({ length: items }, (_, i) => i)),
    users: new Float32Array(items),
    kinds: [{ weight: 1 }],
    text: parts.vectors ?? parts.lexical ?? null,
    cold: null,
    maxHistories: items,
  })
}
