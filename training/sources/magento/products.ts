import type { Row, Tools } from '../importer.ts'
import { Fields } from '../shop/fields.ts'
import type { Products } from '../shop/products.ts'
import { amountOf, leafPaths, textOf } from '../values.ts'

interface Read {
  sku: string
  fields: Fields
  row: Row
  attributes: Record<string, string>
}

/** Reads products and, once all files are read, joins simple products to their configurable one. */
export class ProductReader {
  readonly #products: Products
  readonly #read: Read[] = []
  /** SKU of a variant → SKU of its configurable product. */
  readonly #parents = new Map<string, string>()
  #translations = 0

  constructor(products: Products) {
    this.#products = products
  }

  async read(rows: AsyncIterable<Row>): Promise<void> {
    for await (const row of rows) {
      const fields = new Fields(row)
      const sku = fields.text('sku')
      if (sku === null) continue
      if (fields.text('store_view_code') !== null) {
        this.#translations++
        continue
      }
      const attributes = pairsOf(fields.text('additional_attributes'))
      this.#read.push({ sku, fields, row, attributes })
      for (const variation of fields.text('configurable_variations')?.split('|') ?? []) {
        const child = textOf(pairsOf(variation).sku)
        if (child !== null) this.#parents.set(child, sku)
      }
    }
  }

  finish(tools: Tools): void {
    const isVariant = ({ sku }: Read) => this.#parents.has(sku)
    for (const read of this.#read) if (!isVariant(read)) this.#add(read)
    for (const read of this.#read) if (isVariant(read)) this.#vary(read)
    if (this.#translations > 0)
      tools.note(
        `Rows of store views, of which only the default one is used: ${this.#translations}.`,
      )
  }

  #add({ sku, fields, row, attributes }: Read): void {
    this.#products.add(sku, {
      title: fields.text('name'),
      description: fields.text('description', 'short_description'),
      categories: categoriesOf(fields.text('categories')),
      url: urlOf(fields.text('url_key')),
      image: imageOf(fields.text('base_image', 'small_image', 'thumbnail_image')),
      brand: textOf(attributes.brand ?? attributes.manufacturer),
      status: statusOf(fields),
      extra: { ...row, ...attributes },
    })
    const configurable = fields.text('product_type') === 'configurable'
    this.#products.variant(sku, {
      sku,
      price: configurable ? null : priceOf(fields),
      inStock: configurable ? null : inStock(fields),
    })
  }

  #vary({ sku, fields, attributes }: Read): void {
    const parent = this.#parents.get(sku)!
    const [name, price] = [fields.text('name'), priceOf(fields)]
    // A variant that cannot be bought says nothing about the price.
    const online = statusOf(fields, true) === 'active'
    if (online) this.#products.variant(parent, { sku, name, price, inStock: inStock(fields) })
    else this.#products.variant(parent, { sku, name })
    for (const [option, value] of Object.entries(attributes))
      this.#products.option(parent, option, value)
  }
}

/** `color=Black,size=XS`, where values may hold commas. */
function pairsOf(text: string | null): Record<string, string> {
  const pairs = (text ?? '').split(/,(?=\w+=)/).map((pair) => {
    const at = pair.indexOf('=')
    return [
      pair.slice(0, at).trim(),
      pair
        .slice(at + 1)
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    ] as const
  })
  return Object.fromEntries(pairs.filter(([name]) => name))
}

/**
 * `Default Category/Gear,Default Category/Gear/Bags` is `Gear > Bags`: the root category is no page.
 * Names may hold commas, and slashes after a backslash.
 */
function categoriesOf(text: string | null): string[] {
  if (text === null) return []
  const root = text.split('/')[0]
  const escaped = root.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const paths = text.split(new RegExp(`,(?=${escaped}(?:/|,|$))`))
  const names = paths.map((path) => path.split(/(?<!\\)\//).slice(1))
  const joined = names.map((path) => path.map((name) => name.replaceAll('\\/', '/')).join(' > '))
  return leafPaths(joined.filter(Boolean))
}

function urlOf(key: string | null): string | null {
  return key && `/${key}.html`
}

function imageOf(path: string | null): string | null {
  if (path === null || path === 'no_selection' || /^https?:/.test(path)) {
    return path === 'no_selection' ? null : path
  }
  return `/media/catalog/product/${path.replace(/^\//, '')}`
}

/** The special price where it has no dates, which nothing but a clock could judge. */
function priceOf(fields: Fields): number | null {
  const dated = fields.text('special_price_from_date', 'special_price_to_date') !== null
  return (dated ? null : amountOf(fields.text('special_price'))) ?? amountOf(fields.text('price'))
}

function inStock(fields: Fields): boolean | null {
  const stock = fields.text('is_in_stock')
  return stock === null ? null : Number(stock) === 1
}

/** @param variant a variant is shown by its product, and so may be invisible by itself */
function statusOf(fields: Fields, variant = false): string {
  const online = fields.text('product_online') !== '2'
  const hidden = fields.text('visibility') === 'Not Visible Individually' && !variant
  return online && !hidden ? 'active' : 'draft'
}
