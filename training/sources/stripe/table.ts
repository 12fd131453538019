import type { Tools } from '../importer.ts'
import type { Fields } from '../shop/fields.ts'
import type { Order, OrderLine } from '../shop/orders.ts'
import { amountOf, timeOf } from '../values.ts'

const SUMMARY = 'Checkout Line Item Summary'
const NUMBER = ['Invoice ID', 'Checkout Session ID', 'id', 'Payment ID', 'PaymentIntent ID']
const PAID = /^(paid|succeeded|refunded|partially refunded|partial refund|complete)/i

/** Rows of a CSV of the dashboard: a row a payment, or a row a line of an invoice. */
export class PaymentRows {
  readonly #orders = new Map<string, Fields[]>()

  get size(): number {
    return this.#orders.size
  }

  /** Takes a row; false if it is no payment and no line of one. */
  add(fields: Fields): boolean {
    const isLine = fields.has('Product Name', 'Product ID', 'Line Item Description')
    const number = fields.text(...NUMBER)
    if (number === null || number.startsWith('prod_')) return false
    if (!fields.has(SUMMARY) && !isLine && !fields.has('Amount Refunded')) return false
    const rows = this.#orders.get(number) ?? []
    this.#orders.set(number, [...rows, fields])
    return true
  }

  *orders(tools: Tools): Generator<Order> {
    for (const [number, rows] of this.#orders) {
      const lines = rows.flatMap(linesOf)
      const status = rows[0].text('Status', 'Invoice Status')
      if (lines.length === 0) tools.skip('payment that names no product')
      else if (status !== null && !PAID.test(status)) tools.skip(`payment that is ${status}`)
      else yield { number, ...factsOf(rows[0]), lines }
    }
  }
}

function factsOf(fields: Fields): Omit<Order, 'number' | 'lines'> {
  const back = amountOf(fields.text('Amount Refunded')) ?? 0
  const status = fields.text('Status')?.toLowerCase()
  return {
    customer: fields.text('Customer Email', 'Customer ID'),
    time: timeOf(fields.text('Created date (UTC)', 'Created (UTC)', 'Date (UTC)', 'Invoice Date')),
    undone: status === 'refunded' || (back > 0 && back === amountOf(fields.text('Amount'))),
    undoneAt: timeOf(fields.text('Refunded date (UTC)')),
    partly: back > 0,
    currency: fields.text('Currency'),
  }
}

function linesOf(fields: Fields): OrderLine[] {
  const summary = fields.text(SUMMARY)
  if (summary !== null) return summary.split(/\s*;\s*|(?<=\)),\s*/).flatMap(lineOfSummary)
  const id = fields.text('Product ID', 'Product')
  const name = fields.text('Product Name', 'Line Item Description')
  if (id === null && name === null) return []
  return [{ id, name, amount: amountOf(fields.text('Line Item Amount', 'Amount')) }]
}

/** `Linen Shirt (2)`, `2 x Linen Shirt` or `Linen Shirt x 2`. */
function lineOfSummary(text: string): OrderLine[] {
  const name = text
    .replace(/\s*\((?:qty:?\s*|x\s*)?\d+\)$/i, '')
    .replace(/^\d+\s*[x×]\s+|\s+[x×]\s*\d+$/i, '')
    .trim()
  return name ? [{ name }] : []
}
