import { TacitError } from '@tacit-rec/pack'
import type { Importer } from '../importer.ts'
import { Fields } from '../shop/fields.ts'
import { Orders } from '../shop/orders.ts'
import { Products } from '../shop/products.ts'
import { objectsIn } from './objects.ts'
import { addPrice, addProduct, addProductRow } from './products.ts'
import { Sales } from './sales.ts'
import { PaymentRows } from './table.ts'

const REMEDY =
  'pass JSON of the API (checkout sessions with expanded line_items, invoices, refunds, products), ' +
  'or a CSV of payments with the column "Checkout Line Item Summary"'

/** Reads what Stripe knows of sales: checkout sessions, invoices, and the refunds of either. */
export const stripe: Importer = {
  name: 'stripe',
  about: 'checkout sessions, invoices, refunds, products: JSON of the API; payments: CSV',
  async run(inputs, tools) {
    const products = new Products()
    const sales = new Sales(products)
    const payments = new PaymentRows()
    let others = 0
    for (const file of inputs) {
      for await (const row of tools.read(file)) {
        const objects = objectsIn(row)
        for (const object of objects) {
          if (object.object === 'product') addProduct(object, products)
          else if (object.object === 'price') addPrice(object, products)
          else if (!sales.add(object, tools)) others++
        }
        const fields = new Fields(row)
        if (objects.length > 0 || payments.add(fields) || addProductRow(fields, products)) continue
        others++
      }
    }
    if (products.size + sales.size + payments.size === 0)
      throw new TacitError('import/columns', `${inputs.join(', ')}: no sales of Stripe: ${REMEDY}`)
    if (others > 0) tools.note(`Other objects, which were not read: ${others}.`)
    const orders = new Orders(tools, products)
    for (const order of sales.orders(tools)) orders.add(order)
    for (const order of payments.orders(tools)) orders.add(order)
    products.write(tools, orders.currency)
    orders.finish()
  },
}
