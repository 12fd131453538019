export {
  type BadRow,
  openRows,
  placeOf,
  type RowSource,
  runOn,
  shorten,
  throwFirstReject,
  valueError,
} from './rows.ts'
export { rowsOfFile } from './rows-of-file.ts'
export type { SourceFile } from './sniff.ts'
export { findSources, type Sources, sourceFile } from './sources.ts'
