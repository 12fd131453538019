export type { ImportCounts } from './counts.ts'
export type { SourceOptions } from './importer.ts'
export { SOURCES } from './registry.ts'
export { type ImportRun, type RunOptions, runImporter } from './run.ts'
