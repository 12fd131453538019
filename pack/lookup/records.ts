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
  /** u32 bytes of the facts, JSON of what a shelf shows, JSON of the details; none: nothing. */
  facts: 2,
  /** f32 scale, int8 [d], then per prototype u32 number and f64 cosine. */
  embeddings: 3,
  /** {@link Shelf} without a category. */
  similar: 4,
  /** {@link Shelf} of a category; '': of all. */
  popular: 5,
  /** JSON of a {@link NamedIntent}. */
  intents: 6,
  /** One bit an item: whether lists leave it out. */
  unlisted: 7,
} as const

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

/** @param details names of the facts that a shelf does not show */
export function encodeFacts(facts: ItemFacts, details: ReadonlySet<string>): Uint8Array {
  const [shown, more] = [false, true].map((wanted) =>
    Object.fromEntries(Object.entries(facts).filter(([name]) => details.has(name) === wanted)),
  )
  const json = writeJson(shown)
  const rest = Object.keys(more).length > 0 ? writeJson(more) : new Uint8Array()
  const bytes = new Uint8Array(4 + json.length + rest.length)
  viewOf(bytes).setUint32(0, json.length, true)
  bytes.set(json, 4)
  bytes.set(rest, 4 + json.length)
  return bytes
}

/** What a shelf shows of an item. @throws {TacitError} `pack/index` */
export function decodeFacts(bytes: Uint8Array): ItemFacts {
  return readJson('index', bytes.subarray(4, endOfFacts(bytes))) as ItemFacts
}

/** All facts of an item. @throws {TacitError} `pack/index` */
export function decodeDetails(bytes: Uint8Array): ItemFacts {
  const rest = bytes.subarray(endOfFacts(bytes))
  const facts = decodeFacts(bytes)
  return rest.length > 0 ? { ...facts, ...readJson('index', rest) } : facts
}

function endOfFacts(bytes: Uint8Array): number {
  assert(bytes.length >= 4, 'the facts of an item are cut off')
  const end = 4 + viewOf(bytes).getUint32(0, true)
  assert(end <= bytes.length, 'the facts of an item are cut off')
  return end
}

export const encodeIntent = (intent: NamedIntent): Uint8Array => writeJson(intent)

/** @throws {TacitError} `pack/index` */
export function decodeIntent(bytes: Uint8Array): NamedIntent {
  return readJson('index', bytes) as unknown as NamedIntent
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

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

export function assert(condition: boolean, problem: string): void {
  if (!condition) throw invalidFile('index', problem)
}
