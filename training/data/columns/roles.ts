import { basename } from 'node:path'
import { kindNamed } from '@tacit-rec/pack'
import { type ColumnSource, candidatesOf, columnsOf } from './columns.ts'
import { formsOf, words } from './names.ts'
import { doubtsIn } from './vocabulary/index.ts'

/**
 * What a file holds. `lines` are items of orders without a user; `orders` have a user but no item,
 * and a lookup gives the names of ids.
 */
export type TableRole = 'events' | 'items' | 'users' | 'orders' | 'lines' | 'lookup'

/** Names that are users or items by themselves; larger doubts are sessions, addresses, bare ids. */
const CERTAIN = 40

/**
 * What the names of a file's columns say that it holds; null if they do not.
 *
 * @param source a file with a header
 */
export function roleOfColumns(source: ColumnSource): TableRole | null {
  if (source.hasHeader === false) return null
  const columns = columnsOf(source, [])
  const doubt = (role: 'events' | 'items', ours: string) =>
    candidatesOf(columns, doubtsIn(role, ours), ours !== 'title')[0]?.doubt ??
    Number.POSITIVE_INFINITY
  const list = (source.lists ?? []).some(({ name, fields }) => {
    const inside = fields.map((field) => ({ name: `${name}.${field}`, type: '' }))
    const found = candidatesOf(columnsOf({ columns: inside }, [], name), doubtsIn('events', 'item'))
    return found.length > 0 && found[0].doubt < CERTAIN
  })
  const item = doubt('events', 'item') < CERTAIN || list
  const user = doubt('events', 'user') <= CERTAIN + 9
  const order = doubt('events', 'order') < CERTAIN
  const named = doubt('items', 'title') < CERTAIN
  if (item && user) return 'events'
  if (named && doubt('items', 'id') < CERTAIN) return 'items'
  if (item && order) return 'lines'
  if (user && order) return 'orders'
  if (isLookup(source)) return 'lookup'
  if (user) return 'users'
  return null
}

/** Whether a file's columns are those of a search log: what was typed, and the item that answered. */
export function isSearchLog(source: ColumnSource): boolean {
  if (source.hasHeader === false) return false
  const columns = columnsOf(source, [])
  const [query] = candidatesOf(columns, doubtsIn('queries', 'query'), false)
  const [item] = candidatesOf(columns, doubtsIn('queries', 'item'), true)
  return query !== undefined && item !== undefined && item.doubt < CERTAIN
}

/** The key and the name of a table that gives names to ids: `aisle_id`, `aisle`; `id`, `name`. */
export function lookupOf({ columns }: ColumnSource): { key: string; name: string } | null {
  const keys = columns.filter(({ name }) =>
    ['id', 'code', 'key'].includes(words(name).at(-1) ?? ''),
  )
  const [key] = keys
  if (!key || columns.length > 5) return null
  const noun = words(key.name).slice(0, -1).join('')
  const names = ['name', 'title', 'label', noun, `${noun}name`].filter(Boolean)
  const name = columns.find((column) => formsOf(column.name).some((form) => names.includes(form)))
  return name ? { key: key.name, name: name.name } : null
}

function isLookup(source: ColumnSource): boolean {
  return lookupOf(source) !== null
}

/**
 * The kind of the events of a file without a column for it, by the file's name: `buys.dat` holds
 * purchases, `clicks.csv` clicks. null if the name says none, or several.
 */
export function kindOfFile(path: string): string | null {
  const kinds = words(basename(path)).flatMap(
    (word) => kindNamed(word)?.name ?? kindNamed(word.replace(/s$/, ''))?.name ?? [],
  )
  return new Set(kinds).size === 1 ? kinds[0] : null
}
