import { TacitError } from '@tacit-rec/pack'
import type { EventRow, Importer, Tools } from '../importer.ts'
import { isUrl } from '../inputs.ts'
import { LatestItems } from '../latest.ts'
import { eventOf, type Ga4Event, userOf } from './event.ts'
import { Orders } from './orders.ts'

/** Events about items (Google's "recommended events" of e-commerce), by our kinds. */
const KINDS: Record<string, EventRow['kind']> = {
  view_item: 'view',
  view_item_list: 'impression',
  select_item: 'click',
  add_to_cart: 'cart',
  remove_from_cart: 'remove_from_cart',
  add_to_wishlist: 'save',
  share: 'share',
}
/** They repeat the items of the cart, on the way to a purchase. */
const CHECKOUT = new Set(['view_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info'])
const SEARCH = new Set(['search', 'view_search_results'])
const PROMOTION = new Set(['view_promotion', 'select_promotion'])
const GUESTS = 'Visitors without consent have no id: each of their sessions is a user of its own.'

/** The BigQuery export of Google Analytics 4: https://support.google.com/analytics/answer/7029846 */
export const ga4: Importer = {
  name: 'ga4',
  about: 'Google Analytics 4: events_… tables of BigQuery, exported as JSONL or Parquet',
  async run(inputs, tools) {
    const reader = new Reader(tools)
    for (const path of inputs) {
      if (isUrl(path)) throw noAddress(path)
      let rows = 0
      for await (const row of tools.read(path)) {
        const event = eventOf(row)
        if (event) reader.add(event)
        else if (rows === 0) throw noExport(path, Object.keys(row))
        else tools.skip('row without event_name')
        rows++
      }
    }
    reader.end()
  },
}

class Reader {
  readonly #tools: Tools
  readonly #items = new LatestItems()
  readonly #orders: Orders

  constructor(tools: Tools) {
    this.#tools = tools
    this.#orders = new Orders(tools)
  }

  add(event: Ga4Event): void {
    const { name, internal, lines } = event
    const kind = KINDS[name]
    if (internal) this.#tools.skip('internal traffic')
    else if (name === 'refund') this.#orders.refund(event)
    else if (!kind && name !== 'purchase') this.#tools.skip(whyLeftOut(name))
    else if (lines.length === 0) this.#tools.skip(`${name} without items`)
    else this.#write(event, kind)
  }

  #write(event: Ga4Event, kind: EventRow['kind'] | undefined): void {
    const { lines, time, user: known, session } = event
    for (const { facts } of lines) this.#items.add(facts, time?.getTime() ?? 0)
    if (known === null && session !== null) this.#tools.note(GUESTS)
    if (!kind) this.#orders.purchase(event)
    else {
      const user = userOf(event, this.#tools)
      for (const { item } of lines) this.#tools.event({ user, item, time, kind })
    }
  }

  end(): void {
    this.#orders.end()
    for (const row of this.#items.rows()) this.#tools.item(row)
  }
}

function whyLeftOut(name: string): string {
  if (CHECKOUT.has(name)) return `checkout step (${name})`
  if (SEARCH.has(name)) return `search (${name})`
  if (PROMOTION.has(name)) return `promotion (${name})`
  return 'not about an item (page_view, session_start …)'
}

function noAddress(path: string): TacitError {
  return new TacitError('import/inputs', `${path}: pass files: export the tables from BigQuery`)
}

function noExport(path: string, columns: string[]): TacitError {
  return new TacitError(
    'import/columns',
    `${path}: no column "event_name" (found: ${columns.slice(0, 8).join(', ')}): pass events_… ` +
      'tables of the BigQuery export, as JSONL or Parquet',
  )
}
