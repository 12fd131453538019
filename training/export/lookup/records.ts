import { itemPrototypes } from '@tacit-rec/engine'
import {
  encodeEmbedding,
  encodeId,
  encodeJson,
  encodeList,
  encodeShelf,
  factsOf,
  isListed,
  type LoadedPack,
  ROWS_PER_CHUNK,
  SECTION,
  type TablePart,
  type TableRecord,
  textKey,
  writeTable,
} from '@tacit-rec/pack'
import { popularLists } from './popular.ts'
import { similarLists } from './similar.ts'

/** The parts of a pack that its index is made of. */
export type IndexedPack = Pick<
  LoadedPack,
  | 'manifest'
  | 'items'
  | 'neighbours'
  | 'popularity'
  | 'prototypes'
  | 'prototypeVectors'
  | 'catalogue'
>

const NO_PROTOTYPE = { prototype: -1, cosine: 0 }

/**
 * Writes the index that the edge reads by range (`Lookup` of @tacit-rec/pack), in parts.
 *
 * @param maxPart bytes at which a part ends
 */
export function writeIndex(
  pack: IndexedPack,
  maxPart?: number,
): AsyncGenerator<TablePart, void, void> {
  return writeTable(indexRecords(pack), maxPart)
}

/** The records of an index, by section and key. */
function* indexRecords(pack: IndexedPack): Generator<TableRecord> {
  const { manifest, items, catalogue, popularity } = pack
  const { items: N, dim } = manifest
  const { ids } = catalogue
  const isUnlisted = (item: number) => !isListed(catalogue, item)

  const keys = ids.map((id, row) => ({ key: textKey(id), row }))
  for (const { key, row } of keys.sort((a, b) => a.key - b.key || a.row - b.row))
    yield { section: SECTION.ids, key, value: encodeId(row, ids[row]) }

  for (let row = 0; row < N; row++)
    yield { section: SECTION.facts, key: row, value: encodeJson(factsOf(catalogue, row)) }

  const nearest: { prototype: number; cosine: number }[] = []
  for (let row = 0; row < N; row++) {
    const near = itemPrototypes(pack, row)
    nearest.push(near[0] ?? NO_PROTOTYPE)
    const vector = items.vectors.subarray(row * dim, (row + 1) * dim)
    const value = encodeEmbedding(vector, items.scale[row], near)
    yield { section: SECTION.embeddings, key: row, value }
  }

  const similar = similarLists(pack, nearest, isUnlisted)
  for (let row = 0; row < N; row++)
    yield { section: SECTION.similar, key: row, value: encodeList(similar(row)) }

  const shelves = popularLists(catalogue, popularity, isUnlisted)
    .map((shelf) => ({ key: textKey(shelf.category), shelf }))
    .sort((a, b) => a.key - b.key)
  for (const { key, shelf } of shelves)
    yield { section: SECTION.popular, key, value: encodeShelf(shelf.category, shelf) }

  for (const [key, { exemplars, ...named }] of pack.prototypes.entries()) {
    const listed = exemplars.filter((item) => !isUnlisted(item)).map((item) => ids[item])
    yield { section: SECTION.intents, key, value: encodeJson({ ...named, exemplars: listed }) }
  }

  for (let from = 0; from < N; from += ROWS_PER_CHUNK) {
    const bits = new Uint8Array(Math.ceil(Math.min(ROWS_PER_CHUNK, N - from) / 8))
    for (let at = 0; at < bits.length * 8 && from + at < N; at++)
      if (isUnlisted(from + at)) bits[at >> 3] |= 1 << (at & 7)
    yield { section: SECTION.unlisted, key: from / ROWS_PER_CHUNK, value: bits }
  }
}
