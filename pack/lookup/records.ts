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
  /**
   * u32 bytes of the first JSON, u32 bytes of the second, JSON of what a shelf shows, JSON of the details
   * and the nearest prototypes, f32 scale, int8 [d].
   */
  items: 2,
  /** {@link Shelf} without a category. */
  similar: 3,
  /** {@link Shelf} of a category; '': of all. */
  popular: 4,
  /** JSON of all {@link NamedIntent}s. */
  intents: 5,
  /** One bit an item: whether lists leave it out. */
  unlisted: 6,
} as const

/** Raised with every change of a record's layout, so that no reader takes one record for another. */
export const INDEX_FORM = 2

/** A prototype near an item. */
export interface NearIntent {
  id: string
  label: string
  cosine: number
}

/** All that the index knows of an item. */
export interface IndexedItem {
  facts: ItemFacts
  /** z, float32 [d]. */
  vector: Float32Array
  /** Nearest first. */
  prototypes: NearIntent[]
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

/** An item to write. */
export interface ItemRecord {
  facts: ItemFacts
  /** Names of the facts that a shelf does not show. */
  details: ReadonlySet<string>
  prototypes: NearIntent[]
  scale: number
  vector: Int8Array
}

const HEAD = 8

export function encodeItem({ facts, details, prototypes, scale, vector }: ItemRecord): Uint8Array {
  const [shown, more] = [false, true].map((wanted) =>
    Object.fromEntries(Object.entries(facts).filter(([name]) => details.has(name) === wanted)),
  )
  const json = writeJson(shown)
  const rest = writeJson({ details: more, prototypes })
  const end = HEAD + json.length + rest.length
  const bytes = new Uint8Array(end + 4 + vector.length)
  const view = viewOf(bytes)
  view.setUint32(0, json.length, true)
  view.setUint32(4, rest.length, true)
  bytes.set(json, HEAD)
  bytes.set(rest, HEAD + json.length)
  view.setFloat32(end, scale, true)
  bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.length), end + 4)
  return bytes
}

/** What a shelf shows of an item. @throws {TacitError} `pack/index` */
export function decodeFacts(bytes: Uint8Array): ItemFacts {
  return readJson('index', partsOf(bytes).facts) as ItemFacts
}

/** @returns z, float32 [d] @throws {TacitError} `pack/index` */
export function decodeVector(bytes: Uint8Array, dim: number): Float32Array {
  const { row } = partsOf(bytes)
  assert(row.length === 4 + dim, 'an embedding does not have its dimension')
  const view = viewOf(row)
  const scale = view.getFloat32(0, true)
  return Float32Array.from({ length: dim }, (_, j) => scale * view.getInt8(4 + j))
}

/** @throws {TacitError} `pack/index` */
export function decodeItem(bytes: Uint8Array, dim: number): IndexedItem {
  const { details, prototypes } = readJson('index', partsOf(bytes).more) as {
    details: object
    prototypes: NearIntent[]
  }
  return {
    facts: { ...decodeFacts(bytes), ...details },
    vector: decodeVector(bytes, dim),
    prototypes,
  }
}

function partsOf(bytes: Uint8Array) {
  assert(bytes.length >= HEAD, 'an item is cut off')
  const facts = HEAD + viewOf(bytes).getUint32(0, true)
  const more = facts + viewOf(bytes).getUint32(4, true)
  assert(more <= bytes.length, 'an item is cut off')
  return {
    facts: bytes.subarray(HEAD, facts),
    more: bytes.subarray(facts, more),
    row: bytes.subarray(more),
  }
}

export const encodeIntents = (intents: readonly NamedIntent[]): Uint8Array => writeJson({ intents })

/** @throws {TacitError} `pack/index` */
export function decodeIntents(bytes: Uint8Array): NamedIntent[] {
  return readJson('index', bytes).intents as NamedIntent[]
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

export function assert(condition: boolean, problem: string): void {
  if (!condition) throw invalidFile('index', problem)
}
