import type { Row, Tools } from '../importer.ts'
import { Fields } from '../shop/fields.ts'
import type { OrderLine, Orders } from '../shop/orders.ts'
import { amountOf, timeOf } from '../values.ts'
import { skuOf } from './products.ts'

/** Payments that were given back, or never taken. */
const UNDONE = new Set(['refunded', 'voided', 'expired'])

/** Reads orders: one row a line, and only an order's first row has the order's own facts. */
export async function readOrders(
  rows: AsyncIterable<Row>,
  orders: Orders,
  tools: Tools,
): Promise<void> {
  let number: string | null = null
  let facts: Fields[] = []
  const write = () => {
    if (facts.length === 0) return
    if (facts.some(isTest)) tools.skip('test order')
    else orders.add(orderOf(number, facts))
  }
  for await (const row of rows) {
    const fields = new Fields(row)
    const name: string | null = fields.text('Name', 'Id') ?? number
    if (name !== number) {
      write()
      facts = []
    }
    number = name
    facts.push(fields)
  }
  write()
}

function orderOf(number: string | null, rows: readonly Fields[]) {
  const text = (...names: string[]) =>
    rows.reduce<string | null>((found, row) => found ?? row.text(...names), null)
  const status = text('Financial Status')?.toLowerCase() ?? ''
  const cancelled = text('Cancelled at')
  const refunded = amountOf(text('Refunded Amount')) ?? 0
  const total = amountOf(text('Total'))
  return {
    number,
    customer: text('Email', 'Customer ID'),
    time: timeOf(text('Created at', 'Processed at', 'Paid at')),
    undone: cancelled !== null || UNDONE.has(status) || (refunded > 0 && refunded === total),
    undoneAt: timeOf(cancelled),
    partly: refunded > 0 || status === 'partially_refunded',
    currency: text('Currency'),
    lines: rows.flatMap(lineOf),
  }
}

/** Paid by Shopify's gateway for tests. */
function isTest(fields: Fields): boolean {
  return /bogus|for testing/i.test(fields.text('Payment Method') ?? '')
}

function lineOf(fields: Fields): OrderLine[] {
  const name = fields.text('Lineitem name')
  const sku = skuOf(fields.text('Lineitem sku'))
  // A tip stands among the lines, and is no product.
  if (sku === null && (name === null || name === 'Tip')) return []
  const price = amountOf(fields.text('Lineitem price'))
  const quantity = amountOf(fields.text('Lineitem quantity')) ?? 1
  const amount = price === null ? null : Math.round(price * quantity * 1000) / 1000
  const refunded = fields.text('Lineitem fulfillment status') === 'restocked'
  return [{ sku, name, price, amount, refunded, brand: fields.text('Vendor') }]
}
