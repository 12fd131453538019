import { layoutOf, type Sizes } from '@tacit-rec/engine'
import { type Tensor, toHalves, writeSafetensors } from '@tacit-rec/pack'
import { quantizeRows } from '../export/index.ts'
import { int4Rows } from './int4.ts'

/** The names that a network knows and the float32 tensors of its members. */
export interface Trained {
  sizes: Sizes
  /** Those with a row, from row 1 on. */
  words: readonly string[]
  intents: readonly string[]
  tags: readonly string[]
  members: readonly Readonly<Record<string, Float32Array>>[]
  /** Bits of a weight. */
  bits: 4 | 8
}

/**
 * The bytes that `readNetwork` of the engine reads: weights as rows of int8 or int4 with a half as
 * scale, biases and gains as halves, names and sizes in the metadata.
 */
export function packNetwork(trained: Trained): Uint8Array<ArrayBuffer> {
  const { sizes, words, intents, tags, members, bits } = trained
  const { width, hidden, buckets, dilations, chain } = sizes
  const tensors: Record<string, Tensor> = {}
  for (const [n, member] of members.entries())
    for (const { name, rows, cols } of layoutOf(sizes)) {
      const shape = [rows, cols]
      if (rows === 1) {
        tensors[`${n}.${name}`] = { dtype: 'F16', shape, data: toHalves(member[name]) }
        continue
      }
      const { tensor, scale } = (bits === 4 ? int4 : int8)(member[name], rows, cols)
      tensors[`${n}.${name}`] = tensor
      tensors[`${n}.${name}.scale`] = { dtype: 'F16', shape: [rows], data: toHalves(scale) }
    }
  const network = {
    ...{ width, hidden, buckets, dilations, chain, words, intents, tags },
    members: members.length,
  }
  return writeSafetensors(tensors, { network: JSON.stringify(network) })
}

function int8(values: Float32Array, rows: number, cols: number) {
  const { vectors, scale } = quantizeRows(values, rows, cols)
  return { tensor: { dtype: 'I8', shape: [rows, cols], data: vectors } satisfies Tensor, scale }
}

function int4(values: Float32Array, rows: number, cols: number) {
  const { packed, scale } = int4Rows(values, rows, cols)
  const shape = [rows, Math.ceil(cols / 2)]
  return { tensor: { dtype: 'U8', shape, data: packed } satisfies Tensor, scale }
}
