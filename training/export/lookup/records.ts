import { itemPrototypes } from '@tacit-rec/engine'
import {
  type Catalogue,
  detailNames,
  encodeId,
  encodeIntents,
  encodeItem,
  encodeShelf,
  type FileEntry,
  factsOf,
  fileName,
  INDEX_FORM,
  isListed,
  type ListEntry,
  type LoadedPack,
  ROWS_PER_CHUNK,
  SECTION,
  sha256Hex,
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

/** Items of a list whose facts stand beside it: as many as a list has by default. */
const MAX_FACTS = 20
/** Bytes of the facts beside a list of similar items, of which a catalogue has one an item. */
const MAX_SIMILAR_FACTS = 6144
/** Bytes of the facts beside a list of popular items. */
const MAX_POPULAR_FACTS = 32_768
/** Lists of popular items with facts, those with most users. */
const MAX_FULL = 1000
const NO_PROTOTYPE = { prototype: -1, cosine: 0 }

/**
 * Writes the index that the edge reads by range (`Lookup` of @tacit-rec/pack), in files, each with its
 * entry in the manifest. That of part 0 comes last.
 *
 * @param maxPart bytes at which a file ends
 */
export async function* writeIndex(
  pack: IndexedPack,
  maxPart?: number,
): AsyncGenerator<{ entry: FileEntry & { part: number }; bytes: Uint8Array }, void, void> {
  for await (const { part, bytes, root } of writeTable(indexRecords(pack), maxPart)) {
    const sha256 = await sha256Hex(bytes)
    const name = fileName('index', sha256)
    const first = root === undefined ? {} : { root, form: INDEX_FORM }
    const entry = {
      role: 'index',
      name,
      sha256,
      bytes: bytes.length,
      part,
      optional: true as const,
    }
    yield { entry: { ...entry, ...first }, bytes }
  }
}

/** The records of an index, by section and key. */
function* indexRecords(pack: IndexedPack): Generator<TableRecord> {
  const { manifest, items, catalogue, popularity } = pack
  const { items: N, dim } = manifest
  const { ids } = catalogue
  const isUnlisted = (item: number) => !isListed(catalogue, item)
  const details = detailNames(catalogue)

  const keys = ids.map((id, row) => ({ key: textKey(id), row }))
  for (const { key, row } of keys.sort((a, b) => a.key - b.key || a.row - b.row))
    yield { section: SECTION.ids, key, value: encodeId(row, ids[row]) }

  const nearest: { prototype: number; cosine: number }[] = []
  for (let row = 0; row < N; row++) {
    const near = itemPrototypes(pack, row)
    nearest.push(near[0] ?? NO_PROTOTYPE)
    const value = encodeItem({
      facts: factsOf(catalogue, row),
      details,
      prototypes: near.map(({ prototype, cosine }) => {
        const { id, label } = pack.prototypes[prototype]
        return { id, label, cosine }
      }),
      scale: items.scale[row],
      vector: items.vectors.subarray(row * dim, (row + 1) * dim),
    })
    yield { section: SECTION.items, key: row, value }
  }

  const shelf = shelfEncoder(catalogue, details)
  const similar = similarLists(pack, nearest, isUnlisted)
  for (let row = 0; row < N; row++)
    yield { section: SECTION.similar, key: row, value: shelf('', similar(row), MAX_SIMILAR_FACTS) }

  const shelves = popularLists(catalogue, popularity, isUnlisted)
    .map(({ category, entries }, n) => ({
      key: textKey(category),
      value: shelf(category, entries, n < MAX_FULL ? MAX_POPULAR_FACTS : 0),
    }))
    .sort((a, b) => a.key - b.key)
  for (const { key, value } of shelves) yield { section: SECTION.popular, key, value }

  const intents = pack.prototypes.map(({ exemplars, ...named }) => ({
    ...named,
    exemplars: exemplars.filter((item) => !isUnlisted(item)).map((item) => ids[item]),
  }))
  yield { section: SECTION.intents, key: 0, value: encodeIntents(intents) }

  for (let from = 0; from < N; from += ROWS_PER_CHUNK) {
    const bits = new Uint8Array(Math.ceil(Math.min(ROWS_PER_CHUNK, N - from) / 8))
    for (let at = 0; at < bits.length * 8 && from + at < N; at++)
      if (isUnlisted(from + at)) bits[at >> 3] |= 1 << (at & 7)
    yield { section: SECTION.unlisted, key: from / ROWS_PER_CHUNK, value: bits }
  }
}

/** Encodes lists with what a shelf shows of their first items. */
function shelfEncoder(catalogue: Catalogue, details: ReadonlySet<string>) {
  const shown = (row: number) => {
    const facts = factsOf(catalogue, row)
    for (const name of details) delete facts[name]
    return facts
  }
  return (category: string, entries: ListEntry[], maxFacts: number) => {
    const listed = entries.filter(({ unlisted }) => !unlisted).slice(0, maxFacts && MAX_FACTS)
    const facts = listed.map(({ row }) => shown(row))
    return encodeShelf(category, { entries, facts }, maxFacts)
  }
}
