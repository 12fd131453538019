import type { Row } from '../importer.ts'
import { type Fields, objectOf } from '../shop/fields.ts'
import type { Products } from '../shop/products.ts'
import { firstText, textOf } from '../values.ts'
import { idOf, moneyOf } from './objects.ts'

/** Adds a product of the API, with its default price where that is expanded. */
export function addProduct(product: Row, products: Products): void {
  const id = textOf(product.id)
  if (id === null || product.deleted === true) return
  products.add(id, {
    title: textOf(product.name),
    description: textOf(product.description),
    url: textOf(product.url),
    image: Array.isArray(product.images) ? firstText(...product.images) : null,
    status: product.active === false ? 'archived' : 'active',
    extra: objectOf(product.metadata),
  })
  addPrice({ ...objectOf(product.default_price), product: id }, products)
}

/** Adds a price of the API: a product with several, such as one a size, has the lowest. */
export function addPrice(price: Row, products: Products): void {
  const id = idOf(price.product)
  if (id === null || price.active === false) return
  const currency = textOf(price.currency)?.toUpperCase()
  if (!products.has(id)) products.add(id, {})
  if (currency) products.add(id, { currency })
  products.variant(id, { price: moneyOf(price.unit_amount, price.currency) })
}

/** Adds a row of the dashboard's CSV of products; false if it is none. */
export function addProductRow(fields: Fields, products: Products): boolean {
  const id = fields.text('id', 'Product ID')
  if (!id?.startsWith('prod_') || !fields.has('Name', 'Product Name')) return false
  products.add(id, {
    title: fields.text('Name', 'Product Name'),
    description: fields.text('Description'),
    url: fields.text('Url'),
  })
  return true
}
