import type { Tools } from '../importer.ts'
import type { Names, Products } from './products.ts'

export interface OrderLine extends Names {
  /** What was paid for the line. */
  amount?: number | null
  /** Price of one piece. */
  price?: number | null
  brand?: string | null
  /** Sent back, or never delivered. */
  refunded?: boolean
}

export interface Order {
  /** As the shop numbers it. */
  number: string | null
  /** E-mail address or number of the customer, not hashed; blank for a guest. */
  customer: string | null
  time: Date | null
  /** Why all of it was undone: `refunded`, `cancelled`. */
  undone?: boolean
  /** When; by default the order's time. */
  undoneAt?: Date | null
  /** Whether money was given back for some lines, and nothing says which. */
  partly?: boolean
  currency?: string | null
  lines: readonly OrderLine[]
}

/** Writes orders as purchases and refunds. */
export class Orders {
  readonly #tools: Tools
  readonly #products: Products
  /** Whether the export has no products, so that the orders' own words must do. */
  readonly #bare: boolean
  /** Number of an order → whether it was undone. */
  readonly #seen = new Map<string, boolean>()
  readonly #currencies = new Set<string>()
  #missing = 0
  #partly = 0

  constructor(tools: Tools, products: Products) {
    this.#tools = tools
    this.#products = products
    this.#bare = products.size === 0
  }

  /** The currency of all orders; null if there are several. */
  get currency(): string | null {
    return this.#currencies.size === 1 ? [...this.#currencies][0] : null
  }

  /** Writes an order once, also if two files hold it; a refund that the second tells is added. */
  add(order: Order): void {
    const { number, time, currency } = order
    const before = number === null ? undefined : this.#seen.get(number)
    if (before !== undefined) this.#tools.skip('order that came before')
    if (before !== undefined && (before || !order.undone)) return
    if (number !== null) this.#seen.set(number, order.undone ?? false)
    if (currency) this.#currencies.add(currency.toUpperCase())
    if (order.partly && !order.undone && !order.lines.some((line) => line.refunded)) this.#partly++
    const user = this.#tools.userId(order.customer)
    for (const [item, { amount, refunded }] of this.#byItem(order)) {
      const event = { user, item, order: number }
      if (before === undefined)
        this.#tools.event({ ...event, time, kind: 'purchase', value: amount })
      if (order.undone || refunded)
        this.#tools.event({ ...event, time: later(order.undoneAt, time), kind: 'refund' })
    }
  }

  /** Says what could not be told from the files. */
  finish(): void {
    const { note } = this.#tools
    if (this.#seen.size === 0) note('No orders in these files: products only.')
    if (this.#bare && this.#products.size > 0)
      note('No file of products: titles and prices are those of the orders.')
    if (this.#missing > 0)
      note(`Lines of orders whose product the files of products lack: ${this.#missing}.`)
    if (this.#partly > 0)
      note(`Orders refunded in part, kept since no file says which lines: ${this.#partly}.`)
  }

  /** Variants of one product are one event; it is a refund if all of them were sent back. */
  #byItem({ lines }: Order): Map<string | null, { amount: number | null; refunded: boolean }> {
    const found = new Map<string | null, { amount: number | null; refunded: boolean }>()
    for (const line of lines) {
      const item = this.#itemOf(line)
      const before = found.get(item)
      const amount = line.amount ?? null
      const sum = before ? cents((before.amount ?? 0) + (amount ?? 0)) : amount
      const refunded = (line.refunded ?? false) && (before?.refunded ?? true)
      found.set(item, { amount: sum, refunded })
    }
    return found
  }

  #itemOf(line: OrderLine): string | null {
    const found = this.#products.find(line)
    const id = found ?? line.id ?? line.sku ?? line.name ?? null
    if (id === null || (found !== null && !this.#bare)) return id
    if (!this.#bare) this.#missing++
    else {
      if (found === null) this.#products.add(id, { title: line.name, brand: line.brand })
      this.#products.variant(id, { id: line.id, sku: line.sku, price: line.price })
    }
    return id
  }
}

function later(time: Date | null | undefined, than: Date | null): Date | null {
  return time && than && time > than ? time : than
}

/** Without the digits that binary sums add. */
function cents(amount: number): number {
  return Math.round(amount * 1000) / 1000
}
