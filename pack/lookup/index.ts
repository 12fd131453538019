export { isIndexed, type Lookup, openLookup, type ReadRange } from './lookup.ts'
export type { BlockCache } from './read.ts'
export {
  type Embedding,
  encodeEmbedding,
  encodeId,
  encodeJson,
  encodeList,
  encodeShelf,
  type ListEntry,
  type NamedIntent,
  ROWS_PER_CHUNK,
  SECTION,
  type Shelf,
  textKey,
} from './records.ts'
export { type TablePart, type TableRecord, writeTable } from './write.ts'
