import { donations } from './donations/index.ts'
import { ga4 } from './ga4/index.ts'
import type { Importer } from './importer.ts'
import { magento } from './magento/index.ts'
import { matomo } from './matomo/index.ts'
import { merchant } from './merchant/index.ts'
import { shopify } from './shopify/index.ts'
import { sitemap } from './sitemap/index.ts'
import { stripe } from './stripe/index.ts'
import { woocommerce } from './woocommerce/index.ts'

/** Every importer, in the order of `tacit import --help`. */
const IMPORTERS: readonly Importer[] = [
  shopify,
  woocommerce,
  magento,
  stripe,
  merchant,
  ga4,
  matomo,
  sitemap,
  donations,
]

/** Name → importer. */
export const SOURCES: ReadonlyMap<string, Importer> = new Map(
  IMPORTERS.map((importer) => [importer.name, importer]),
)
