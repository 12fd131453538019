import { FORMAT, type LoadedPack, type Manifest } from '@tacit-rec/pack'
import { quantizeRows } from '../../export/index.ts'
import type { Memory } from '../memory/index.ts'
import type { EncoderShape } from './settings.ts'
import type { StudentTables } from './tables.ts'

/**
 * A pack in memory without its ONNX files. Validation ranks with it, so it uses the numbers that
 * ship: int8 rows, 8-bit memory, the engine's own arithmetic.
 *
 * @param beta weight of the memory; 0 with `memory` null: the encoder alone
 */
export function draftPack(
  tables: StudentTables,
  settings: EncoderShape,
  kinds: Manifest['kinds'],
  memory: Memory | null = null,
  beta = 0,
): LoadedPack {
  const items = tables.bias.length
  const { vectors, scale } = quantizeRows(tables.embeddings, items, settings.dim)
  const empty = new Uint8Array()
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
      kinds,
      score: {
        pool: settings.pool,
        temperature: settings.temperature,
        beta,
        kappa: memory?.kappa ?? 1,
        decay: memory?.decay ?? 1,
      },
      files: [],
      training: { protocol: 'all', seed: 0, data: '', split: '' },
    },
    student: empty,
    scorer: empty,
    weights: tables.weights,
    items: {
      vectors,
      scale,
      gain: tables.gain,
      bias: tables.bias,
      popularity: new Float32Array(items),
      prototypes: new Float32Array(0),
    },
    neighbours: memory?.neighbours ?? null,
    prototypes: [],
    catalogue: { ids: [] },
  }
}
