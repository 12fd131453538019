export { isIndexed, type Lookup, openLookup, type ReadRange } from './lookup.ts'
export type { BlockCache } from './read.ts'
export {
  type Embedding,
  encodeEmbedding,
  encodeFacts,
  encodeId,
  encodeIntent,
  type NamedIntent,
  ROWS_PER_CHUNK,
  SECTION,
  textKey,
} from './records.ts'
export { encodeShelf, type ListEntry, type Shelf } from './shelf.ts'
export { type TablePart, type TableRecord, writeTable } from './write.ts'
