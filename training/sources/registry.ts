import type { Importer } from './importer.ts'
import { magento } from './magento/index.ts'
import { shopify } from './shopify/index.ts'
import { stripe } from './stripe/index.ts'
import { woocommerce } from './woocommerce/index.ts'

/** Every importer, in the order of `tacit import --help`. */
const IMPORTERS: readonly Importer[] = [shopify, woocommerce, magento, stripe]

/** Name → importer. */
export const SOURCES: ReadonlyMap<string, Importer> = new Map(
  IMPORTERS.map((importer) => [importer.name, importer]),
)
