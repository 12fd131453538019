import { invalidFile } from './errors.ts'
import { LIMITS, type Shape } from './manifest.ts'
import { writeSafetensors } from './safetensors.ts'
import { table, tableReader } from './tensors.ts'
import type { Neighbours } from './types.ts'

/** Packs with more items store 32-bit indices. */
const MAX_UINT16_ITEMS = 65_535
const MAX_PER_ITEM = 1024

/** Reads `neighbours.*.safetensors`. @throws {TacitError} `pack/safetensors`, `pack/neighbours` */
export function decodeNeighbours(bytes: Uint8Array, { items }: Pick<Shape, 'items'>): Neighbours {
  const read = tableReader('neighbours', bytes)
  const { data: weight, shape } = read.tensor('weight', 'U8', [items, -1])
  const perItem = shape[1]
  if (perItem < 1 || perItem > MAX_PER_ITEM) {
    throw invalidFile('neighbours', `${perItem} links per item is not within 1…${MAX_PER_ITEM}`)
  }
  const dtype = items > MAX_UINT16_ITEMS ? 'U32' : 'U16'
  const index = read.tensor('index', dtype, [items, perItem]).data
  for (let n = 0; n < index.length; n++) {
    if (index[n] >= items) {
      throw invalidFile('neighbours', `index[${n}] = ${index[n]} is not below ${items} items`)
    }
  }
  const [scale] = read.floats('scale', [1], 0, LIMITS.magnitude)
  return { index, weight, scale, perItem }
}

/** Writes `neighbours.*.safetensors`; the number of items decides the width of the index. */
export function encodeNeighbours(
  { index, weight, scale, perItem }: Neighbours,
  items: number,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors({
    index:
      items > MAX_UINT16_ITEMS
        ? table('U32', [items, perItem], Uint32Array.from(index))
        : table('U16', [items, perItem], narrow(index)),
    weight: table('U8', [items, perItem], weight),
    scale: table('F32', [1], Float32Array.of(scale)),
  })
}

function narrow(index: Neighbours['index']): Uint16Array<ArrayBuffer> {
  const wide = index.find((item) => item > MAX_UINT16_ITEMS)
  // Uint16Array.from would wrap it around to the index of another item.
  if (wide !== undefined) throw invalidFile('neighbours', `index ${wide} exceeds the items`)
  return Uint16Array.from(index)
}
