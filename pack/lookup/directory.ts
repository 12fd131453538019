import { invalidFile } from '../errors.ts'
import { lowerBound, MAX_BLOCK } from './block.ts'

/** Where a block lies, its first key and its hash. */
export interface BlockRef {
  section: number
  /** Its smallest key, a u32. */
  key: number
  /** In the file. */
  offset: number
  length: number
  /** SHA-256, 32 bytes. */
  sha256: Uint8Array
}

/** A block that lists others. */
export interface Directory {
  /** Whether it lists directories rather than leaves. */
  isRoot: boolean
  /** The blocks that can hold a key, in their order. */
  find(section: number, key: number): BlockRef[]
  /** Bytes that a cache counts for it. */
  readonly bytes: number
}

/** `TIX1`. */
const MAGIC = 0x3158_4954
/** Magic, bytes of the block, 1 if it lists directories, number of entries. */
export const DIRECTORY_HEAD = 16
const ENTRY = 52
/** Max blocks that one directory lists. */
export const MAX_ENTRIES = Math.floor((MAX_BLOCK - DIRECTORY_HEAD) / ENTRY)

/** Bytes of a directory of some blocks. */
export function directorySize(entries: number): number {
  return DIRECTORY_HEAD + entries * ENTRY
}

/**
 * Writes a directory: u32 magic, bytes, level, count; per block u32 section, u32 key, f64 offset,
 * u32 length, 32 bytes of SHA-256. Little-endian.
 */
export function encodeDirectory(
  blocks: readonly BlockRef[],
  isRoot: boolean,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(directorySize(blocks.length))
  const view = new DataView(bytes.buffer)
  for (const [n, word] of [MAGIC, bytes.length, isRoot ? 1 : 0, blocks.length].entries())
    view.setUint32(n * 4, word, true)
  for (const [n, { section, key, offset, length, sha256 }] of blocks.entries()) {
    const at = DIRECTORY_HEAD + n * ENTRY
    view.setUint32(at, section, true)
    view.setUint32(at + 4, key, true)
    view.setFloat64(at + 8, offset, true)
    view.setUint32(at + 16, length, true)
    bytes.set(sha256, at + 20)
  }
  return bytes
}

/**
 * The length that a directory says it has; its bytes are not checked yet.
 *
 * @throws {TacitError} `pack/index` if there is no directory of this length
 */
export function declaredLength(bytes: Uint8Array): number {
  if (bytes.length >= DIRECTORY_HEAD) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const length = view.getUint32(4, true)
    const fits = length >= DIRECTORY_HEAD && length <= Math.min(MAX_BLOCK, bytes.length)
    if (view.getUint32(0, true) === MAGIC && fits) return length
  }
  throw invalidFile('index', 'does not begin with a list of blocks')
}

/**
 * Reads a directory.
 *
 * @param total bytes of the file
 * @returns a directory whose `find` checks each entry that it gives, and throws as this does
 * @throws {TacitError} `pack/index`
 */
export function decodeDirectory(bytes: Uint8Array, total: number): Directory {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const level = declaredLength(bytes) === bytes.length ? view.getUint32(8, true) : 2
  const count = view.getUint32(12, true)
  if (level > 1 || count === 0 || directorySize(count) !== bytes.length)
    throw invalidFile('index', 'a list of blocks is not as long as it says')
  /** Checked here and not all at once, since a cold request needs few of a thousand entries. */
  const refAt = (n: number): BlockRef => {
    const at = DIRECTORY_HEAD + n * ENTRY
    const offset = view.getFloat64(at + 8, true)
    const length = view.getUint32(at + 16, true)
    const isInside = Number.isSafeInteger(offset) && offset >= 0 && offset + length <= total
    if (!isInside || length === 0 || length > MAX_BLOCK)
      throw invalidFile('index', `block ${n} of a list is outside the file or too long`)
    const [section, key] = [view.getUint32(at, true), view.getUint32(at + 4, true)]
    return { section, key, offset, length, sha256: bytes.subarray(at + 20, at + ENTRY) }
  }
  // Section and key as one number, since a cold request pays for every object here.
  const placeAt = (n: number) => {
    const at = DIRECTORY_HEAD + n * ENTRY
    return placeOf(view.getUint32(at, true), view.getUint32(at + 4, true))
  }
  return {
    isRoot: level === 1,
    bytes: bytes.length,
    find(section, key) {
      const wanted = placeOf(section, key)
      const first = lowerBound(count, (n) => placeAt(n) < wanted)
      const found: BlockRef[] = []
      for (let n = first; n < count && placeAt(n) === wanted; n++) found.push(refAt(n))
      const before = first > 0 ? refAt(first - 1) : null
      // A key that begins a leaf has no values in the leaf before; directories know no such rule.
      const canHold = level === 1 || (found.length === 0 && before?.section === section)
      return before && canHold ? [before, ...found] : found
    },
  }
}

/** Orders by section, then by key. Exact below 2⁵³, so sections are small numbers. */
function placeOf(section: number, key: number): number {
  return section * 2 ** 32 + key
}
