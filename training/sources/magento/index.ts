import type { Importer } from '../importer.ts'
import { filesByRole } from '../shop/files.ts'
import { Orders } from '../shop/orders.ts'
import { Products } from '../shop/products.ts'
import { NUMBER, readOrders } from './orders.ts'
import { ProductReader } from './products.ts'

const REMEDY =
  'pass orders with their products (JSON of GET /rest/V1/orders, or a CSV with a row an item; the ' +
  'grid of Sales → Orders has none) and products (System → Export → Products)'

/** Reads products and orders of Magento 2 and Adobe Commerce. */
export const magento: Importer = {
  name: 'magento',
  about: 'Magento 2 and Adobe Commerce: products (CSV), orders (REST JSON, or CSV with items)',
  async run(inputs, tools) {
    const files = await filesByRole(
      inputs,
      tools,
      [
        {
          name: 'orders',
          is: (row) =>
            row.has('items') ||
            (row.has('sku', 'item_sku', 'Product SKU') && row.has(...NUMBER, 'qty_ordered')),
        },
        { name: 'products', is: (row) => row.has('sku') && row.has('product_type', 'categories') },
      ],
      { shop: 'Magento', remedy: REMEDY },
    )
    const products = new Products()
    const reader = new ProductReader(products)
    for (const file of files.products) await reader.read(tools.read(file))
    reader.finish(tools)
    const orders = new Orders(tools, products)
    for (const file of files.orders) await readOrders(tools.read(file), orders, tools)
    products.write(tools, orders.currency)
    orders.finish()
  },
}
