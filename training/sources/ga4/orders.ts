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

  /** A page of thanks that is loaded again sends the same transaction: it counts once. */
  purchase(event: Ga4Event): void {
    const { transaction, lines } = event
    if (transaction !== null && this.#orders.has(transaction)) {
      this.#tools.skip('purchase whose transaction came before')
      return
    }
    if (transaction !== null) this.#orders.set(transaction, { event, lines })
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
