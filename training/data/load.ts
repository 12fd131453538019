import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import {
  catalogueOf,
  type Facts,
  type StatedCatalogue,
  statedCatalogue,
  textsOfItems,
} from './catalogue.ts'
import { checkMap } from './columns.ts'
import { rowsOf, textsOf, withDuckDB } from './duckdb.ts'
import { type EventTable, readEvents, timeSql } from './events.ts'
import { findSources, type Sources, sourceFile } from './files.ts'
import { hashDataset } from './hash.ts'
import { type ItemTable, readItems } from './items.ts'
import { filterCore } from './k-core.ts'
import { dropRepeats, type EventColumns, emptyEvents, readColumns } from './order.ts'
import type { Clock, Dataset, LoadOptions } from './types.ts'

/** One kind's index is a byte; more kinds than a few mean the wrong column. */
const MAX_KINDS = 64
const ITEM_IDS = 'SELECT id FROM items ORDER BY n'

/**
 * Reads events and items from CSV, TSV, JSONL, Parquet or RecBole files.
 *
 * Repeats of the same user, item, time and kind collapse into one event. Ids are texts as they
 * stand in the file ("007" stays "007"). Items without events count, and so do events whose item
 * is not in the items file.
 *
 * @param path a folder (`train`, `valid`, `test` or `interactions`, perhaps `items`) or a file of
 *   events
 * @throws TacitError with `file:line` for what cannot be read, naming the remedy
 * @example
 * const data = await loadDataset('../shared/data/beauty')
 * console.log(data.users.length, data.items.length, data.item.length) // 22363 12101 198502
 */
export async function loadDataset(path: string, options: LoadOptions = {}): Promise<Dataset> {
  return loadSources(findSources(path, options.items), options)
}

/**
 * Reads an items file alone, whatever its name.
 *
 * @returns its items in the binary order of their ids, and what each row says of its item
 * @throws TacitError as {@link loadDataset}
 */
export async function loadItems(
  path: string,
  { map = {} }: Pick<LoadOptions, 'map'> = {},
): Promise<StatedCatalogue> {
  checkMap(map)
  return withDuckDB(async (db) => {
    const table = await readItems(db, sourceFile(path), map)
    await number(db, [], undefined, true)
    return readCatalogue(db, await textsOf(db, ITEM_IDS), table)
  })
}

async function loadSources(sources: Sources, options: LoadOptions): Promise<Dataset> {
  const { map = {}, kinds: weights = {}, time, reviews } = options
  checkMap(map)
  return withDuckDB(async (db) => {
    const tables: EventTable[] = []
    for (const { file, part } of sources.events) {
      tables.push(await readEvents(db, file, part, { map, time, reviews }))
    }
    const items = sources.items && (await readItems(db, sources.items, map))
    const timed = agree(tables, 'hasTime', 'time')
    if (!timed && tables.length > 0 && options.time !== undefined && options.time !== 'none') {
      throw new TacitError(
        'data/missing-column',
        `${tables[0].file.path}: --time ${options.time} needs a time column: ` +
          'name it with --map time=COLUMN, or leave --time out',
      )
    }
    await number(db, tables, options.time, Boolean(items))
    const kinds = await numberKinds(db, weights)
    const ids = {
      users: await textsOf(db, 'SELECT id FROM users ORDER BY n'),
      items: await textsOf(db, ITEM_IDS),
    }
    const read =
      tables.length === 0
        ? emptyEvents()
        : await readColumns(db, {
            timed,
            valued: tables.some((table) => table.hasValue),
            reviewed: tables.some((table) => table.hasReview),
          })
    const events = dropRepeats(read)
    const clock = clockOf(events, timed, tables, options.time)
    const catalogue = items
      ? catalogueOf(await readCatalogue(db, ids.items, items))
      : { ids: ids.items }
    const texts = textsOfItems(catalogue)
    const name = sources.name
    const whole = { name, ...ids, ...events, kinds, clock, catalogue, texts, hash: '' }
    const kept = options.kCore ? filterCore(whole, options.kCore) : whole
    return { ...kept, hash: hashDataset(kept) }
  })
}

