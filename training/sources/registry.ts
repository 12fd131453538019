import type { Importer } from './importer.ts'

/** Every importer, in the order of `tacit import --help`. */
const IMPORTERS: readonly Importer[] = []

/** Name → importer. */
export const SOURCES: ReadonlyMap<string, Importer> = new Map(
  IMPORTERS.map((importer) => [importer.name, importer]),
)
