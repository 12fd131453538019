export { type Merged, mergeCatalogues, type UpdateCounts } from './catalogue.ts'
export { graftItems } from './graft.ts'
export { type PackRun, readPackRun, writePackRun } from './run.ts'
