import { layoutOf, type Sizes } from '@tacit-rec/engine'
import { type Tensor, toHalves, writeSafetensors } from '@tacit-rec/pack'
import { quantizeRows } from '../export/index.ts'

/** The names that a network knows and the float32 tensors of its members. */
export interface Trained {
  sizes: Sizes
  /** Those with a row, from row 1 on. */
  words: readonly string[]
  intents: readonly string[]
  tags: readonly string[]
  members: readonly Readonly<Record<string, Float32Array>>[]
}

/**
 * The bytes that `readNetwork` of the engine reads: weights as int8 rows with a half as scale, biases
 * and gains as halves, names and sizes in the metadata.
 */
export function packNetwork(trained: Trained): Uint8Array<ArrayBuffer> {
  const { sizes, words, intents, tags, members } = trained
  const { width, hidden, buckets, dilations, chain } = sizes
  const tensors: Record<string, Tensor> = {}
  for (const [n, member] of members.entries())
    for (const { name, rows, cols } of layoutOf(sizes)) {
      const shape = [rows, cols]
      if (rows === 1) {
        tensors[`${n}.${name}`] = { dtype: 'F16', shape, data: toHalves(member[name]) }
        continue
      }
      const { vectors, scale } = quantizeRows(member[name], rows, cols)
      tensors[`${n}.${name}`] = { dtype: 'I8', shape, data: vectors }
      tensors[`${n}.${name}.scale`] = { dtype: 'F16', shape: [rows], data: toHalves(scale) }
    }
  const network = {
    ...{ width, hidden, buckets, dilations, chain, words, intents, tags },
    members: members.length,
  }
  return writeSafetensors(tensors, { network: JSON.stringify(network) })
}
