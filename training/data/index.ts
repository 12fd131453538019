export { OUR_COLUMNS } from './columns/index.ts'
export {
  type BackOff,
  type CountOptions,
  type ItemCounts,
  itemCounts,
} from './counts/item-counts.ts'
export { kindFactors } from './counts/kind-weights.ts'
export { backOffOf, type LayerRow } from './counts/stored/layers.ts'
export { placeCounts, readCounts, type StoredCounts } from './counts/stored/read.ts'
export { quoted, quotedPath, rowsOf, withDuckDB } from './duckdb.ts'
export { type Archive, openArchive, rowsOfFile } from './files/index.ts'
export { type History, historyAt } from './history.ts'
export {
  attributesOf,
  ID_JOINS,
  type IdJoin,
  type ItemOptions,
  idsByName,
  idsInFile,
  intentsOfItems,
  joinable,
  joinIds,
  loadItems,
  pickItems,
  plainText,
  type StatedCatalogue,
  textsOfItems,
  unlistedOf,
} from './items/index.ts'
export { loadDataset } from './load.ts'
export { emptyDataset, withMoreItems } from './more-items.ts'
export { type DataReport, ReportDraft } from './report.ts'
export { pickRows, sampleUsers } from './sample-users.ts'
export { wholeHistories } from './sequences.ts'
export { splitDataset } from './split.ts'
export type {
  Cases,
  Clock,
  Dataset,
  LoadOptions,
  Sequences,
  Split,
  TimeForm,
  WholeSplit,
} from './types.ts'
