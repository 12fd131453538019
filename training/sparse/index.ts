export { CsrBuilder, topPerRow } from './builder.ts'
export {
  type Csr,
  columnCounts,
  interactionMatrix,
  mapValues,
  symmetric,
  transpose,
} from './csr.ts'
export { fillEmptyRows, filterEntries, pickColumns, sortColumns, valuesAt } from './cuts.ts'
export { normalizeBoth, normalizeRows, softmaxRows } from './normalize.ts'
export { addRow, dotRow, gram, multiply, RowSum, visitNewestFirst } from './products.ts'
export { rightSingular } from './svd.ts'
export { TopK } from './top.ts'
