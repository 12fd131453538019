import type { Row } from '../importer.ts'
import { firstText, textOf } from '../values.ts'

/** `type (actionDetails 0)`, as Matomo writes nested fields into CSV. */
const IN_BRACKETS = /^(.*?)\s*\((.*)\)$/
/** `actionDetails_0_itemDetails_1_itemSKU`, also with dots. */
const JOINED = /^actionDetails[._](\d+)[._](?:(itemDetails|customVariables)[._](\d+)[._])?(.+)$/

type Slots = Map<number, Row>

/** A visit whose actions are columns of a CSV file, with the actions as a list again. */
export function nestedVisit(row: Row): Row {
  if (row.actionDetails !== undefined) return row
  const actions: Slots = new Map()
  const lists = new Map<string, Slots>()
  for (const [column, value] of Object.entries(row)) {
    const place = placeOf(column)
    if (!place || textOf(value) === null) continue
    const action = slot(actions, place.action)
    if (place.list === null) action[place.name] = value
    else {
      const key = `${place.action} ${place.list}`
      const list = lists.get(key) ?? new Map()
      lists.set(key, list)
      slot(list, place.element)[place.name] = value
      action[place.list] = inOrder(list)
    }
  }
  return actions.size > 0 ? { ...row, actionDetails: inOrder(actions) } : row
}

interface Place {
  action: number
  list: string | null
  element: number
  name: string
}

function placeOf(column: string): Place | null {
  const joined = JOINED.exec(column)
  if (joined) {
    const [, action, list = null, element = 0, name = ''] = joined
    return { action: Number(action), list, element: Number(element), name }
  }
  const [, name = '', places = ''] = IN_BRACKETS.exec(column) ?? []
  const action = /actionDetails (\d+)/.exec(places)?.[1]
  if (action === undefined) return null
  const [, list = null, element = 0] = /(itemDetails|customVariables) (\d+)/.exec(places) ?? []
  return { action: Number(action), list, element: Number(element), name }
}

function slot(slots: Slots, at: number): Row {
  const row = slots.get(at) ?? {}
  slots.set(at, row)
  return row
}

function inOrder(slots: Slots): Row[] {
  return [...slots].sort(([a], [b]) => a - b).map(([, row]) => row)
}

/** A row of `log_conversion_item` with the names of its SKUs, as people join it in SQL. */
export interface OrderLine {
  row: Row
  user: string | null
  /** Null for the item of a cart, which `log_conversion_item` numbers 0. */
  order: string | null
  time: string | null
  deleted: boolean
}

/** Null if the row is no ordered item: it needs a SKU and a time. */
export function orderLineOf(row: Row): OrderLine | null {
  const plain = new Map(
    Object.entries(row).map(([name, value]) => [
      name.toLowerCase().replace(/[^a-z2-5]/g, ''),
      value,
    ]),
  )
  const get = (...names: string[]) => firstText(...names.map((name) => plain.get(name)))
  const sku = get('itemsku', 'productsku', 'sku')
  const time = get('servertime', 'servertimestamp', 'timestamp', 'time', 'date')
  if (sku === null || time === null) return null
  const order = get('orderid', 'idorder')
  return {
    row: {
      itemSKU: sku,
      itemName: get('itemname', 'productname', 'name'),
      categories: ['', ...'2345'].map((n) => get(`itemcategory${n}`, `category${n}`)),
      price: get('price', 'itemprice', 'productprice'),
      quantity: get('quantity', 'productquantity'),
      siteCurrency: get('sitecurrency', 'currency'),
    },
    user: get('userid', 'visitorid', 'idvisitor'),
    order: order === '0' ? null : order,
    time,
    deleted: get('deleted') === '1',
  }
}
