import { availabilityOf, bestOf } from './availability.ts'
import { readPrices } from './price.ts'
import { scalarText, structured, type Value } from './structure.ts'

/** What the variants within an item say, [items] each. */
export interface Nested {
  /** The lowest price. */
  price?: (number | null)[]
  currency?: (string | undefined)[]
  availability?: (string | null)[]
  /** Ids and SKUs of the variants. */
  names: string[][]
}

/** Columns that may be a list of variants, as in Shopify's JSON and in schema.org's. */
export const NESTED = /^(variants|variations|product_?variants|offers|skus|children)$/i

type Variant = { [key: string]: Value }

const PRICES = ['price', 'current_price', 'sale_price', 'amount', 'lowPrice']
const STOCK = [
  'availability',
  'available',
  'in_stock',
  'stock_status',
  'inventory_quantity',
  'stock',
]
const IDS = ['id', 'sku', 'variant_id', 'product_id', 'handle']

/**
 * The facts of variants that stand as a list of objects within their item.
 *
 * @returns null if no cell is such a list
 */
export function nestedFacts(cells: readonly Value[], name: string): Nested | null {
  const lists = cells.map(variantsOf)
  if (lists.every((variants) => variants.length === 0)) return null
  const flat = lists.flat()
  const [price, stock] = [PRICES, STOCK].map((keys) =>
    keys.find((key) => flat.some((variant) => variant[key] != null)),
  )
  const nested: Nested = {
    names: lists.map((variants) =>
      variants.flatMap((variant) => IDS.flatMap((key) => scalarText(variant[key]) ?? [])),
    ),
  }
  if (price !== undefined) Object.assign(nested, lowestPrices(lists, flat, price, name))
  if (stock !== undefined)
    nested.availability = lists.map((variants) =>
      bestOf(variants.map((variant) => availabilityOf(variant[stock] ?? null))),
    )
  return nested
}

function lowestPrices(
  lists: Variant[][],
  flat: Variant[],
  key: string,
  name: string,
): Pick<Nested, 'price' | 'currency'> {
  // A variant's own currency stands beside its price.
  const cells = flat.map((variant) =>
    variant.priceCurrency === undefined ? (variant[key] ?? null) : variant,
  )
  const { values, currency } = readPrices(cells as Value[], `${name}.${key}`)
  let at = 0
  const lowest = lists.map(({ length }) => {
    const places = Array.from({ length }, (_, n) => at + n).filter((n) => values[n] != null)
    at += length
    return places.reduce<number | null>(
      (best, n) => (best === null || (values[n] ?? 0) < (values[best] ?? 0) ? n : best),
      null,
    )
  })
  return {
    price: lowest.map((n) => (n === null ? null : (values[n] ?? null))),
    currency: lowest.map((n) => (n === null ? undefined : currency[n])),
  }
}

function variantsOf(cell: Value): Variant[] {
  const value = structured(cell)
  const list = Array.isArray(value) ? value : [value]
  return list.filter(
    (part): part is Variant => part != null && typeof part === 'object' && !Array.isArray(part),
  )
}
