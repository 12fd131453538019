import type { Importer } from '../importer.ts'
import { filesByRole } from '../shop/files.ts'
import { Orders } from '../shop/orders.ts'
import { Products } from '../shop/products.ts'
import { readOrders } from './orders.ts'
import { readProducts } from './products.ts'

/** Reads `orders_export.csv` and `products_export.csv` of Shopify's admin. */
export const shopify: Importer = {
  name: 'shopify',
  about: 'orders and products, as the admin exports them (CSV)',
  async run(inputs, tools) {
    const files = await filesByRole(
      inputs,
      tools,
      [
        { name: 'orders', is: (row) => row.has('Lineitem name', 'Lineitem sku') },
        { name: 'products', is: (row) => row.has('Handle', 'URL handle') },
      ],
      { shop: 'Shopify', remedy: 'pass orders_export.csv and products_export.csv' },
    )
    const products = new Products()
    for (const file of files.products) await readProducts(tools.read(file), products)
    const orders = new Orders(tools, products)
    for (const file of files.orders) await readOrders(tools.read(file), orders, tools)
    products.write(tools, orders.currency)
    orders.finish()
  },
}
