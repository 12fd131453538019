import type { Model } from '@tacit-rec/engine'
import type { LoadedPack, Pool } from '@tacit-rec/pack'

const [LN2, LN3, LN4] = [2, 3, 4].map(Math.log)

/**
 * Three items in four dimensions, simple enough to compute by hand:
 * z = (1,0,0,0), (0,1,0,0), (.6,.8,0,0); the second has gain 2.
 */
export function tinyPack(pool: Pool = 'max'): Model & Pick<LoadedPack, 'prototypeVectors'> {
  return {
    manifest: {
      format: 1,
      name: 'tiny',
      sequence: 1,
      created: '2026-11-01T00:00:00Z',
      items: 3,
      dim: 4,
      intents: 2,
      prototypes: 2,
      history: 3,
      kinds: [
        { name: 'view', weight: 1 },
        { name: 'buy', weight: 3 },
      ],
      score: { pool, temperature: 0.5, beta: 2, kappa: 0.25, decay: 0.5 },
      files: [],
      training: { protocol: 'all', seed: 1, data: '', split: '' },
    },
    items: {
      vectors: Int8Array.of(100, 0, 0, 0, 0, 100, 0, 0, 60, 80, 0, 0),
      scale: Float32Array.of(0.01, 0.01, 0.01),
      gain: Float32Array.of(1, 2, 1),
      bias: Float32Array.of(0.1, 0, -0.2),
    },
    prototypeVectors: Float32Array.of(0, 5, 0, 0, 3, 4, 0, 0),
    weights: {
      query: Float32Array.of(LN2, 0, 0, 0, 0, LN3, 0, 0),
      position: Float32Array.of(0, LN4, 0, 0, 0, 0),
      kind: Float32Array.of(0, LN3, 0, 0),
      age: Float32Array.of(0.5, 0, -1, LN3),
    },
    neighbours: {
      index: Uint16Array.of(1, 0, 2, 0, 0, 0),
      weight: Uint8Array.of(255, 0, 51, 102, 0, 0),
      scale: 0.5,
      perItem: 2,
    },
  }
}

/** Item 1 was viewed at an age of three days, item 0 bought at an unknown age. */
export const HISTORY = [
  { item: 1, kind: 0, age: 3 },
  { item: 0, kind: 1, age: -1 },
]
