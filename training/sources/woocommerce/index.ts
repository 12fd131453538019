import type { Importer } from '../importer.ts'
import { filesByRole } from '../shop/files.ts'
import { Orders } from '../shop/orders.ts'
import { Products } from '../shop/products.ts'
import { readOrders } from './orders.ts'
import { ProductReader } from './products.ts'

const REMEDY =
  'pass orders (Analytics → Orders → Download, a CSV of an order export plugin, or JSON of ' +
  'wc/v3/orders) and products (Products → Export, in English)'

/** Reads orders and products of WooCommerce: its own CSVs, those of plugins, and its REST API's JSON. */
export const woocommerce: Importer = {
  name: 'woocommerce',
  about: 'orders and products: CSV of WooCommerce and of export plugins, JSON of its REST API',
  async run(inputs, tools) {
    const files = await filesByRole(
      inputs,
      tools,
      [
        {
          name: 'orders',
          is: (row) =>
            row.has('line_items', 'Product(s)', 'line_item_1') ||
            (row.has('Item Name', 'Product Name', 'Product ID', 'SKU') && row.has(...ORDER_NUMBER)),
        },
        {
          name: 'products',
          is: (row) => row.has('ID', 'SKU') && row.has('Name') && row.has('Type'),
        },
      ],
      { shop: 'WooCommerce', remedy: REMEDY },
    )
    const products = new Products()
    const reader = new ProductReader(products)
    for (const file of files.products) await reader.read(tools.read(file))
    reader.finish()
    const orders = new Orders(tools, products)
    for (const file of files.orders) await readOrders(tools.read(file), orders, tools)
    products.write(tools, orders.currency)
    orders.finish()
  },
}

const ORDER_NUMBER = ['Order Number', 'Order ID', 'Order #', 'order_id', 'order_number']
