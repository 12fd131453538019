import type { Row } from '../importer.ts'
import { Fields, objectsOf } from '../shop/fields.ts'
import type { Products } from '../shop/products.ts'
import { amountOf, firstText, leafPaths, listOf } from '../values.ts'

/** A comma that separates; one inside a name has a backslash. */
const SEPARATOR = /(?<!\\),/

/** Reads products and, once all files are read, joins variations to them. */
export class ProductReader {
  readonly #products: Products
  readonly #variations: { parent: string | null; fields: Fields; row: Row }[] = []

  constructor(products: Products) {
    this.#products = products
  }

  async read(rows: AsyncIterable<Row>): Promise<void> {
    for await (const row of rows) {
      const fields = new Fields(row)
      const types = listOf(fields.text('Type'))
      if (types.includes('variation')) {
        const parent = fields.text('Parent', 'parent_id')
        this.#variations.push({ parent, fields, row })
      } else this.#add(fields, row, types.includes('variable'))
    }
  }

  finish(): void {
    for (const { parent, fields, row } of this.#variations) {
      const id = parent?.replace(/^id:/, '') ?? null
      const product = this.#products.find({ id, sku: parent })
      if (product === null) this.#add(fields, row, false)
      else this.#vary(product, fields, row)
    }
  }

  #add(fields: Fields, row: Row, variable: boolean): void {
    const id = fields.text('ID', 'SKU')
    if (id === null) return
    this.#products.add(id, {
      title: fields.text('Name'),
      description: descriptionOf(fields),
      categories: categoriesOf(fields, row),
      url: fields.text('permalink', 'External URL') ?? `/?p=${id}`,
      image: imageOf(fields, row),
      brand: firstText(fields.text('Brands', 'Brand'), objectsOf(row.brands)[0]?.name),
      tags: (fields.text('Tags')?.split(SEPARATOR) ?? objectsOf(row.tags).map(({ name }) => name))
        .map((tag) => String(tag).trim())
        .filter(Boolean),
      status: statusOf(fields),
      extra: row,
    })
    // In the CSV, price and stock of a variable product are those of its variations.
    const own = !variable || fields.has('price')
    this.#products.variant(id, {
      id,
      sku: fields.text('SKU'),
      price: own ? priceOf(fields) : null,
      inStock: own ? inStock(fields) : null,
    })
    this.#options(id, fields, row)
  }

  #vary(product: string, fields: Fields, row: Row): void {
    this.#products.variant(product, {
      id: fields.text('ID'),
      sku: fields.text('SKU'),
      name: fields.text('Name'),
      price: priceOf(fields),
      inStock: inStock(fields),
    })
    this.#options(product, fields, row)
  }

  #options(product: string, fields: Fields, row: Row): void {
    for (let n = 1; fields.has(`Attribute ${n} name`); n++) {
      const values = fields.text(`Attribute ${n} value(s)`)?.split(SEPARATOR) ?? []
      for (const value of values)
        this.#products.option(product, fields.text(`Attribute ${n} name`), value.trim())
    }
    for (const { name, options, option } of objectsOf(row.attributes))
      for (const value of Array.isArray(options) ? options : [option])
        this.#products.option(product, firstText(name), firstText(value))
  }
}

/** The long description, else the short one; the CSV writes line breaks as `\n`. */
function descriptionOf(fields: Fields): string | null {
  const text = fields.text('Description') ?? fields.text('Short description')
  return text?.replaceAll('\\n', '\n') ?? null
}

function categoriesOf(fields: Fields, row: Row): string[] {
  const paths = fields.text('Categories')?.split(SEPARATOR)
  const names = paths ?? objectsOf(row.categories).map(({ name }) => String(name))
  const clean = names.map((path) => path.replaceAll('\\,', ',').trim())
  return leafPaths(clean.filter((path) => path && !/^uncategorized$/i.test(path)))
}

function imageOf(fields: Fields, row: Row): string | null {
  const [first] = listOf(fields.text('Images'), /,\s*(?=https?:)/)
  return first ?? firstText(objectsOf(row.images)[0]?.src)
}

/** The sale price where it has no dates, which nothing but a clock could judge. */
function priceOf(fields: Fields): number | null {
  const dated = fields.text('Date sale price starts', 'Date sale price ends') !== null
  const sale = dated ? null : amountOf(fields.text('price', 'Sale price'))
  return sale ?? amountOf(fields.text('Regular price'))
}

function inStock(fields: Fields): boolean | null {
  const stock = fields.text('In stock?', 'stock_status')?.toLowerCase()
  if (!stock) return null
  return ['1', 'instock', 'onbackorder', 'backorder', 'yes', 'true'].includes(stock)
}

/** Published is 1, 0 for private, −1 for a draft. */
function statusOf(fields: Fields): string | null {
  const hidden = fields.text('Visibility in catalog', 'catalog_visibility') === 'hidden'
  const status = fields.text('Published', 'status')
  if (status === null) return hidden ? 'draft' : null
  return !hidden && ['1', 'publish'].includes(status) ? 'active' : 'draft'
}
