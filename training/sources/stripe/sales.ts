import type { Row, Tools } from '../importer.ts'
import { objectOf, objectsOf } from '../shop/fields.ts'
import type { Order, OrderLine } from '../shop/orders.ts'
import type { Products } from '../shop/products.ts'
import { amountOf, firstText, textOf, timeOf } from '../values.ts'
import { idOf, moneyOf } from './objects.ts'
import { addPrice, addProduct } from './products.ts'

interface Sale {
  order: Order
  /** Ids of its payment intent, charge and invoice, under which refunds come. */
  keys: string[]
  /** In the currency's smallest unit. */
  total: number | null
  live: boolean
}

interface Refund {
  amount: number
  time: Date | null
  /** A charge states the sum of its refunds. */
  isSum?: boolean
}

/** Sales and refunds of the API, in any order; {@link Sales.orders} joins them. */
export class Sales {
  readonly #products: Products
  readonly #sales: Sale[] = []
  /** Invoices that a checkout session stands for. */
  readonly #invoices = new Set<string>()
  /** Payment intent or charge → refunds by id. */
  readonly #refunds = new Map<string, Map<string, Refund>>()

  constructor(products: Products) {
    this.#products = products
  }

  get size(): number {
    return this.#sales.length
  }

  /** Takes an object of the API; false if it says nothing about sales. */
  add(object: Row, tools: Tools): boolean {
    if (object.object === 'checkout.session') this.#session(object, tools)
    else if (object.object === 'invoice') this.#invoice(object, tools)
    else if (object.object === 'charge') this.#charge(object)
    else if (object.object === 'refund') this.#refund(object)
    else return false
    return true
  }

  *orders(tools: Tools): Generator<Order> {
    const live = this.#sales.some((sale) => sale.live)
    if (!live && this.#sales.length > 0) tools.note('All sales are of test mode.')
    for (const { order, keys, total, live: real } of this.#sales) {
      const repeated = order.number?.startsWith('in_') && this.#invoices.has(order.number)
      if (repeated) continue
      if (live && !real) {
        tools.skip('sale of test mode')
        continue
      }
      const refunds = [...new Map(keys.flatMap((key) => [...(this.#refunds.get(key) ?? [])]))]
      const parts = refunds.flatMap(([, refund]) => (refund.isSum ? [] : [refund]))
      const sums = refunds.flatMap(([, refund]) => (refund.isSum ? [refund.amount] : []))
      const back = Math.max(
        parts.reduce((sum, { amount }) => sum + amount, 0),
        ...sums,
      )
      const undone = back > 0 && total !== null && back >= total
      yield { ...order, undone, undoneAt: parts.at(-1)?.time ?? null, partly: back > 0 }
    }
  }

  #session(session: Row, tools: Tools): void {
    const { status, payment_status: paid } = session
    const lines = objectsOf(objectOf(session.line_items).data)
    const unpaid = status === 'expired' || status === 'open' || paid === 'unpaid'
    if (unpaid) tools.skip('checkout that was not paid')
    else if (lines.length === 0) tools.skip('checkout without line_items: expand them')
    if (unpaid || lines.length === 0) return
    const invoice = idOf(session.invoice)
    if (invoice !== null) this.#invoices.add(invoice)
    const details = objectOf(session.customer_details)
    this.#sale(session, lines, session.amount_total, details.email ?? session.customer_email)
  }

  #invoice(invoice: Row, tools: Tools): void {
    const lines = objectsOf(objectOf(invoice.lines).data)
    if (invoice.status !== 'paid') tools.skip('invoice that was not paid')
    else this.#sale(invoice, lines, invoice.amount_paid ?? invoice.total, invoice.customer_email)
  }

  #sale(object: Row, lines: readonly Row[], total: unknown, email: unknown): void {
    const customer = objectOf(object.customer)
    const keys = [object.payment_intent, object.charge, object.invoice, object.id].map(idOf)
    this.#sales.push({
      order: {
        number: textOf(object.id),
        customer: firstText(email, customer.email, idOf(object.customer)),
        time: timeOf(object.created),
        currency: textOf(object.currency),
        lines: lines.map((line) => this.#line(line)),
      },
      keys: keys.filter((key) => key !== null),
      total: amountOf(total),
      live: object.livemode === true,
    })
    this.#expanded(object.payment_intent)
  }

  #line(line: Row): OrderLine {
    const price = objectOf(line.price)
    const details = objectOf(objectOf(line.pricing).price_details)
    const product = price.product ?? details.product ?? objectOf(line.plan).product
    if (objectOf(product).name) {
      addProduct(objectOf(product), this.#products)
      addPrice(price, this.#products)
    }
    const currency = line.currency ?? price.currency
    return {
      id: idOf(product),
      name: nameOf(textOf(line.description)),
      price: moneyOf(price.unit_amount, currency),
      amount: moneyOf(line.amount_total ?? line.amount, currency),
    }
  }

  /** A payment intent that is expanded holds its charge, and that its refunds. */
  #expanded(intent: unknown): void {
    const charge = objectOf(objectOf(intent).latest_charge)
    if (charge.object === 'charge') this.#charge({ payment_intent: idOf(intent), ...charge })
  }

  #charge(charge: Row): void {
    for (const refund of objectsOf(objectOf(charge.refunds).data)) this.#refund(refund)
    const amount = amountOf(charge.amount_refunded) ?? 0
    if (amount > 0) this.#back(charge, { amount, time: null, isSum: true })
  }

  #refund(refund: Row): void {
    if (refund.status === 'failed' || refund.status === 'canceled') return
    this.#back(refund, { amount: amountOf(refund.amount) ?? 0, time: timeOf(refund.created) })
  }

  #back(object: Row, refund: Refund): void {
    const charge = object.object === 'charge' ? object.id : object.charge
    for (const key of [idOf(object.payment_intent), idOf(charge), idOf(object.invoice)]) {
      if (key === null) continue
      const known = this.#refunds.get(key) ?? new Map()
      this.#refunds.set(key, known.set(String(object.id), refund))
    }
  }
}

/** Without what invoices put around it: `1 × Candle (at €12.50 / month)`. */
function nameOf(description: string | null): string | null {
  return description?.replace(/^\d+ × (.+?)(?: \(at [^)]*\))?$/, '$1') ?? null
}
