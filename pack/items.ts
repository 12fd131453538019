import { toHalves } from './float16.ts'
import type { Shape } from './manifest.ts'
import { writeSafetensors } from './safetensors.ts'
import { table, tableReader } from './tensors.ts'
import type { Items } from './types.ts'

/** Reads `items.*.safetensors`: d + 6 bytes an item. @throws {TacitError} `pack/…` */
export function decodeItems(
  bytes: Uint8Array,
  { items, dim }: Pick<Shape, 'items' | 'dim'>,
): Items {
  const read = tableReader('items', bytes)
  return {
    vectors: read.tensor('vectors', 'I8', [items, dim]).data,
    scale: read.halves('scale', [items], 0),
    gain: read.halves('gain', [items]),
    bias: read.halves('bias', [items]),
  }
}

/** Writes `items.*.safetensors`; scale, gain and bias are rounded to halves. */
export function encodeItems(
  { vectors, scale, gain, bias }: Items,
  { items, dim }: Pick<Shape, 'items' | 'dim'>,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors({
    vectors: table('I8', [items, dim], vectors),
    scale: table('F16', [items], toHalves(scale)),
    gain: table('F16', [items], toHalves(gain)),
    bias: table('F16', [items], toHalves(bias)),
  })
}

/** Reads `prototypes.*.safetensors`: directions [P,d]. @throws {TacitError} `pack/…` */
export function decodePrototypeVectors(
  bytes: Uint8Array,
  { prototypes, dim }: Pick<Shape, 'prototypes' | 'dim'>,
): Float32Array {
  return tableReader('prototypes', bytes).halves('vectors', [prototypes, dim])
}

/** Writes `prototypes.*.safetensors`, rounded to halves. */
export function encodePrototypeVectors(
  vectors: Float32Array,
  { prototypes, dim }: Pick<Shape, 'prototypes' | 'dim'>,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors({ vectors: table('F16', [prototypes, dim], toHalves(vectors)) })
}
