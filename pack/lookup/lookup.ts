import { invalidFile } from '../errors.ts'
import type { ItemFacts } from '../facts.ts'
import { filesOf, type Manifest } from '../manifest.ts'
import { type BlockCache, openTable } from './read.ts'
import {
  decodeFacts,
  decodeId,
  decodeIntents,
  decodeItem,
  decodeVector,
  INDEX_FORM,
  type IndexedItem,
  type NamedIntent,
  ROWS_PER_CHUNK,
  SECTION,
  textKey,
} from './records.ts'
import { decodeShelf, type Shelf } from './shelf.ts'

/** Reads a range of a pack file. What it gives may be wrong or short: every block is checked. */
export type ReadRange = (
  name: string,
  range: { offset: number; length: number },
) => Promise<Uint8Array>

/** What answers about single items need of a pack, without reading all of it. */
export interface Lookup {
  /** The row of each id; undefined for an id that the pack does not have. */
  rows(ids: readonly string[]): Promise<(number | undefined)[]>
  /** What a shelf shows: no descriptions, and no other columns of long texts. */
  facts(rows: readonly number[]): Promise<ItemFacts[]>
  /** All that is known of them, of the same blocks. */
  items(rows: readonly number[]): Promise<IndexedItem[]>
  /** z of each, float32 [d], of the same blocks. */
  vectors(rows: readonly number[]): Promise<Float32Array[]>
  /** The most similar items. */
  similar(row: number): Promise<Shelf>
  /** The most popular items; `score`: users. @param category '': of all */
  popular(category: string): Promise<Shelf>
  /** All prototypes. */
  intents(): Promise<NamedIntent[]>
  /** Whether lists leave out an item, by row. */
  unlisted(): Promise<(row: number) => boolean>
}

const EMPTY: Shelf = { entries: [], facts: [] }

/** Whether {@link openLookup} can open the pack: whether it has an index, and of this form. */
export function isIndexed(manifest: Manifest): boolean {
  return filesOf(manifest, 'index')[0]?.form === INDEX_FORM
}

/**
 * Opens a pack's index for one request. Reads only the blocks that hold what is asked for, and checks
 * each against the manifest.
 *
 * @param cache keeps decoded blocks for the next requests
 * @returns a lookup whose methods throw TacitError `pack/index` for a block or a record that does not
 *   fit, and pass on the errors of `read`
 */
export function openLookup(manifest: Manifest, read: ReadRange, cache?: BlockCache): Lookup {
  const { items, dim } = manifest
  const parts = filesOf(manifest, 'index')
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
  const root = parts[0]?.root
  if (root === undefined) throw invalidFile('index', 'the manifest does not declare its root')
  const table = openTable({ root, bytes, cache }, (offset, length) => {
    let start = 0
    const part = parts.find((one) => {
      if (offset < start + one.bytes) return true
      start += one.bytes
      return false
    })
    if (!part) throw invalidFile('index', `a block begins at byte ${offset} of ${bytes}`)
    const inside = offset - start
    return read(part.name, {
      offset: inside,
      length: Math.min(length, part.bytes - inside),
    })
  })

  /** The one record of each key. */
  async function one<T>(
    section: number,
    keys: readonly number[],
    end: number,
    decode: (bytes: Uint8Array) => T,
  ): Promise<T[]> {
    const outside = keys.find((key) => !(key < end))
    if (outside !== undefined) throw invalidFile('index', `row ${outside} is not below ${end}`)
    const records = await table.get(section, keys)
    return records.map(([record], n) => {
      if (!record) throw invalidFile('index', `section ${section} lacks row ${keys[n]}`)
      return decode(record)
    })
  }

  return {
    async rows(ids) {
      const found = await table.get(SECTION.ids, ids.map(textKey))
      return found.map((records, n) => records.map(decodeId).find(({ id }) => id === ids[n])?.row)
    },
    facts: (rows) => one(SECTION.items, rows, items, decodeFacts),
    items: (rows) => one(SECTION.items, rows, items, (record) => decodeItem(record, dim)),
    vectors: (rows) => one(SECTION.items, rows, items, (record) => decodeVector(record, dim)),
    similar: async (row) => (await one(SECTION.similar, [row], items, decodeShelf))[0],
    async popular(category) {
      const [records] = await table.get(SECTION.popular, [textKey(category)])
      return records.map(decodeShelf).find((shelf) => shelf.category === category) ?? EMPTY
    },
    intents: async () => (await one(SECTION.intents, [0], 1, decodeIntents))[0],
    async unlisted() {
      const chunks = Array.from({ length: Math.ceil(items / ROWS_PER_CHUNK) }, (_, n) => n)
      const bits = await one(SECTION.unlisted, chunks, chunks.length, (record) => record)
      return (row) => {
        const at = row % ROWS_PER_CHUNK
        return ((bits[Math.floor(row / ROWS_PER_CHUNK)]?.[at >> 3] ?? 0) & (1 << (at & 7))) !== 0
      }
    },
  }
}
