import { createHash } from 'node:crypto'
import { existsSync, globSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { type Csr, fromSorted, symmetric } from '../../../sparse/index.ts'
import { quotedPath, rowsOf, withDuckDB } from '../../duckdb.ts'
import type { ItemCounts } from '../item-counts.ts'
import { countBy, sqlOf } from '../query.ts'
import { type LayerRow, layersOf } from './layers.ts'

/** Counts of a log that was counted elsewhere. */
export interface StoredCounts {
  /** Ids of the items, in binary order. */
  ids: string[]
  /** Rows and columns are places in `ids`; events of an item are not known and equal its users. */
  counts: ItemCounts
  /** Whether any pair says which item came first. */
  ordered: boolean
  /** The layers with clusters, by places in `ids`. */
  layers: LayerRow[]
  /** SHA-256 (hex) of the files. */
  hash: string
}

/** Columns of the tables, with the types that they are read as; those in `optional` may be missing. */
const PAIRS = {
  needed: { layer: 'VARCHAR', i: 'VARCHAR', j: 'VARCHAR', users: 'BIGINT' },
  optional: { gap: 'INTEGER', weight: 'DOUBLE' },
}
const ITEMS = { needed: { i: 'VARCHAR', users: 'BIGINT' }, optional: {} }

/**
 * Reads COUNTS (docs/counts.md): Parquet `pairs(layer, i, j, gap, users, weight)` and, where it is
 * there, `items(i, users)`. Each is a file `NAME.parquet` or a folder of part files.
 *
 * @throws TacitError `counts/…` for a folder without pairs, missing columns, and counts below 0
 */
export async function readCounts(folder: string): Promise<StoredCounts> {
  const pairs = partsOf(folder, 'pairs')
  const items = partsOf(folder, 'items')
  if (pairs.length === 0)
    throw new TacitError(
      'counts/pairs',
      `--counts ${folder}: no pairs.parquet there, and no folder pairs/ with Parquet files: name ` +
        'the folder that holds the counts',
    )
  return withDuckDB(
    async (db) => {
      await load(db, 'pairs', pairs, PAIRS)
      if (items.length > 0) await load(db, 'items', items, ITEMS)
      else await db.run('CREATE TABLE items (i VARCHAR, users BIGINT)')
      await db.run('ALTER TABLE pairs RENAME TO loaded')
      await db.run(`CREATE TABLE pairs AS ${await sqlOf('stored/bounded')}`)
      const rows = await rowsOf(db, await sqlOf('stored/items'))
      const ids = rows.map(({ id }) => String(id))
      await db.run(
        `CREATE TABLE ids AS SELECT id, CAST(ROW_NUMBER() OVER (ORDER BY id) - 1 AS INTEGER) AS place
         FROM (${await sqlOf('stored/items')})`,
      )
      const users = Int32Array.from(rows, ({ users }) => Number(users))
      const counts = await countsOf(db, users)
      const ordered = counts.transitions.index.length > 0
      const layers = await layersOf(db)
      return { ids, counts, ordered, layers, hash: await hashOf([...pairs, ...items]) }
    },
    [...pairs, ...items],
  )
}

async function countsOf(db: DuckDBConnection, users: Int32Array): Promise<ItemCounts> {
  const items = users.length
  const [a, b, shared, products] = await countBy<
    [Int32Array, Int32Array, Int32Array, Float32Array]
  >(db, 'stored/cooccurrence')
  const [row, column, value, transitionUsers] = await countBy<
    [Int32Array, Int32Array, Float32Array, Int32Array]
  >(db, 'stored/transitions')
  return {
    popularity: { events: users, users },
    cooccurrence: symmetric(items, { a, b, value: shared }),
    affinity: symmetric(items, { a, b, value: products }),
    transitions: fromSorted(items, items, { row, column, value }),
    transitionUsers,
  }
}

/** Part files of a table, in the order of their names; none if it is not there. */
function partsOf(folder: string, name: string): string[] {
  for (const path of [join(folder, `${name}.parquet`), join(folder, name)]) {
    if (!existsSync(path)) continue
    if (!statSync(path).isDirectory()) return [path]
    return globSync('**/*.parquet', { cwd: path })
      .sort()
      .map((part) => join(path, part))
  }
  return []
}

async function load(
  db: DuckDBConnection,
  table: 'pairs' | 'items',
  parts: readonly string[],
  { needed, optional }: { needed: Record<string, string>; optional: Record<string, string> },
): Promise<void> {
  const from = `read_parquet([${parts.map(quotedPath).join(', ')}], binary_as_string = true,
    union_by_name = true, hive_partitioning = false)`
  const described = await rowsOf(db, `DESCRIBE SELECT * FROM ${from}`)
  const present = new Set(described.map((row) => String(row.column_name).toLowerCase()))
  const missing = Object.keys(needed).filter((column) => !present.has(column))
  if (missing.length > 0)
    throw new TacitError(
      'counts/columns',
      `${parts[0]}: the table ${table} has no column ${missing.join(', ')}: it needs ` +
        Object.keys(needed).join(', '),
    )
  const columns = Object.entries({ ...needed, ...optional }).map(([column, type]) =>
    present.has(column) ? `CAST(${column} AS ${type}) AS ${column}` : `NULL::${type} AS ${column}`,
  )
  await db.run(`CREATE TABLE ${table} AS SELECT ${columns.join(', ')} FROM ${from}`)
  const weighed = 'weight' in optional ? 'OR weight < 0 OR gap < 0' : ''
  const [bad] = await rowsOf(
    db,
    `SELECT COUNT(*) AS rows FROM ${table} WHERE users IS NULL OR users < 0 ${weighed}`,
  )
  if (bad.rows)
    throw new TacitError(
      'counts/negative',
      `${parts[0]}: ${bad.rows} rows of ${table} have no users, or a count below 0: correct them`,
    )
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files)
    hash.update(
      createHash('sha256')
        .update(await readFile(file))
        .digest(),
    )
  return hash.digest('hex')
}

/**
 * Counts with other places of the items. The order of the items stays, so rows stay sorted.
 *
 * @param place of each item among `items` others, ascending
 */
export function placeCounts(counts: ItemCounts, place: Int32Array, items: number): ItemCounts {
  const scatter = (values: Int32Array) => {
    const out = new Int32Array(items)
    for (let n = 0; n < place.length; n++) out[place[n]] = values[n]
    return out
  }
  const { popularity, cooccurrence, affinity, transitions, transitionUsers } = counts
  return {
    popularity: { events: scatter(popularity.events), users: scatter(popularity.users) },
    cooccurrence: moved(cooccurrence, place, items),
    affinity: moved(affinity, place, items),
    transitions: moved(transitions, place, items),
    transitionUsers,
  }
}

function moved({ rows, offsets, index, values }: Csr, place: Int32Array, items: number): Csr {
  const starts = new Int32Array(items + 1)
  for (let r = 0; r < rows; r++) starts[place[r] + 1] = offsets[r + 1] - offsets[r]
  for (let r = 0; r < items; r++) starts[r + 1] += starts[r]
  return { rows: items, cols: items, offsets: starts, index: index.map((c) => place[c]), values }
}
