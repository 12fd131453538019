import type { EventRow, ItemRow, Row } from '../importer.ts'
import { isRow, rowsOf } from '../nested.ts'
import { amountOf, firstText, listOf, textOf, timeOf } from '../values.ts'

/** A visit of the visits log, as far as it is read. */
export interface Visit {
  /** Unique within the export. */
  id: string | null
  /** The site's own id of a person, else Matomo's; null where it knows neither. */
  user: string | null
  actions: Action[]
}

/** What a visitor did. Without a kind it is not about a product, for the reason given. */
export interface Action {
  kind: EventRow['kind'] | null
  why: string
  time: Date | null
  order: string | null
  lines: Line[]
}

export interface Line {
  facts: ItemRow
  /** Price × quantity; null outside of orders. */
  value: number | null
  /** Whether its amount is negative: shops without a word for refunds send such orders. */
  returned: boolean
}

/** Reads a row; null if it is no visit. */
export function visitOf(row: Row): Visit | null {
  if (row.actionDetails === undefined) return null
  const currency = textOf(row.siteCurrency)
  const visit = textOf(row.idVisit)
  const last = firstText(row.lastActionTimestamp, row.serverTimestamp)
  return {
    id: visit && `${textOf(row.idSite) ?? ''}/${visit}`,
    user: firstText(row.userId, /^0*$/.test(String(row.visitorId)) ? null : row.visitorId),
    actions: rowsOf(row.actionDetails).map((action) => actionOf(action, currency, last)),
  }
}

function actionOf(row: Row, currency: string | null, last: string | null): Action {
  const time = timeOf(textOf(row.timestamp) ?? last)
  const type = textOf(row.type)
  const none: Action = { kind: null, why: '', time, order: null, lines: [] }
  if (type === 'ecommerceOrder' || type === 'ecommerceAbandonedCart') {
    const lines = rowsOf(row.itemDetails).map((line) => lineOf(line, currency))
    if (lines.length === 0) return { ...none, why: 'order or cart without items' }
    if (type === 'ecommerceAbandonedCart') {
      return { ...none, kind: 'cart', lines: lines.map(({ facts }) => viewed(facts)) }
    }
    const returned = (amountOf(row.revenue) ?? 0) < 0 || lines.every((line) => line.returned)
    return { ...none, kind: returned ? 'refund' : 'purchase', order: textOf(row.orderId), lines }
  }
  if (type === 'search') return { ...none, why: 'site search' }
  const facts = viewOf(row, currency)
  if (facts) return { ...none, kind: 'view', lines: [viewed(facts)] }
  return { ...none, why: 'action that is not about a product' }
}

function viewed(facts: ItemRow): Line {
  return { facts, value: null, returned: false }
}

/** The product of a page, from Matomo 4's fields or the custom variables of older versions. */
function viewOf(row: Row, currency: string | null): ItemRow | null {
  const old = pageVariables(row)
  const title = firstText(row.productViewName, old.get('_pkn'))
  const id = firstText(row.productViewSku, old.get('_pks'), title)
  if (id === null) return null
  const numbered = [1, 2, 3, 4, 5].map((n) => row[`productViewCategory${n}`])
  const categories = [row.productViewCategories, row.productViewCategory, ...numbered]
  const price = amountOf(firstText(row.productViewPrice, old.get('_pkp')))
  return factsOf(id, title, [...categories, old.get('_pkc')], price, currency)
}

/** Name → value of `customVariables`, whose keys end in their slot: `customVariablePageName3`. */
function pageVariables({ customVariables }: Row): Map<string, string> {
  const found = new Map<string, string>()
  for (const variable of rowsOf(customVariables)) {
    const [name, value] = Object.keys(variable)
      .sort()
      .map((key) => textOf(variable[key]))
    if (name && value) found.set(name, value)
  }
  return found
}

/** An element of `itemDetails`, or a row of a list of ordered items. */
export function lineOf(row: Row, currency: string | null): Line {
  const title = firstText(row.itemName, row.name)
  const id = firstText(row.itemSKU, row.sku, title)
  const price = amountOf(row.price)
  const quantity = amountOf(row.quantity) ?? 1
  return {
    facts: factsOf(id, title, [row.categories, row.itemCategory, row.category], price, currency),
    value: price === null ? null : Math.round(Math.abs(price * quantity) * 100) / 100,
    returned: (price ?? 0) * quantity < 0 || quantity < 0,
  }
}

/** A product is in up to five categories, which are no path. */
function factsOf(
  id: string | null,
  title: string | null,
  categories: readonly unknown[],
  price: number | null,
  currency: string | null,
): ItemRow {
  return {
    id,
    title,
    categories: [...new Set(categories.flatMap(categoriesOf))],
    price: price && Math.abs(price),
    currency: price ? currency : null,
  }
}

function categoriesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(categoriesOf)
  if (isRow(value)) return Object.values(value).flatMap(categoriesOf)
  const text = textOf(value)
  if (text === null) return []
  return /^\[.*\]$/.test(text) ? listOf(text.replace(/^\["?|"?\]$/g, ''), /"\s*,\s*"/) : [text]
}
