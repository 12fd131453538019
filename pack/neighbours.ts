import { LIMITS } from './manifest.ts'
import { writeSafetensors } from './safetensors.ts'
import { refuse, table, tableReader } from './tensors.ts'
import type { Neighbours, Shape } from './types.ts'

/** Above this many items an index takes 32 bits. */
const SHORT_INDEX = 65_535
const MAX_PER_ITEM = 1024

/** Reads `neighbours.*.safetensors`. @throws {TacitError} `pack/safetensors`, `pack/neighbours` */
export function decodeNeighbours(bytes: Uint8Array, { items }: Pick<Shape, 'items'>): Neighbours {
  const read = tableReader('neighbours', bytes)
  const { data: weight, shape } = read.tensor('weight', 'U8', [items, -1])
  const perItem = shape[1]
  if (perItem < 1 || perItem > MAX_PER_ITEM) {
    throw refuse('neighbours', `${perItem} links per item is not within 1…${MAX_PER_ITEM}`)
  }
  const dtype = items > SHORT_INDEX ? 'U32' : 'U16'
  const index = read.tensor('index', dtype, [items, perItem]).data
  for (let n = 0; n < index.length; n++) {
    if (index[n] >= items) {
      throw refuse('neighbours', `index[${n}] = ${index[n]} is not one of ${items} items`)
    }
  }
  const [scale] = read.floats('scale', [1], 0, LIMITS.magnitude)
  return { index, weight, scale, perItem }
}

/** Writes `neighbours.*.safetensors`, the index in the width that the number of items asks for. */
export function encodeNeighbours(
  { index, weight, scale, perItem }: Neighbours,
  items: number,
): Uint8Array<ArrayBuffer> {
  return writeSafetensors({
    index:
      items > SHORT_INDEX
        ? table('U32', [items, perItem], Uint32Array.from(index))
        : table('U16', [items, perItem], narrow(index)),
    weight: table('U8', [items, perItem], weight),
    scale: table('F32', [1], Float32Array.of(scale)),
  })
}

function narrow(index: Neighbours['index']): Uint16Array<ArrayBuffer> {
  const wide = index.find((item) => item > SHORT_INDEX)
  // A cast would wrap around into another item.
  if (wide !== undefined) throw refuse('neighbours', `${wide} is not one of the items`)
  return Uint16Array.from(index)
}