/** Split files either all have a column or none has. */
function agree(tables: EventTable[], has: 'hasTime', column: string): boolean {
  const without = tables.find((table) => !table[has])
  const some = tables.find((table) => table[has])
  if (!without || !some) return Boolean(some)
  throw new TacitError(
    'data/missing-column',
    `${without.file.path}: no column "${column}", but ${some.file.path} has one: ` +
      `give it to each split file, or pass --${column} none`,
  )
}

/** Makes the view `events` and the dense numbers of users, items and kinds. */
async function number(
  db: DuckDBConnection,
  tables: EventTable[],
  clock: Clock | undefined,
  withItems: boolean,
): Promise<void> {
  const parts = tables.map(
    ({ table, part, typedTime }) =>
      `SELECT ${part} AS part, rowid AS ord, user, item, ${timeSql(clock, typedTime)} AS time,
        coalesce(nullif(trim(kind), ''), 'view') AS kind, TRY_CAST(value AS FLOAT) AS value,
        nullif(trim(review), '') AS review FROM ${table}`,
  )
  const none = `SELECT 0 AS part, 0 AS ord, '' AS user, '' AS item, 0.0 AS time, '' AS kind,
    0.0 AS value, '' AS review WHERE false`
  await db.run(`CREATE VIEW events AS ${parts.join(' UNION ALL ') || none}`)
  const numbered = (table: string, ids: string) =>
    db.run(`CREATE TABLE ${table} AS SELECT id, CAST(row_number() OVER (ORDER BY id) - 1 AS INTEGER)
      AS n FROM (SELECT DISTINCT id FROM (${ids}))`)
  await numbered('users', 'SELECT user AS id FROM events')
  const listed = withItems ? ' UNION ALL SELECT id FROM item_rows' : ''
  await numbered('items', `SELECT item AS id FROM events${listed}`)
}

/**
 * Numbers the kinds in the table `kinds`: `view` first where there is one, since kind 0 stands in
 * for a kind that a model does not know, then by name.
 */
async function numberKinds(
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
      `column "kind" has more than ${MAX_KINDS} different values, such as "${found[0].kind}": ` +
        'give the column that says view, cart or purchase with --map kind=COLUMN',
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

/** METHOD.md 4: `order` where each user's times are 0…n−1, else seconds. */
function clockOf(
  events: EventColumns,
  timed: boolean,
  tables: EventTable[],
  asked: Clock | undefined,
): Clock {
  if (!timed || events.time === null) return 'none'
  if (tables.some((table) => table.typedTime)) return asked ?? 'iso'
  return asked ?? (isOrder(events.user, events.time) ? 'order' : 'seconds')
}

function isOrder(user: Int32Array, time: Float64Array): boolean {
  for (let e = 0, from = 0; e < user.length; e++) {
    if (e > 0 && user[e] !== user[e - 1]) from = e
    if (time[e] !== e - from) return false
  }
  return true
}

async function readCatalogue(db: DuckDBConnection, ids: string[], table: ItemTable) {
  const facts: Facts[] = []
  const record = new Int32Array(ids.length)
  const rows = await db.stream(
    `SELECT item_rows.facts, CAST(item_rows.rowid AS INTEGER) FROM items
      LEFT JOIN item_rows ON item_rows.id = items.id ORDER BY items.n`,
  )
  for await (const chunk of rows) {
    const places = chunk.getColumnValues(1) as (number | null)[]
    for (const [at, text] of (chunk.getColumnValues(0) as (string | null)[]).entries()) {
      record[facts.length] = places[at] ?? -1
      facts.push(text === null ? null : (JSON.parse(text) as Facts))
    }
  }
  return statedCatalogue(ids, facts, record, table)
}
