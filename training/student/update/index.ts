export { type Merged, mergeCatalogues } from './catalogue.ts'
export { graftItems } from './graft.ts'
export { type PackRun, readPackRun, runFolder, writePackRun } from './run.ts'
