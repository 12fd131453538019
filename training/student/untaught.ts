import { type Neighbours, TacitError } from '@tacit/pack'
import type { Csr, Dataset, Sequences, Split } from '../data/index.ts'
import { pruneNeighbours } from '../export/index.ts'
import { denseVectors, reduceVectors } from '../intents/index.ts'
import { bestNeighbours, fitOptions, matrixOf, type RunOptions } from '../teachers/index.ts'
import type { Distilled } from './distil.ts'
import { draftPack } from './draft.ts'
import { defaultMemory, type MemorySettings, memoryScale, neighbourLinks } from './memory.ts'
import { type StudentTables, startAttention } from './model.ts'
import { defaultSettings } from './settings.ts'

/** Weight of the text neighbours beside the encoder: they compare texts better than its SVD does. */
const BETA = 0.3
const UNTAUGHT = { ...defaultSettings(true), queryScale: 0 }

/**
 * A student of a catalogue that nobody touched yet, or hardly anybody: z are the texts' dense vectors, the encoder is
 * the closed form that training would start from, the memory holds the text neighbours, and every
 * item has the same prior. Histories are taken to have an order, as they do on a device.
 *
 * @throws TacitError `student/nothing` where the items have no text either
 */
export async function untaughtStudent(
  dataset: Dataset,
  split: Split,
  options: RunOptions & { memory: readonly string[] },
): Promise<Distilled> {
  const { texts, items, kinds } = dataset
  const { vectors, seed } = options
  const text = await bestNeighbours(fitOptions(dataset, split, options))
  if (!text)
    throw new TacitError(
      'student/nothing',
      `${dataset.name}: neither an event nor a text, so there is nothing to learn from: add ` +
        'interactions.*, a title, categories or description column to the items file, or ' +
        '--text-items (and leave --no-lexical out)',
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
  const weights = { [vectors ? 'vectors' : 'lexical']: 1 }
  const settings: MemorySettings = { ...defaultMemory(true, []), weights }
  const wanted = options.memory.includes('text')
  const neighbours = wanted ? pruneNeighbours(text, settings.perItem) : null
  const ofText = { unit: 1, weight: 1 }
  const memory = neighbours && {
    neighbours,
    decay: settings.decay,
    kappa: scaleOf(neighbours),
    text: ofText,
  }
  const beta = memory ? BETA : 0
  return {
    draft: draftPack(tables, UNTAUGHT, kinds, memory, beta),
    tables,
    memory,
    untaught: true,
    choice: {
      ...{ settings: UNTAUGHT, memory: memory && settings, lambda: null, beta },
      ...{ teachers: {}, lightGcnEpochs: 0 },
    },
  }
}

/** κ over histories of one item each. */
function scaleOf(neighbours: Neighbours): number {
  const links = neighbourLinks(neighbours)
  const rows = Int32Array.from({ length: links.rows }, (_, i) => i)
  return memoryScale(links, everyItemAlone(links), rows, 1, Float32Array.of(1))
}

function everyItemAlone({ rows }: Csr): Sequences {
  return {
    offsets: Int32Array.from({ length: rows + 1 }, (_, r) => r),
    item: Int32Array.from({ length: rows }, (_, r) => r),
    kind: new Uint8Array(rows),
    age: new Float32Array(rows),
    time: null,
  }
}
