import type { Shape } from './manifest.ts'
import { writeSafetensors } from './safetensors.ts'
import { table, tableReader } from './tensors.ts'
import type { Items } from './types.ts'

/** Popularity is a count, which may exceed the limit of the other tables. */
const MAX_POPULARITY = 1e12

/** Reads `items.*.safetensors`. @throws {TacitError} `pack/safetensors`, `pack/items` */
export function decodeItems(
  bytes: Uint8Array,
  { items, dim, prototypes }: Pick<Shape, 'items' | 'dim' | 'prototypes'>,
): Items {
  const read = tableReader('items', bytes)
  return {
    vectors: read.tensor('vectors', 'I8', [items, dim]).data,
    scale: read.floats('scale', [items], 0),
    gain: read.floats('gain', [items]),
    bias: read.floats('bias', [items]),
    popularity: read.floats('popularity', [items], 0, MAX_POPULARITY),
    prototypes: read.floats('prototypes', [prototypes, dim]),
  }
}

/** Writes `items.*.safetensors`. */
export function encodeItems(items: Items, dim: number): Uint8Array<ArrayBuffer> {
  const count = items.scale.length
  return writeSafetensors({
    vectors: table('I8', [count, dim], items.vectors),
    scale: table('F32', [count], items.scale),
    gain: table('F32', [count], items.gain),
    bias: table('F32', [count], items.bias),
    popularity: table('F32', [count], items.popularity),
    prototypes: table('F32', [items.prototypes.length / dim, dim], items.prototypes),
  })
}
