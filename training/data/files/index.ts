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
export { findSources, isDelimited, type SourceFile, type Sources, sourceFile } from './sources.ts'
