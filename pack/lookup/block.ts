import { invalidFile } from '../errors.ts'

/** Max bytes of a block, whatever it holds. */
export const MAX_BLOCK = 65_536

/** Values by key, as one block of a table. */
export interface Leaf {
  /** The values of one key, in the order in which they were written. */
  values(key: number): Piece[]
  /** Bytes that a cache counts for it. */
  readonly bytes: number
}

/** A value, or a part of one that is too long for a block. */
export interface Piece {
  key: number
  value: Uint8Array
  /** Whether the value goes on in the next piece of the key. */
  continues: boolean
}

const HEAD = 4
const ENTRY = 8
const CONTINUES = 0x8000_0000

/** Bytes that a leaf needs for pieces with `payload` bytes together. */
export function leafSize(pieces: number, payload: number): number {
  return HEAD + pieces * ENTRY + payload
}

/**
 * Writes a leaf: u32 count; per piece u32 key and u32 end in the payload, whose highest bit says that
 * the value continues; the payload. Little-endian.
 *
 * @param pieces in ascending order of their keys
 */
export function encodeLeaf(pieces: readonly Piece[]): Uint8Array<ArrayBuffer> {
  const payload = pieces.reduce((sum, { value }) => sum + value.length, 0)
  const bytes = new Uint8Array(leafSize(pieces.length, payload))
  const view = new DataView(bytes.buffer)
  const from = leafSize(pieces.length, 0)
  view.setUint32(0, pieces.length, true)
  let end = 0
  for (const [n, { key, value, continues }] of pieces.entries()) {
    bytes.set(value, from + end)
    end += value.length
    view.setUint32(HEAD + n * ENTRY, key, true)
    view.setUint32(HEAD + n * ENTRY + 4, (continues ? CONTINUES : 0) + end, true)
  }
  return bytes
}

/**
 * Reads a leaf.
 *
 * @returns a leaf whose `values` checks each value that it gives, and throws as this does
 * @throws {TacitError} `pack/index`
 */
export function decodeLeaf(bytes: Uint8Array): Leaf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = bytes.length < HEAD ? Number.POSITIVE_INFINITY : view.getUint32(0, true)
  const from = leafSize(count, 0)
  if (!(from <= bytes.length)) throw invalidFile('index', 'a block is shorter than its table')
  const keyAt = (n: number) => view.getUint32(HEAD + n * ENTRY, true)
  const rawEnd = (n: number) => view.getUint32(HEAD + n * ENTRY + 4, true)
  const endAt = (n: number) => from + (n < 0 ? 0 : rawEnd(n) % CONTINUES)
  return {
    bytes: bytes.length,
    values(key) {
      const found: Piece[] = []
      for (let n = lowerBound(count, (at) => keyAt(at) < key); n < count && keyAt(n) === key; n++) {
        const [start, end] = [endAt(n - 1), endAt(n)]
        if (start > end || end > bytes.length)
          throw invalidFile('index', 'a value of a block is outside it')
        found.push({ key, value: bytes.subarray(start, end), continues: rawEnd(n) >= CONTINUES })
      }
      return found
    },
  }
}

/** The first index below `count` that is not before what is sought; `count` if all are. */
export function lowerBound(count: number, isBefore: (at: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(middle)) low = middle + 1
    else high = middle
  }
  return low
}
