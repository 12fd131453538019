import type { Choice } from '../columns/index.ts'
import { plain, scalarText, type Value } from './structure.ts'

/** Counts are private, but whether there is one is not. The surer names come first. */
const COUNTS = [
  /^(variant|product|current|available)?(inventory|stock)(qty|quantity|level|count|onhand|available|units|amount)?$/,
  /^(qty|quantity|units?)(instock|available|onhand|inventory)$|^(available|stock)(qty|quantity|units)$/,
  /^onhand(qty|quantity)?$|^(lager)?bestand$|^lagermenge$|^existencias$/,
  /^(qty|quantity|menge|cantidad|quantite)$/,
]
const TRACKER = /inventorytracker$|^managestock$/
const POLICY = /inventorypolicy$|^continuesellingwhenoutofstock$|^backordersallowed$/

/** Columns of stock counts: how many, whether the shop counts, and whether it sells without. */
export interface Stock {
  count: string
  tracker?: string
  policy?: string
}

/** The column of stock counts among the names of a file's columns; null if there is none. */
export function stockOf(names: readonly string[]): Stock | null {
  const find = (pattern: RegExp) => names.find((name) => pattern.test(plain(name)))
  const count = COUNTS.map(find).find((name) => name !== undefined)
  if (count === undefined) return null
  const [tracker, policy] = [find(TRACKER), find(POLICY)]
  return { count, ...(tracker && { tracker }), ...(policy && { policy }) }
}

/** Takes a column of stock counts for the availability, unless the shop does not count. */
export function countsAsFlag(
  choice: Choice,
  cells: Map<string, Value[]>,
  { count: stock, policy, tracker }: Stock,
): void {
  const counts = (cells.get(stock) ?? []).map((cell) => {
    const text = scalarText(cell)
    return text !== null && /^-?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : null
  })
  if (!counts.some((count) => count !== null && count > 0)) return
  const policies = policy === undefined ? [] : (cells.get(policy) ?? [])
  const trackers = tracker === undefined ? null : (cells.get(tracker) ?? [])
  const flags = counts.map((count, row) => {
    // Shopify's "continue" sells what is not in stock.
    if (count === null) return null
    const sells = /^(?:continue|true|yes|1|notify)$/i.test(scalarText(policies[row]) ?? '')
    const counted = trackers === null || !/^(?:|no|false|0)$/i.test(scalarText(trackers[row]) ?? '')
    return count > 0 || sells || !counted ? 'in stock' : 'out of stock'
  })
  cells.set(stock, flags)
  choice.chosen.availability = stock
  choice.ignored = choice.ignored.filter(({ column }) => column !== stock)
  choice.notes.push(`"${stock}" tells whether an item is in stock; its counts are not published.`)
}
