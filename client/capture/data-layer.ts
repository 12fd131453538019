import type { RawEvent } from '../history/event.ts'
import { follow, isRecord } from './follow.ts'

/** Universal Analytics' enhanced ecommerce: the key of `ecommerce` and its kind. */
const ENHANCED: Record<string, string> = {
  detail: 'view',
  click: 'click',
  add: 'cart',
  remove: 'remove_from_cart',
  purchase: 'purchase',
  refund: 'refund',
  impressions: 'impression',
}

/**
 * Reads a data layer from its start, and what is pushed later: GA4's events by Tag Manager or gtag.js
 * with `items`, and Universal Analytics' enhanced ecommerce.
 *
 * @returns stops that
 */
export function readDataLayer(dataLayer: unknown[], add: (event: RawEvent) => void): () => void {
  return follow(dataLayer, (entry) => {
    for (const event of eventsOf(entry)) add(event)
  })
}

/** The events of one entry: `{ event, ecommerce }`, or gtag's arguments. */
export function eventsOf(entry: unknown): RawEvent[] {
  if (!isRecord(entry)) return []
  const isGtag = entry[0] === 'event'
  const name = isGtag ? entry[1] : entry.event
  const details = isGtag ? entry[2] : (entry.ecommerce ?? entry.eventModel ?? entry)
  if (!isRecord(details)) return []
  if (typeof name === 'string' && Array.isArray(details.items))
    return details.items.flatMap((item, position) => rawOf(name, item, details, position))
  return Object.entries(ENHANCED).flatMap(([key, kind]) => {
    const action = details[key]
    const products = isRecord(action) ? action.products : action
    if (!Array.isArray(products)) return []
    return products.flatMap((item, position) => rawOf(kind, item, details, position))
  })
}

function rawOf(
  kind: string,
  item: unknown,
  details: Record<string, unknown>,
  index: number,
): RawEvent[] {
  if (!isRecord(item)) return []
  const id = item.item_id ?? item.id ?? item.item_name ?? item.name
  if (id === undefined) return []
  return [
    {
      kind,
      item: id,
      value: numberOf(item.price),
      quantity: numberOf(item.quantity),
      list: textOf(item.item_list_id ?? details.item_list_id ?? item.list),
      position: numberOf(item.index ?? item.position) ?? index,
    },
  ]
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
