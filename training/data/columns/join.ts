import type { DuckDBConnection } from '@duckdb/node-api'
import { named, rowsOf } from '../duckdb.ts'
import type { RowSource } from '../files/row-source.ts'
import { type ColumnSource, candidatesOf, columnsOf } from './columns.ts'
import { formsOf, plain, words } from './names.ts'
import { lookupOf } from './roles.ts'
import { doubtsIn } from './vocabulary/index.ts'

/** A file that completes the rows of another. */
export interface Join {
  /** Column of the rows. */
  on: string
  /** Column of the file that completes them. */
  key: string
  /** Columns of that file → their names in the result. */
  gives: Record<string, string>
}

/**
 * How lines of orders (`order_id`, `product_id`) find the user and the time in a file of orders
 * (`order_id` or `id`, `user_id`, `order_date`).
 *
 * @returns null if the files do not fit
 */
export function joinOfOrders(lines: ColumnSource, orders: ColumnSource): Join | null {
  const on = candidatesOf(columnsOf(lines, []), doubtsIn('events', 'order'))[0]?.column.name
  const columns = columnsOf(orders, [])
  const key =
    candidatesOf(columns, doubtsIn('events', 'order'))[0]?.column.name ??
    columns.find(({ forms }) => forms[0] === 'id')?.name
  const [user] = candidatesOf(columns, doubtsIn('events', 'user'))
  if (on === undefined || key === undefined || !user || user.column.name === key) return null
  const own = new Set(lines.columns.map(({ name }) => name))
  const gives = orders.columns
    .filter(({ name }) => name !== key)
    .map(({ name }) => [name, own.has(name) ? `orders.${name}` : name])
  return { on, key, gives: Object.fromEntries(gives) }
}

/**
 * How rows of items find the names of their ids: `aisle_id` in a file of `aisle_id`, `aisle`;
 * `category_id` in a file `categories` of `id`, `name`.
 *
 * @param file name of the other file, without folder and extension
 * @returns null if the files do not fit
 */
export function joinOfNames(items: ColumnSource, names: ColumnSource, file: string): Join | null {
  const lookup = lookupOf(names)
  if (!lookup) return null
  const ofKey = words(lookup.key).slice(0, -1).join('')
  const ofFile = words(file).at(-1) ?? ''
  const nouns =
    ofKey === '' ? [ofFile, ofFile.replace(/s$/, ''), ofFile.replace(/ies$/, 'y')] : [ofKey]
  const [noun, on] =
    nouns
      .map((n) => [n, items.columns.find(({ name }) => plain(name) === `${n}id`)?.name] as const)
      .find(([, name]) => name !== undefined) ?? []
  if (noun === undefined || on === undefined) return null
  const known = items.columns.some(({ name }) => formsOf(name).includes(noun))
  return known ? null : { on, key: lookup.key, gives: { [lookup.name]: noun } }
}

/**
 * The rows with the columns that another file gives, in the same order. A row that the other file
 * lacks has them blank; of several rows with one key the first counts.
 */
export function joinRows(
  db: DuckDBConnection,
  rows: RowSource,
  other: RowSource,
  { on, key, gives }: Join,
): RowSource {
  const given = Object.entries(gives)
  // Counted on, since the rows may be joined already.
  const first = rows.columns.length
  const joined = (name: string) => `joined_${first + given.findIndex(([, as]) => as === name)}`
  const firsts = given.map(([name, as]) => `first(${other.text(name)}) AS ${joined(as)}`)
  const from = `(SELECT * EXCLUDE (joined_row, joined_on, joined_key) FROM
    (SELECT *, ${rows.text(on)} AS joined_on, row_number() OVER () AS joined_row FROM ${rows.from})
    LEFT JOIN (SELECT ${other.text(key)} AS joined_key, ${firsts.join(', ')}
      FROM ${other.from} GROUP BY 1) ON joined_on = joined_key
    ORDER BY joined_row)`
  const own = (name: string) => !given.some(([, as]) => as === name)
  const text = (name: string) => (own(name) ? rows.text(name) : named(joined(name)))
  const columns = [...rows.columns, ...given.map(([, name]) => ({ name, type: 'VARCHAR' }))]
  return {
    ...rows,
    // They lack the columns of the other file.
    objects: undefined,
    columns,
    from,
    text,
    value: (name) => (own(name) ? rows.value(name) : named(joined(name))),
    sample: () => sampleOf(db, columns, text, from),
  }
}

async function sampleOf(
  db: DuckDBConnection,
  columns: RowSource['columns'],
  text: (name: string) => string,
  from: string,
): Promise<Record<string, string | null>[]> {
  const list = columns.map(({ name }) => `${text(name)} AS ${named(name)}`).join(', ')
  return (await rowsOf(db, `SELECT ${list} FROM ${from} LIMIT 1000`)) as Record<
    string,
    string | null
  >[]
}
