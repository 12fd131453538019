import type { Row } from '../importer.ts'
import { Fields } from '../shop/fields.ts'
import type { Products } from '../shop/products.ts'
import { amountOf, listOf } from '../values.ts'

const OPTIONS = [1, 2, 3]

/**
 * Reads products: one row a variant or image, and only a product's first row has its own facts. The
 * second name of a column is that of the template of 2025.
 */
export async function readProducts(rows: AsyncIterable<Row>, products: Products): Promise<void> {
  let title: string | null = null
  let options: (string | null)[] = []
  let last: string | null = null
  for await (const row of rows) {
    const fields = new Fields(row)
    const handle: string | null = fields.text('Handle', 'URL handle') ?? last
    if (handle === null) continue
    if (handle !== last) [title, options, last] = [null, [], handle]
    title = fields.text('Title') ?? title
    options = OPTIONS.map((n) => fields.text(`Option${n} Name`) ?? options[n - 1])
    products.add(handle, { ...factsOf(handle, fields), extra: row })
    const values = OPTIONS.map((n) => fields.text(`Option${n} Value`))
    for (const [n, name] of options.entries()) products.option(handle, name, values[n])
    const price = amountOf(fields.text('Variant Price', 'Price'))
    const sku = skuOf(fields.text('Variant SKU', 'SKU'))
    const given = values.filter((value) => value !== null)
    if (given.length === 0 && price === null && sku === null) continue
    const plain = given.length === 0 || given[0] === 'Default Title'
    const name = plain ? title : `${title} - ${given.join(' / ')}`
    products.variant(handle, { sku, name, price, inStock: inStock(fields) })
  }
}

function factsOf(handle: string, fields: Fields) {
  const image = fields.text('Image Src', 'Product image URL', 'Variant Image', 'Variant image URL')
  const first = (fields.text('Image Position') ?? '1') === '1'
  return {
    title: fields.text('Title'),
    description: fields.text('Body (HTML)', 'Description'),
    categories: categoriesOf(fields),
    url: `/products/${handle}`,
    image: first ? image : null,
    brand: fields.text('Vendor'),
    tags: listOf(fields.text('Tags')),
    status: statusOf(fields),
  }
}

function categoriesOf(fields: Fields): string[] | undefined {
  const paths = [
    fields.text('Product Category', 'Standardized Product Type'),
    fields.text('Type', 'Custom Product Type'),
    fields.text('Collection'),
  ].filter((path) => path !== null && !/^uncategorized$/i.test(path))
  return paths.length ? [...new Set(paths as string[])] : undefined
}

/** `active`, `draft` or `archived`; a product that the online store does not show is a draft. */
function statusOf(fields: Fields): string | null {
  const status = fields.text('Status')?.toLowerCase()
  const published = fields.text('Published', 'Published on online store')?.toLowerCase()
  if (status === 'archived' || status === 'draft') return status
  if (status === 'unlisted' || published === 'false') return 'draft'
  return status ?? (published === 'true' ? 'active' : null)
}

/** Null where Shopify does not count the stock, or the export does not hold it. */
function inStock(fields: Fields): boolean | null {
  const stock = amountOf(fields.text('Variant Inventory Qty', 'Inventory quantity'))
  if (stock === null) return null
  const policy = fields.text('Variant Inventory Policy', 'Continue selling when out of stock')
  const tracker = fields.text('Variant Inventory Tracker', 'Inventory tracker')
  return stock > 0 || tracker === null || /^(continue|true)$/i.test(policy ?? '')
}

/** Without the apostrophe that keeps spreadsheets from reading it as a number. */
export function skuOf(text: string | null): string | null {
  return text?.replace(/^'/, '') || null
}
