export type { ImportCounts } from './counts.ts'
export { SOURCES } from './registry.ts'
export { type ImportRun, type RunOptions, runImporter } from './run.ts'
