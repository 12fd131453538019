import type { Row } from '../importer.ts'
import { objectOf, objectsOf } from '../shop/fields.ts'
import { amountOf, textOf } from '../values.ts'

/** The API objects in a row: the row itself, the entries of a list, or what an event is about. */
export function objectsIn(row: Row): Row[] {
  if (row.object === 'list') return objectsOf(row.data).flatMap(objectsIn)
  if (row.object === 'event') return objectsIn(objectOf(objectOf(row.data).object))
  return typeof row.object === 'string' ? [row] : []
}

/** The id of an object that may be expanded: `prod_1`, or `{ id: 'prod_1', … }`. */
export function idOf(value: unknown): string | null {
  return textOf(value) ?? textOf(objectOf(value).id)
}

/** Currencies whose amounts are whole (https://docs.stripe.com/currencies#zero-decimal). */
const WHOLE = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ')
/** Currencies whose amounts are thousandths. */
const THOUSANDTHS = 'bhd jod kwd omr tnd'.split(' ')

/** An amount of the API, in the currency's smallest unit, as money. */
export function moneyOf(amount: unknown, currency: unknown): number | null {
  const number = amountOf(amount)
  const code = (textOf(currency) ?? '').toLowerCase()
  if (number === null || WHOLE.includes(code)) return number
  return number / (THOUSANDTHS.includes(code) ? 1000 : 100)
}
