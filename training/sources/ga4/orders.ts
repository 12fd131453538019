import type { Tools } from '../importer.ts'
import { type Ga4Event, type Ga4Line, userOf } from './event.ts'

interface Order {
  event: Ga4Event
  lines: Ga4Line[]
}

/** Purchases by transaction, and the refunds that may come before them in the files. */
export class Orders {
  readonly #tools: Tools
  readonly #orders = new Map<string, Order>()
  readonly #refunds: Ga4Event[] = []

  constructor(tools: Tools) {
    this.#tools = tools
  }

  /**
   * A page of thanks that is loaded again sends the same transaction: it counts once. Rows of one
   * moment are the lines of one purchase, as a query with `UNNEST(items)` gives them.
   */
  purchase(event: Ga4Event): void {
    const { transaction, time } = event
    const order = transaction === null ? undefined : this.#orders.get(transaction)
    const isSame = order !== undefined && order.event.time?.getTime() === time?.getTime()
    const known = new Set(order?.lines.map(({ item }) => item))
    const lines = isSame ? event.lines.filter(({ item }) => !known.has(item)) : event.lines
    if (order && (!isSame || lines.length === 0)) {
      this.#tools.skip('purchase whose transaction came before')
      return
    }
    if (order) order.lines.push(...lines)
    else if (transaction !== null) this.#orders.set(transaction, { event, lines: [...lines] })
    this.#write('purchase', event, lines, event)
  }

  refund(event: Ga4Event): void {
    this.#refunds.push(event)
  }

  /**
   * Writes the refunds. One without items takes back the whole order; all belong to the buyer, since
   * servers that send them know no visitor.
   */
  end(): void {
    for (const event of this.#refunds) {
      const order = event.transaction === null ? undefined : this.#orders.get(event.transaction)
      const lines = event.lines.length > 0 ? event.lines : (order?.lines ?? [])
      if (lines.length === 0) this.#tools.skip('refund of an order that the files lack')
      else this.#write('refund', event, lines, order?.event ?? event)
    }
  }

  #write(
    kind: 'purchase' | 'refund',
    { time, transaction }: Ga4Event,
    lines: readonly Ga4Line[],
    buyer: Ga4Event,
  ): void {
    const user = userOf(buyer, this.#tools)
    for (const { item, value } of lines) {
      this.#tools.event({ user, item, time, kind, value, order: transaction })
    }
  }
}
