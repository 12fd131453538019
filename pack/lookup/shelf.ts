import type { ItemFacts } from '../facts.ts'
import { readJson, writeJson } from '../json.ts'
import { assert, viewOf } from './records.ts'
import { decodeRows, encodeRows } from './rows.ts'

/** An item of a precomputed list. */
export interface ListEntry {
  row: number
  score: number
  /** Whether lists leave the item out unless they are asked for it. */
  unlisted: boolean
}

/** A precomputed list. */
export interface Shelf {
  /** Best first, with the unlisted ones among them. */
  entries: ListEntry[]
  /**
   * What a shelf shows of the first listed entries, so that they need no blocks of their own: a cold
   * request would read one for each. May be empty.
   */
  facts: ItemFacts[]
}

const ENTRY = 8
const UNLISTED = 0x8000_0000
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/**
 * Writes a list: u32 bytes of the category, u32 bytes of the entries, the category, per entry u32 row
 * (highest bit: unlisted) and f32 score, JSON of the facts by column.
 *
 * @param maxFacts bytes of the facts, of which fewer are written where they would have more
 */
export function encodeShelf(category: string, shelf: Shelf, maxFacts: number): Uint8Array {
  const parts = [encoder.encode(category), encodeList(shelf.entries), fitting(shelf, maxFacts)]
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

function fitting({ facts }: Shelf, maxBytes: number): Uint8Array {
  for (let count = facts.length; count > 0; count >>= 1) {
    const json = writeJson(encodeRows(facts.slice(0, count)))
    if (json.length <= maxBytes) return json
  }
  return new Uint8Array()
}

/** @throws {TacitError} `pack/index` */
export function decodeShelf(bytes: Uint8Array): Shelf & { category: string } {
  assert(bytes.length >= 8, 'a list is cut off')
  const list = 8 + viewOf(bytes).getUint32(0, true)
  const json = list + viewOf(bytes).getUint32(4, true)
  assert(json <= bytes.length, 'a list is cut off')
  return {
    category: decoder.decode(bytes.subarray(8, list)),
    entries: decodeList(bytes.subarray(list, json)),
    facts: json < bytes.length ? decodeRows(readJson('index', bytes.subarray(json))) : [],
  }
}

function encodeList(entries: readonly ListEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * ENTRY)
  const view = viewOf(bytes)
  for (const [n, { row, score, unlisted }] of entries.entries()) {
    view.setUint32(n * ENTRY, row + (unlisted ? UNLISTED : 0), true)
    view.setFloat32(n * ENTRY + 4, score, true)
  }
  return bytes
}

function decodeList(bytes: Uint8Array): ListEntry[] {
  assert(bytes.length % ENTRY === 0, 'a list is cut off')
  const view = viewOf(bytes)
  return Array.from({ length: bytes.length / ENTRY }, (_, n) => {
    const word = view.getUint32(n * ENTRY, true)
    const score = view.getFloat32(n * ENTRY + 4, true)
    return { row: word % UNLISTED, score, unlisted: word >= UNLISTED }
  })
}
