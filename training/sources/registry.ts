import { ga4 } from './ga4/index.ts'
import type { Importer } from './importer.ts'
import { matomo } from './matomo/index.ts'
import { merchant } from './merchant/index.ts'
import { sitemap } from './sitemap/index.ts'

/** Every importer, in the order of `tacit import --help`. */
const IMPORTERS: readonly Importer[] = [merchant, ga4, matomo, sitemap]

/** Name → importer. */
export const SOURCES: ReadonlyMap<string, Importer> = new Map(
  IMPORTERS.map((importer) => [importer.name, importer]),
)
