import type { ItemRow, Row, Tools, UserId } from '../importer.ts'
import { rowOf, rowsOf } from '../nested.ts'
import { amountOf, textOf } from '../values.ts'

/** A row of `events_YYYYMMDD`, as far as it is read. */
export interface Ga4Event {
  name: string
  time: Date | null
  /** `user_id`, else `user_pseudo_id`; null without consent. */
  user: string | null
  /** Key of the session, for events without a user. */
  session: string | null
  transaction: string | null
  /** Employees and developers, by the property's own filter. */
  internal: boolean
  lines: Ga4Line[]
}

/** An element of `items`. */
export interface Ga4Line {
  item: string | null
  /** Price × quantity. */
  value: number | null
  facts: ItemRow
}

/** Reads a row; null if it is none of an export of GA4. */
export function eventOf(row: Row): Ga4Event | null {
  const name = blank(row.event_name)
  if (name === null) return null
  const params = paramsOf(row)
  const currency = blank(params.get('currency') ?? row.currency)
  const session = blank(params.get('ga_session_id') ?? row.ga_session_id)
  const items = row.items === undefined ? unnested(row) : rowsOf(row.items)
  const lines = items.map((item) => lineOf(item, currency))
  const shared = name === 'share' ? blank(params.get('item_id')) : null
  if (shared !== null) lines.push({ item: shared, value: null, facts: { id: shared } })
  const transaction =
    blank(rowOf(row.ecommerce).transaction_id) ??
    blank(row['ecommerce.transaction_id'] ?? row.transaction_id) ??
    blank(params.get('transaction_id'))
  return {
    name,
    time: timeOf(row.event_timestamp),
    user: blank(row.user_id) ?? blank(row.user_pseudo_id),
    session: session && `${textOf(row.stream_id) ?? ''}/${session}`,
    transaction,
    internal: /^(internal|developer)$/.test(String(params.get('traffic_type') ?? row.traffic_type)),
    lines,
  }
}

/** A visitor without consent has no id: each session is a user of its own. */
export function userOf({ user, session }: Ga4Event, tools: Tools): UserId | null {
  return tools.userId(user ?? (session && `session ${session}`))
}

/** Key → the one of its four values that is set. */
function paramsOf({ event_params }: Row): Map<string, unknown> {
  return new Map(
    rowsOf(event_params).map(({ key, value }) => {
      const { string_value, int_value, float_value, double_value } = rowOf(value)
      return [String(key), string_value ?? int_value ?? double_value ?? float_value]
    }),
  )
}

const ITEM_COLUMN = /^(?:items?[._])?(item_\w+|price|quantity)$/

/** The item of a query with `UNNEST(items)`, which has a row for each: `item_id`, `items.item_id`. */
function unnested(row: Row): Row[] {
  const item: Row = {}
  for (const [column, value] of Object.entries(row)) {
    const name = ITEM_COLUMN.exec(column)?.[1]
    if (name && blank(value) !== null) item[name] = value
  }
  return item.item_id === undefined && item.item_name === undefined ? [] : [item]
}

function lineOf(row: Row, currency: string | null): Ga4Line {
  const price = amountOf(row.price)
  const title = blank(row.item_name)
  // One of the two is required by Google.
  const id = blank(row.item_id) ?? title
  const path = ['', 2, 3, 4, 5].flatMap((n) => blank(row[`item_category${n}`]) ?? [])
  const quantity = amountOf(row.quantity) ?? 1
  return {
    item: id,
    value: price === null ? null : Math.round(price * quantity * 100) / 100,
    facts: {
      id,
      title,
      categories: path.length > 0 ? [path.join(' > ')] : [],
      price: price || null,
      currency: price ? currency : null,
      brand: blank(row.item_brand),
    },
  }
}

/** Microseconds since 1970. */
function timeOf(value: unknown): Date | null {
  const micros = Number(textOf(value) ?? Number.NaN)
  return Number.isFinite(micros) ? new Date(Math.floor(micros / 1000)) : null
}

/** Google writes what it does not know as `(not set)`. */
function blank(value: unknown): string | null {
  const text = textOf(value)
  return text !== null && /^\((not set|not provided|none|other|data not available)\)$/i.test(text)
    ? null
    : text
}
