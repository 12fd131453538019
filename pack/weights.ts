import type { Shape } from './manifest.ts'
import { writeSafetensors } from './safetensors.ts'
import { table, tableReader } from './tensors.ts'
import type { StudentWeights } from './types.ts'

type EncoderShape = Pick<Shape, 'intents' | 'dim' | 'history' | 'kinds'>

/** Reads `weights.*.safetensors`. @throws {TacitError} `pack/safetensors`, `pack/weights` */
export function decodeWeights(
  bytes: Uint8Array,
  { intents, dim, history, kinds }: EncoderShape,
): StudentWeights {
  const read = tableReader('weights', bytes)
  return {
    query: read.floats('query', [intents, dim]),
    position: read.floats('position', [intents, history]),
    kind: read.floats('kind', [intents, kinds.length]),
    age: read.floats('age', [intents, 2]),
  }
}

/** Writes `weights.*.safetensors`. */
export function encodeWeights(
  { query, position, kind, age }: StudentWeights,
  { intents, dim, history, kinds }: EncoderShape,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors({
    query: table('F32', [intents, dim], query),
    position: table('F32', [intents, history], position),
    kind: table('F32', [intents, kinds.length], kind),
    age: table('F32', [intents, 2], age),
  })
}
