export { CsrBuilder, topPerRow } from './builder.ts'
export {
  type Csr,
  columnCounts,
  fromSorted,
  interactionMatrix,
  mapValues,
  symmetric,
  transpose,
} from './csr.ts'
export {
  fillEmptyRows,
  filterEntries,
  permuteRows,
  pickColumns,
  sortColumns,
  valuesAt,
} from './cuts.ts'
export { normalizeBoth, normalizeRows, softmaxRows } from './normalize.ts'
export { addRow, dotRow, gram, multiply, RowSum, visitNewestFirst } from './products.ts'
export { rightSingular, type SvdOptions } from './svd.ts'
export { TopK } from './top.ts'
