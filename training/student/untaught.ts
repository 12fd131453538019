import { type Neighbours, TacitError } from '@tacit/pack'
import type { Csr, Dataset, Sequences, Split } from '../data/index.ts'
import { pruneNeighbours } from '../export/index.ts'
import { denseVectors } from '../intents/index.ts'
import { fitOptions, type RunOptions } from '../teachers/index.ts'
import type { Distilled } from './distil.ts'
import { draftPack } from './draft.ts'
import { defaultMemory, memoryScale, neighbourLinks } from './memory.ts'
import { type StudentTables, startAttention } from './model.ts'
import { defaultSettings } from './settings.ts'

/** Weight of the text neighbours beside the encoder: they compare texts better than its SVD does. */
const BETA = 0.3
const UNTAUGHT = { ...defaultSettings(true), queryScale: 0 }

/**
 * A student of a catalogue that nobody touched yet: z are the texts' dense vectors, the encoder is
 * the closed form that training would start from, the memory holds the text neighbours, and every
 * item has the same prior. Histories are taken to have an order, as they do on a device.
 *
 * @throws TacitError `student/nothing` where the items have no text either
 */
export function untaughtStudent(
  dataset: Dataset,
  split: Split,
  options: RunOptions & { memory: readonly string[] },
): Distilled {
  const { texts, items, kinds } = dataset
  const text = fitOptions(dataset, split, options).textNeighbours()
  if (!texts || !text)
    throw new TacitError(
      'student/nothing',
      `${dataset.name}: neither an event nor a text, so there is nothing to learn from: add ` +
        'interactions.*, or a title, categories or description column to the items file',
    )
  const { dim } = UNTAUGHT
  const tables: StudentTables = {
    embeddings: denseVectors(texts, { width: dim, seed: options.seed }),
    gain: new Float32Array(items.length).fill(1),
    bias: new Float32Array(items.length),
    weights: startAttention(UNTAUGHT, kinds, true),
  }
  const settings = { ...defaultMemory(true, []), weights: { text: 1 } }
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
