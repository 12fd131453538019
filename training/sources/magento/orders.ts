import type { Row, Tools } from '../importer.ts'
import { Fields, objectOf, objectsOf } from '../shop/fields.ts'
import type { Order, OrderLine, Orders } from '../shop/orders.ts'
import { amountOf, timeOf } from '../values.ts'

/** States and statuses in which the money was given back, or never taken. */
const UNDONE = new Set(['canceled', 'cancelled', 'closed', 'refunded', 'fraud'])

/** Names of the column that numbers orders. */
export const NUMBER = [
  'increment_id',
  'order_increment_id',
  'Order #',
  'Order ID',
  'order_id',
  'order_number',
]
const CREATED = ['created_at', 'Purchase Date', 'Order Date', 'order_created_at', 'Created At']
const CUSTOMER = ['customer_email', 'Customer Email', 'Email', 'customer_id', 'Customer ID']

interface Line {
  fields: Fields
  id: string | null
  parent: string | null
}

/** Reads orders: an object an order, pages of the REST API, or a row an item. */
export async function readOrders(
  rows: AsyncIterable<Row>,
  orders: Orders,
  tools: Tools,
): Promise<void> {
  let group: Fields[] = []
  const write = () => {
    if (group.length > 0) add(group[0], group)
    group = []
  }
  const add = (facts: Fields, lines: readonly Fields[]) => {
    const state = facts.text('state', 'status', 'Order Status')?.toLowerCase() ?? ''
    if (state === 'pending_payment') tools.skip(`order that is ${state}`)
    else orders.add(orderOf(facts, lines, state))
  }
  for await (const row of rows) {
    for (const order of ordersOf(row))
      add(
        new Fields(order),
        objectsOf(order.items).map((line) => new Fields(line)),
      )
    if (Array.isArray(row.items)) continue
    const fields = new Fields(row)
    const number = fields.text(...NUMBER)
    // Rows after the first may leave the order's columns blank.
    if (group.length > 0 && number !== null && number !== group[0].text(...NUMBER)) write()
    group.push(fields)
  }
  write()
}

/** A page of `GET /V1/orders` holds orders in `items`, an order its lines. */
function ordersOf(row: Row): Row[] {
  if (!Array.isArray(row.items)) return []
  const isPage = row.increment_id === undefined && Array.isArray(objectOf(row.items[0]).items)
  return isPage ? objectsOf(row.items) : [row]
}

function orderOf(facts: Fields, rows: readonly Fields[], state: string): Order {
  const total = amountOf(facts.text('grand_total', 'Grand Total (Purchased)', 'Grand Total'))
  const back = amountOf(facts.text('total_refunded', 'Total Refunded')) ?? 0
  const status = facts.text('status', 'Order Status')?.toLowerCase() ?? ''
  return {
    number: facts.text(...NUMBER),
    customer: facts.text(...CUSTOMER),
    time: timeOf(facts.text(...CREATED)),
    undone: UNDONE.has(state) || UNDONE.has(status) || (back > 0 && back === total),
    undoneAt: timeOf(facts.text('updated_at')),
    partly: back > 0,
    currency: facts.text('order_currency_code', 'Order Currency'),
    lines: linesOf(rows),
  }
}

/** The lines that were ordered, without the parts of bundles and configurable products. */
function linesOf(rows: readonly Fields[]): OrderLine[] {
  const lines: Line[] = rows.map((fields) => ({
    fields,
    id: fields.text('item_id'),
    parent: fields.text('parent_item_id'),
  }))
  const ids = new Set(lines.map(({ id }) => id).filter((id) => id !== null))
  return lines.filter(({ parent }) => parent === null || !ids.has(parent)).flatMap(lineOf)
}

function lineOf({ fields }: Line): OrderLine[] {
  // For a configurable product, the SKU is that of the variant.
  const sku = fields.text('sku', 'item_sku', 'Product SKU')
  const name = fields.text('name', 'item_name', 'Product Name')
  if (sku === null && name === null) return []
  const number = (...names: string[]) => amountOf(fields.text(...names))
  const ordered = number('qty_ordered', 'item_qty_ordered', 'Qty Ordered') ?? 1
  const back =
    (number('qty_refunded', 'item_qty_refunded', 'Qty Refunded') ?? 0) +
    (number('qty_canceled', 'item_qty_canceled', 'Qty Canceled') ?? 0)
  const price = number('price', 'item_price', 'Product Price')
  const total = number('row_total', 'item_row_total', 'Row Total')
  const amount = total ?? (price === null ? null : price * ordered)
  return [{ sku, name, price, amount, refunded: back > 0 && back >= ordered }]
}
