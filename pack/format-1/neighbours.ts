import { invalidFile } from '../errors.ts'
import { LIMITS, type Shape } from '../manifest.ts'
import { tableReader } from '../tensors.ts'
import type { Neighbours } from '../types.ts'

/** Packs with more items store 32-bit indices. */
const MAX_UINT16_ITEMS = 65_535
const MAX_PER_ITEM = 1024

/** Reads format 1's neighbours: dense tables. @throws {TacitError} `pack/…` */
export function decodeNeighbours1(bytes: Uint8Array, { items }: Pick<Shape, 'items'>): Neighbours {
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
