export { isIndexed, type Lookup, openLookup, type ReadRange } from './lookup.ts'
export type { BlockCache } from './read.ts'
export {
  encodeId,
  encodeIntents,
  encodeItem,
  INDEX_FORM,
  type IndexedItem,
  type NamedIntent,
  type NearIntent,
  ROWS_PER_CHUNK,
  SECTION,
  textKey,
} from './records.ts'
export { encodeShelf, type ListEntry, type Shelf } from './shelf.ts'
export { type TablePart, type TableRecord, writeTable } from './write.ts'
