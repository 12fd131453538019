import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { rowsOf, textsOf } from '../duckdb.ts'
import type { Clock, Dataset } from '../types.ts'
import { type EventTable, timeSql } from './events.ts'

/** An index of a kind is a byte, and more kinds than this are likely the wrong column. */
const MAX_KINDS = 64

/**
 * Creates the view `events` over all files, and the tables `users` and `items` that number the ids
 * in their binary order.
 *
 * @param withItems whether to number the ids of `item_rows` too
 * @returns index → id
 */
export async function numberIds(
  db: DuckDBConnection,
  tables: EventTable[],
  clock: Clock | undefined,
  withItems: boolean,
): Promise<Pick<Dataset, 'users' | 'items'>> {
  const parts = tables.map(
    ({ table, part, typedTime }) =>
      `SELECT ${part} AS part, rowid AS ord, user, item, ${timeSql(clock, typedTime)} AS time,
        coalesce(nullif(trim(kind), ''), 'view') AS kind, TRY_CAST(value AS FLOAT) AS value,
        nullif(trim(review), '') AS review FROM ${table}`,
  )
  const none = `SELECT 0 AS part, 0 AS ord, '' AS user, '' AS item, 0.0 AS time, '' AS kind,
    0.0 AS value, '' AS review WHERE false`
  await db.run(`CREATE VIEW events AS ${parts.join(' UNION ALL ') || none}`)
  const number = async (table: 'users' | 'items', ids: string) => {
    await db.run(`CREATE TABLE ${table} AS SELECT id, CAST(row_number() OVER (ORDER BY id) - 1
      AS INTEGER) AS n FROM (SELECT DISTINCT id FROM (${ids}))`)
    return textsOf(db, `SELECT id FROM ${table} ORDER BY n`)
  }
  const listed = withItems ? ' UNION ALL SELECT id FROM item_rows' : ''
  return {
    users: await number('users', 'SELECT user AS id FROM events'),
    items: await number('items', `SELECT item AS id FROM events${listed}`),
  }
}

/**
 * Numbers the kinds in the table `kinds`. `view` comes first if it occurs, because models use kind 0
 * for kinds that they do not know; the others follow by name.
 *
 * @param weights weight per kind, also of kinds that do not occur; default 1
 */
export async function numberKinds(
  db: DuckDBConnection,
  weights: Record<string, number>,
): Promise<Dataset['kinds']> {
  const found = await rowsOf(
    db,
    `SELECT kind, count(*) AS n FROM events GROUP BY kind ORDER BY kind LIMIT ${MAX_KINDS + 1}`,
  )
  if (found.length > MAX_KINDS) {
    throw new TacitError(
      'data/kinds',
      `column "kind" has more than ${MAX_KINDS} distinct values, such as "${found[0].kind}": ` +
        'name the column with values such as view, cart or purchase with --map kind=COLUMN',
    )
  }
  const names = new Set([...found.map((row) => String(row.kind)), ...Object.keys(weights)])
  if (names.size === 0) names.add('view')
  const rank = (name: string) => (name === 'view' ? 0 : 1)
  const kinds = [...names]
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => ({ name, weight: weights[name] ?? 1 }))
  await db.run('CREATE TABLE kinds (id VARCHAR, n UTINYINT)')
  const appender = await db.createAppender('kinds')
  for (const [n, kind] of kinds.entries()) {
    appender.appendVarchar(kind.name)
    appender.appendUTinyInt(n)
    appender.endRow()
  }
  appender.closeSync()
  return kinds
}
