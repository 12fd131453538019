import { FORMAT, type LoadedPack, type Manifest, roundToHalves } from '@tacit-rec/pack'
import { packKinds, quantizeRows } from '../../export/index.ts'
import type { Memory } from '../memory/index.ts'
import type { EncoderShape } from './settings.ts'
import type { StudentTables } from './tables.ts'

/** δ where nothing was searched: how far dislikes push away (docs/measurements/dislikes.md). */
export const DISLIKE = 1

/**
 * A pack in memory without its ONNX files. Validation ranks with it, so it uses the numbers that
 * ship: int8 rows, halves, 8-bit memory, the engine's own arithmetic.
 *
 * @param beta weight of the memory; 0 with `memory` null: the encoder alone
 * @param dislike δ
 */
export function draftPack(
  tables: StudentTables,
  settings: EncoderShape,
  kinds: Manifest['kinds'],
  memory: Memory | null = null,
  beta = 0,
  dislike = DISLIKE,
): LoadedPack {
  const items = tables.bias.length
  // Histories have dislikes, whatever kinds the data had.
  const known = packKinds(kinds, tables.weights, Uint8Array.from(kinds.keys()))
  const { vectors, scale } = quantizeRows(tables.embeddings, items, settings.dim)
  return {
    manifest: {
      format: FORMAT,
      name: 'draft',
      sequence: 1,
      created: new Date(0).toISOString(),
      items,
      dim: settings.dim,
      intents: settings.intents,
      prototypes: 0,
      history: settings.history,
      kinds: known.kinds,
      score: {
        pool: settings.pool,
        temperature: settings.temperature,
        beta,
        kappa: memory?.kappa ?? 1,
        decay: memory?.decay ?? 1,
        dislike,
      },
      files: [],
      training: { protocol: 'all', seed: 0, data: '', split: '' },
    },
    student: null,
    scorer: null,
    weights: known.weights,
    items: {
      vectors,
      scale,
      gain: roundToHalves(tables.gain),
      bias: roundToHalves(tables.bias),
    },
    neighbours: memory?.neighbours ?? null,
    popularity: new Float32Array(items),
    prototypes: [],
    prototypeVectors: new Float32Array(0),
    catalogue: { ids: [] },
    rules: null,
  }
}
