import type { Shape } from './manifest.ts'
import { writeSafetensors } from './safetensors.ts'
import { table, tableReader } from './tensors.ts'

/** Buckets of hashed n-grams, and the width of their rows. */
export const TOWER_BUCKETS = 8192
export const TOWER_WIDTH = 32

/** The query tower: maps what was typed into the space of the items' embeddings. */
export interface Tower {
  /** int8 [8192, 32]: a row per bucket, in units that the query's direction does not depend on. */
  rows: Int8Array
  /** [32, d] */
  map: Float32Array
  /** What nearness counts beside the coverage by words, 0…1. */
  weight: number
}

/** Reads `tower.*.safetensors`. @throws {TacitError} `pack/safetensors`, `pack/tower` */
export function decodeTower(bytes: Uint8Array, { dim }: Pick<Shape, 'dim'>): Tower {
  const read = tableReader('tower', bytes)
  return {
    rows: read.tensor('rows', 'I8', [TOWER_BUCKETS, TOWER_WIDTH]).data,
    map: read.floats('map', [TOWER_WIDTH, dim]),
    weight: read.floats('weight', [1], 0, 1)[0],
  }
}

/** Writes `tower.*.safetensors`. */
export function encodeTower(
  { rows, map, weight }: Tower,
  { dim }: Pick<Shape, 'dim'>,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors({
    rows: table('I8', [TOWER_BUCKETS, TOWER_WIDTH], rows),
    map: table('F32', [TOWER_WIDTH, dim], map),
    weight: table('F32', [1], Float32Array.of(weight)),
  })
}
