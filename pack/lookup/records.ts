import { invalidFile } from '../errors.ts'
import type { ItemFacts } from '../facts.ts'
import { readJson, writeJson } from '../json.ts'

/**
 * The sections of an index, in the order in which it holds them. The key of a record is a row, or a
 * hash of text (`ids`, `popular`), or the number of a chunk of rows (`unlisted`).
 */
export const SECTION = {
  /** u32 row, the id. */
  ids: 1,
  /** JSON of the item's facts. */
  facts: 2,
  /** f32 scale, int8 [d], then per prototype u32 number and f64 cosine. */
  embeddings: 3,
  /** {@link ListEntry}s. */
  similar: 4,
  /** u32 lengths of category and list, the category, {@link ListEntry}s, JSON of facts. All: ''. */
  popular: 5,
  /** JSON of a {@link NamedIntent}. */
  intents: 6,
  /** One bit an item: whether lists leave it out. */
  unlisted: 7,
} as const

/** An item of a precomputed list. */
export interface ListEntry {
  row: number
  score: number
  /** Whether lists leave the item out unless they are asked for it. */
  unlisted: boolean
}

/** An item's embedding and its nearest prototypes. */
export interface Embedding {
  /** z, float32 [d]. */
  vector: Float32Array
  near: { prototype: number; cosine: number }[]
}

/** A prototype with the ids of its listed exemplars. */
export interface NamedIntent {
  id: string
  label: string
  keywords: string[]
  exemplars: string[]
}

/** Rows of one record of `unlisted`. */
export const ROWS_PER_CHUNK = 65_536

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const UNLISTED = 0x8000_0000

/** Key of a text: FNV-1a of its UTF-8, a u32. Texts may share one, so records hold the text too. */
export function textKey(text: string): number {
  let hash = 0x811c_9dc5
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x0100_0193)
  return hash >>> 0
}

export function encodeId(row: number, id: string): Uint8Array {
  const text = encoder.encode(id)
  const bytes = new Uint8Array(4 + text.length)
  viewOf(bytes).setUint32(0, row, true)
  bytes.set(text, 4)
  return bytes
}

export function decodeId(bytes: Uint8Array): { row: number; id: string } {
  assert(bytes.length >= 4, 'an id has no row')
  return { row: viewOf(bytes).getUint32(0, true), id: decoder.decode(bytes.subarray(4)) }
}

export const encodeJson = (value: ItemFacts | NamedIntent): Uint8Array => writeJson(value)

/** @throws {TacitError} `pack/index` */
export function decodeJson<T extends ItemFacts | NamedIntent>(bytes: Uint8Array): T {
  return readJson('index', bytes) as T
}

const NEAR = 12

export function encodeEmbedding(
  vector: Int8Array,
  scale: number,
  near: Embedding['near'],
): Uint8Array {
  const bytes = new Uint8Array(4 + vector.length + near.length * NEAR)
  const view = viewOf(bytes)
  view.setFloat32(0, scale, true)
  bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.length), 4)
  for (const [n, { prototype, cosine }] of near.entries()) {
    const at = 4 + vector.length + n * NEAR
    view.setUint32(at, prototype, true)
    view.setFloat64(at + 4, cosine, true)
  }
  return bytes
}

/** @throws {TacitError} `pack/index` */
export function decodeEmbedding(bytes: Uint8Array, dim: number): Embedding {
  const count = (bytes.length - 4 - dim) / NEAR
  assert(Number.isInteger(count) && count >= 0, 'an embedding does not have its dimension')
  const view = viewOf(bytes)
  const scale = view.getFloat32(0, true)
  const near = Array.from({ length: count }, (_, n) => {
    const at = 4 + dim + n * NEAR
    return { prototype: view.getUint32(at, true), cosine: view.getFloat64(at + 4, true) }
  })
  return { vector: Float32Array.from({ length: dim }, (_, j) => scale * view.getInt8(4 + j)), near }
}

const ENTRY = 8

export function encodeList(entries: readonly ListEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * ENTRY)
  const view = viewOf(bytes)
  for (const [n, { row, score, unlisted }] of entries.entries()) {
    view.setUint32(n * ENTRY, row + (unlisted ? UNLISTED : 0), true)
    view.setFloat32(n * ENTRY + 4, score, true)
  }
  return bytes
}

/** @throws {TacitError} `pack/index` */
export function decodeList(bytes: Uint8Array): ListEntry[] {
  assert(bytes.length % ENTRY === 0, 'a list is cut off')
  const view = viewOf(bytes)
  return Array.from({ length: bytes.length / ENTRY }, (_, n) => {
    const word = view.getUint32(n * ENTRY, true)
    const score = view.getFloat32(n * ENTRY + 4, true)
    return { row: word % UNLISTED, score, unlisted: word >= UNLISTED }
  })
}

/** The popular items of a category. */
export interface Shelf {
  /** Most popular first, with the unlisted ones among them. */
  entries: ListEntry[]
  /** Facts of the first listed entries, so that they need no blocks of their own; may be empty. */
  facts: ItemFacts[]
}

export function encodeShelf(category: string, { entries, facts }: Shelf): Uint8Array {
  const parts = [encoder.encode(category), encodeList(entries), writeJson({ facts })]
  const bytes = new Uint8Array(8 + parts.reduce((sum, { length }) => sum + length, 0))
  viewOf(bytes).setUint32(0, parts[0].length, true)
  viewOf(bytes).setUint32(4, parts[1].length, true)
  let at = 8
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** @throws {TacitError} `pack/index` */
export function decodeShelf(bytes: Uint8Array): Shelf & { category: string } {
  assert(bytes.length >= 8, 'a category is cut off')
  const list = 8 + viewOf(bytes).getUint32(0, true)
  const json = list + viewOf(bytes).getUint32(4, true)
  assert(json <= bytes.length, 'a category is cut off')
  const { facts } = readJson('index', bytes.subarray(json))
  assert(Array.isArray(facts), 'a category has no facts')
  return {
    category: decoder.decode(bytes.subarray(8, list)),
    entries: decodeList(bytes.subarray(list, json)),
    facts: facts as ItemFacts[],
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

function assert(condition: boolean, problem: string): void {
  if (!condition) throw invalidFile('index', problem)
}
