import { invalidFile } from './errors.ts'
import { LIMITS, type Shape } from './manifest.ts'
import { bestK, MAX_K, RiceReader, RiceWriter, riceBits } from './rice.ts'
import { writeSafetensors } from './safetensors.ts'
import { table, tableReader } from './tensors.ts'
import type { Neighbours } from './types.ts'

/** More items need 32-bit indices. */
const MAX_UINT16_ITEMS = 65_535
const MAX_PER_ITEM = 1024
/** Max N·M, which bounds what a reader allocates for a short file. */
const MAX_LINKS = 2 ** 28

/**
 * Reads `neighbours.*.safetensors`. Each row is a number of links, then for each link, ascending by
 * candidate, its distance from the one before and its weight, all of them Rice codes.
 *
 * @throws {TacitError} `pack/safetensors`, `pack/neighbours`
 */
export function decodeNeighbours(bytes: Uint8Array, { items }: Pick<Shape, 'items'>): Neighbours {
  const read = tableReader('neighbours', bytes)
  const [perItem, countK, gapK, weightK] = read.tensor('layout', 'U16', [4]).data
  assertPerItem(perItem, items)
  for (const k of [countK, gapK, weightK])
    if (k > MAX_K) throw invalidFile('neighbours', `a parameter of ${k} exceeds ${MAX_K}`)
  const [scale] = read.floats('scale', [1], 0, LIMITS.magnitude)
  const codes = new RiceReader(read.tensor('links', 'U8', [-1]).data)
  const index = indices(items, perItem)
  const weight = new Uint8Array(items * perItem)
  for (let row = 0; row < items; row++) {
    const missing = codes.next(countK)
    if (missing < 0 || missing > perItem)
      throw invalidFile('neighbours', `row ${row} lacks ${missing} of ${perItem} links`)
    const end = (row + 1) * perItem - missing
    let candidate = -1
    for (let at = row * perItem; at < end; at++) {
      const gap = codes.next(gapK)
      const less = codes.next(weightK)
      candidate += gap + 1
      // Each number is -1 where the file ends.
      if (gap < 0 || candidate >= items)
        throw invalidFile(
          'neighbours',
          `row ${row}: index ${candidate} is not below ${items} items`,
        )
      if (less < 0 || less > 254)
        throw invalidFile('neighbours', `row ${row}: weight ${less + 1} is not within 1…255`)
      index[at] = candidate
      weight[at] = less + 1
    }
  }
  if (!codes.isAtEnd) throw invalidFile('neighbours', 'has more bytes than links')
  return { index, weight, scale, perItem }
}

/**
 * Writes `neighbours.*.safetensors`, from rows in any order.
 *
 * @throws {TacitError} `pack/neighbours` for an index outside the items or twice in a row
 */
export function encodeNeighbours(
  { index, weight, scale, perItem }: Neighbours,
  items: number,
): Uint8Array<ArrayBuffer> {
  assertPerItem(perItem, items)
  const counts: number[] = []
  const gaps: number[] = []
  const weights: number[] = []
  for (let row = 0; row < items; row++) {
    const places = Array.from({ length: perItem }, (_, m) => row * perItem + m)
      .filter((at) => weight[at] > 0)
      .sort((a, b) => index[a] - index[b])
    counts.push(perItem - places.length)
    let before = -1
    for (const at of places) {
      if (!(index[at] > before && index[at] < items))
        throw invalidFile('neighbours', `row ${row}: index ${index[at]} is invalid or there twice`)
      gaps.push(index[at] - before - 1)
      weights.push(weight[at] - 1)
      before = index[at]
    }
  }
  const [countK, gapK, weightK] = [counts, gaps, weights].map(bestK)
  const bits = sum(counts, countK) + sum(gaps, gapK) + sum(weights, weightK)
  const codes = new RiceWriter(bits)
  let link = 0
  for (const missing of counts) {
    codes.push(missing, countK)
    for (const end = link + perItem - missing; link < end; link++) {
      codes.push(gaps[link], gapK)
      codes.push(weights[link], weightK)
    }
  }
  return writeSafetensors({
    layout: table('U16', [4], Uint16Array.of(perItem, countK, gapK, weightK)),
    links: table('U8', [codes.bytes.length], codes.bytes),
    scale: table('F32', [1], Float32Array.of(scale)),
  })
}

function assertPerItem(perItem: number, items: number): void {
  if (perItem < 1 || perItem > MAX_PER_ITEM)
    throw invalidFile('neighbours', `${perItem} links per item is not within 1…${MAX_PER_ITEM}`)
  if (perItem * items > MAX_LINKS)
    throw invalidFile('neighbours', `${perItem} links of ${items} items exceed ${MAX_LINKS} in all`)
}

function indices(items: number, perItem: number): Neighbours['index'] {
  const Index = items > MAX_UINT16_ITEMS ? Uint32Array : Uint16Array
  return new Index(items * perItem)
}

function sum(values: readonly number[], k: number): number {
  return values.reduce((bits, value) => bits + riceBits(value, k), 0)
}
