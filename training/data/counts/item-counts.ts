import { readFile } from 'node:fs/promises'
import { type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api'
import { type Csr, symmetric } from '../../sparse/index.ts'
import { withDuckDB } from '../duckdb.ts'
import type { Sequences } from '../types.ts'

export interface CountOptions {
  /** Whether the order of the events means anything; without it there are no transitions. */
  ordered?: boolean
  /** How many of each user's newest events are counted: pairs grow with its square. */
  newest?: number
}

/** What item-to-item models are made from. */
export interface ItemCounts {
  /** Per item its events and its distinct users, [N] each. */
  popularity: { events: Int32Array; users: Int32Array }
  /** [N, N], symmetric, no diagonal: distinct users whose histories hold both items. */
  cooccurrence: Csr
  /**
   * [N, N], row = the earlier item: Σ 0.9^(gap−1) over gaps of 1 to 5 positions, no diagonal;
   * empty where the order means nothing.
   */
  transitions: Csr
  /** Distinct users per stored entry of `transitions`. */
  transitionUsers: Int32Array
}

const CHUNK = 2048
/** The most that a device keeps, so nothing that it could use is lost. */
const NEWEST = 500

/**
 * Counts items, pairs and transitions by the `.sql` files beside this one, which Spark speaks too.
 *
 * @param sequences fitted histories, one row per user
 * @param items N
 */
export async function itemCounts(
  sequences: Sequences,
  items: number,
  { ordered = true, newest = NEWEST }: CountOptions = {},
): Promise<ItemCounts> {
  return withDuckDB(async (db) => {
    await db.run('CREATE TABLE events (user_id INTEGER, position INTEGER, item_id INTEGER)')
    await appendEvents(db, sequences, newest)
    const [item, events, users] = await countBy(db, 'popularity')
    const popularity = {
      events: scatter(items, item, events),
      users: scatter(items, item, users),
    }
    const [a, b, supporters] = await countBy(db, 'cooccurrence')
    const cooccurrence = symmetric(items, { a, b, value: supporters })
    if (!ordered) await db.run('DELETE FROM events')
    const [source, target, weight, transitionUsers] = await countBy<
      [Int32Array, Int32Array, Float32Array, Int32Array]
    >(db, 'transitions')
    const offsets = new Int32Array(items + 1)
    for (const row of source) offsets[row + 1]++
    for (let r = 0; r < items; r++) offsets[r + 1] += offsets[r]
    return {
      popularity,
      cooccurrence,
      transitions: { rows: items, cols: items, offsets, index: target, values: weight },
      transitionUsers,
    }
  })
}

/** Registers the newest events of every row as the table that the counts read. */
async function appendEvents(
  db: DuckDBConnection,
  { offsets, item }: Sequences,
  newest: number,
): Promise<void> {
  const appender = await db.createAppender('events')
  let columns: [number[], number[], number[]] = [[], [], []]
  const flush = () => {
    const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, INTEGER])
    chunk.setColumns(columns)
    appender.appendDataChunk(chunk)
    columns = [[], [], []]
  }
  for (let row = 0; row + 1 < offsets.length; row++) {
    const from = Math.max(offsets[row], offsets[row + 1] - newest)
    for (let e = from; e < offsets[row + 1]; e++) {
      columns[0].push(row)
      columns[1].push(e - from)
      columns[2].push(item[e])
      if (columns[0].length === CHUNK) flush()
    }
  }
  if (columns[0].length > 0) flush()
  appender.closeSync()
}

/** Runs `<name>.sql`; INT columns come as Int32Array, DOUBLE as Float32Array. */
async function countBy<T extends (Int32Array | Float32Array)[] = Int32Array[]>(
  db: DuckDBConnection,
  name: 'popularity' | 'cooccurrence' | 'transitions',
): Promise<T> {
  const sql = await readFile(new URL(`./${name}.sql`, import.meta.url), 'utf8')
  const result = await db.run(sql)
  const columns = result.columnTypes().map((type) => {
    const length = result.rowCount
    return type === INTEGER ? new Int32Array(length) : new Float32Array(length)
  })
  let filled = 0
  for await (const chunk of result) {
    for (const [c, column] of columns.entries()) {
      const vector = chunk.getColumnVector(c)
      for (let r = 0; r < chunk.rowCount; r++) column[filled + r] = vector.getItem(r) as number
    }
    filled += chunk.rowCount
  }
  return columns as T
}

function scatter(length: number, at: Int32Array, values: Int32Array): Int32Array {
  const out = new Int32Array(length)
  for (let n = 0; n < at.length; n++) out[at[n]] = values[n]
  return out
}
