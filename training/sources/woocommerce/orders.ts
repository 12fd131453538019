import type { Row, Tools } from '../importer.ts'
import { Fields, objectOf, objectsOf } from '../shop/fields.ts'
import type { Order, OrderLine, Orders } from '../shop/orders.ts'
import { amountOf, firstText, textOf, timeOf } from '../values.ts'

const UNDONE = new Set(['refunded', 'cancelled', 'canceled'])
/** Never placed, or never paid. */
const NOT_PLACED = new Set([
  'pending',
  'pending-payment',
  'failed',
  'checkout-draft',
  'draft',
  'trash',
])

const NUMBER = ['Order Number', 'order_number', 'Order ID', 'order_id', 'Order #', 'number', 'id']
const STATUS = ['Order Status', 'order_status', 'status', 'post_status']
const CREATED = [
  'date_created_gmt',
  'Order Date',
  'order_date',
  'date_created',
  'post_date',
  'Date',
]
const EMAIL = ['Email (Billing)', 'billing_email', 'Billing Email', 'Customer Email', 'Email']
const CUSTOMER = ['Customer User ID', 'customer_user', 'customer_id', 'Customer ID', 'user_id']
const TOTAL = ['Order Total Amount', 'order_total', 'Order Total', 'total']
const GIVEN_BACK = ['Order Refund Amount', 'refund_total', 'Refund Amount']

/** Reads orders in any form: an object an order, a row an order, or a row a line. */
export async function readOrders(
  rows: AsyncIterable<Row>,
  orders: Orders,
  tools: Tools,
): Promise<void> {
  let group: { fields: Fields; row: Row }[] = []
  const write = () => {
    if (group.length === 0) return
    const status = statusOf(group[0].fields)
    if (NOT_PLACED.has(status)) tools.skip(`order that is ${status}`)
    else orders.add(orderOf(group, status))
    group = []
  }
  for await (const row of rows) {
    const fields = new Fields(row)
    // Lines after the first may leave the order's columns blank.
    const number = fields.text(...NUMBER)
    if (group.length > 0 && number !== null && number !== group[0].fields.text(...NUMBER)) write()
    group.push({ fields, row })
  }
  write()
}

/** In the words of the REST API, also for `wc-on-hold` and `On hold`. */
function statusOf(fields: Fields): string {
  const status = fields.text(...STATUS) ?? ''
  return status.toLowerCase().replace(/^wc-/, '').replace(/\s/g, '-')
}

function orderOf(group: readonly { fields: Fields; row: Row }[], status: string): Order {
  const [{ fields, row }] = group
  const refunds = objectsOf(row.refunds)
  const returned = refunds.reduce((sum, { total }) => sum + Math.abs(amountOf(total) ?? 0), 0)
  const back = Math.abs(amountOf(fields.text(...GIVEN_BACK)) ?? returned)
  const total = amountOf(fields.text(...TOTAL))
  return {
    number: fields.text(...NUMBER),
    customer: customerOf(fields, row),
    time: timeOf(fields.text(...CREATED)),
    undone: UNDONE.has(status) || (back > 0 && back === total),
    undoneAt: timeOf(refunds[0]?.date_created_gmt ?? fields.text('date_modified_gmt')),
    partly: back > 0,
    currency: fields.text('currency', 'Order Currency', 'order_currency'),
    lines: group.flatMap(linesOf),
  }
}

/** The e-mail address, which a guest has too; else the number of the account; else the name. */
function customerOf(fields: Fields, row: Row): string | null {
  const email = fields.text(...EMAIL) ?? textOf(objectOf(row.billing).email)
  const account = fields.text(...CUSTOMER)
  return email ?? (account === '0' ? null : account) ?? fields.text('Customer')
}

function linesOf({ fields, row }: { fields: Fields; row: Row }): OrderLine[] {
  if (Array.isArray(row.line_items)) return objectsOf(row.line_items).map(lineOfObject)
  const list = fields.text('Product(s)')
  if (list !== null) return list.split(/,\s*(?=\d+\s*×)/).map(lineOfReport)
  const numbered: OrderLine[] = []
  for (let n = 1; fields.has(`line_item_${n}`); n++) {
    const text = fields.text(`line_item_${n}`)
    if (text !== null) numbered.push(lineOfParts(text))
  }
  return numbered.length > 0 ? numbered : lineOfRow(fields)
}

/** A `line_items` entry of the REST API. */
function lineOfObject(line: Row): OrderLine {
  const product = firstText(line.product_id)
  return {
    id: product === '0' ? null : product,
    sku: textOf(line.sku),
    name: textOf(line.name),
    amount: amountOf(line.total),
    price: amountOf(line.price),
  }
}

/** `2× Linen Shirt - Sand`, of the report in Analytics. */
function lineOfReport(text: string): OrderLine {
  return { name: text.replace(/^\s*\d+\s*×\s*/, '').trim() }
}

/** `name:Linen Shirt|product_id:12|sku:SHIRT|quantity:1|total:24.00`, of an export plugin. */
function lineOfParts(text: string): OrderLine {
  const pairs = text.split(/\|(?=\w+:)/).map((part) => {
    const at = part.indexOf(':')
    return [part.slice(0, at), part.slice(at + 1)] as const
  })
  const { name, product_id, sku, total, quantity, refund } = Object.fromEntries(pairs)
  return {
    id: textOf(product_id),
    sku: textOf(sku),
    name: textOf(name),
    amount: amountOf(total),
    refunded: Number(refund ?? 0) !== 0 && Math.abs(Number(refund)) >= Number(quantity),
  }
}

/** A row a line; a quantity of nothing is one that was sent back. */
function lineOfRow(fields: Fields): OrderLine[] {
  const line = {
    id: fields.text('Product ID', 'product_id', 'item_product_id'),
    sku: fields.text('SKU', 'Product SKU', 'item_sku'),
    name: fields.text('Item Name', 'Product Name', 'item_name'),
  }
  if (line.id === null && line.sku === null && line.name === null) return []
  const quantity = fields.text('Quantity (- Refund)', 'Quantity', 'Item Quantity')
  const price = amountOf(fields.text('Item Cost', 'Item Price', 'Product Price'))
  const total = amountOf(fields.text('Order Line Total', 'Line Total', 'Item Total'))
  const pieces = amountOf(quantity)
  const amount = total ?? (price === null || pieces === null ? null : price * pieces)
  const refunded = pieces !== null && pieces <= 0
  return [{ ...line, price, amount: refunded ? null : amount, refunded }]
}
