import type { Shape } from '../manifest.ts'
import { MAX_POPULARITY } from '../popularity.ts'
import { tableReader } from '../tensors.ts'
import type { Items } from '../types.ts'

/** Format 1 keeps in one file what format 2 has in three. */
export interface Items1 {
  items: Items
  popularity: Float32Array
  prototypeVectors: Float32Array
}

/** Reads format 1's items. @throws {TacitError} `pack/safetensors`, `pack/items` */
export function decodeItems1(
  bytes: Uint8Array,
  { items, dim, prototypes }: Pick<Shape, 'items' | 'dim' | 'prototypes'>,
): Items1 {
  const read = tableReader('items', bytes)
  return {
    items: {
      vectors: read.tensor('vectors', 'I8', [items, dim]).data,
      scale: read.floats('scale', [items], 0),
      gain: read.floats('gain', [items]),
      bias: read.floats('bias', [items]),
    },
    popularity: read.floats('popularity', [items], 0, MAX_POPULARITY),
    prototypeVectors: read.floats('prototypes', [prototypes, dim]),
  }
}
