import { DOUBLE, type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api'
import { MEMORY_EVENTS } from '@tacit-rec/engine'
import { type Csr, fromSorted, symmetric } from '../../sparse/index.ts'
import { withDuckDB } from '../duckdb.ts'
import type { Sequences } from '../types.ts'
import { countBy } from './query.ts'

export interface CountOptions {
  /** Whether the events have an order; without it there are no transitions. */
  ordered?: boolean
  /**
   * Counts only this many newest events per user, since the pairs grow with its square. Default: as
   * many as a memory sums.
   */
  maxEvents?: number
  /** Weight of an event by its kind, from `kindFactors`; null or absent: every event counts 1. */
  factors?: Float64Array | null
}

/** What devices gave of items and clusters, for pairs that too few had (docs/private-learning.md). */
export interface BackOff {
  /** The cluster of each item, [N]; −1: none. */
  cluster: Int32Array
  /** [P, N]: from any item of a cluster to an item. */
  clusterItem: Csr
  /** [N, P]: from an item to any item of a cluster. */
  itemCluster: Csr
}

/** Counts of items and of item pairs, from which item-to-item models are fitted. */
export interface ItemCounts {
  /** Events and distinct users per item, [N] each. */
  popularity: { events: Int32Array; users: Int32Array }
  /** [N, N], symmetric, no diagonal: distinct users who have both items. */
  cooccurrence: Csr
  /** The entries of `cooccurrence`, weighted: Σ over users of w_a·w_b, w the largest of a user's events. */
  affinity: Csr
  /**
   * [N, N], row = earlier item, column = later item: Σ 0.9^(gap−1) over gaps of 1 to 5 positions,
   * times the weights of both events, no diagonal; empty without an order.
   */
  transitions: Csr
  /** Distinct users per entry of `transitions`. */
  transitionUsers: Int32Array
  /** Only of counts that visitors contributed. */
  backOff?: BackOff
}

const CHUNK = 2048
/** Above this many events, pairs of one user are left out and the counts go out of core. */
const MANY_EVENTS = 3_000_000
const MEMORY_LIMIT = '2GB'

/**
 * Counts items, pairs and transitions with the `.sql` files of this folder, which run on Spark too.
 *
 * @param sequences fitted histories, one row per user
 * @param items N
 */
export async function itemCounts(
  sequences: Sequences,
  items: number,
  { ordered = true, maxEvents = MEMORY_EVENTS, factors = null }: CountOptions = {},
): Promise<ItemCounts> {
  return withDuckDB(async (db) => {
    const isLarge = sequences.item.length > MANY_EVENTS
    // Most pairs of a large log have one user: no memory holds them, and they would not fit.
    await db.run(`CREATE TABLE threshold AS SELECT ${isLarge ? 2 : 1} AS users`)
    if (isLarge) await db.run(`SET memory_limit = '${MEMORY_LIMIT}'`)
    await createEvents(db, sequences, { maxEvents, factors })
    const [item, events, users] = await countBy(db, 'popularity')
    const popularity = {
      events: scatter(items, item, events),
      users: scatter(items, item, users),
    }
    const [a, b, supporters, products] = await countBy<
      [Int32Array, Int32Array, Int32Array, Float32Array]
    >(db, 'cooccurrence')
    const cooccurrence = symmetric(items, { a, b, value: supporters })
    const affinity = factors ? symmetric(items, { a, b, value: products }) : cooccurrence
    if (!ordered) await db.run('DELETE FROM events')
    const [source, target, weight, transitionUsers] = await countBy<
      [Int32Array, Int32Array, Float32Array, Int32Array]
    >(db, 'transitions')
    return {
      popularity,
      cooccurrence,
      affinity,
      transitions: fromSorted(items, items, { row: source, column: target, value: weight }),
      transitionUsers,
    }
  })
}

/** The table that the queries read: the newest events of every row. */
export async function createEvents(
  db: DuckDBConnection,
  { offsets, item, kind }: Sequences,
  { maxEvents, factors }: Required<Pick<CountOptions, 'maxEvents' | 'factors'>>,
): Promise<void> {
  await db.run(
    'CREATE TABLE events (user_id INTEGER, position INTEGER, item_id INTEGER, weight DOUBLE)',
  )
  const appender = await db.createAppender('events')
  let columns: number[][] = [[], [], [], []]
  const flush = () => {
    const chunk = DuckDBDataChunk.create([INTEGER, INTEGER, INTEGER, DOUBLE])
    chunk.setColumns(columns)
    appender.appendDataChunk(chunk)
    columns = [[], [], [], []]
  }
  for (let row = 0; row + 1 < offsets.length; row++) {
    const from = Math.max(offsets[row], offsets[row + 1] - maxEvents)
    for (let e = from; e < offsets[row + 1]; e++) {
      columns[0].push(row)
      columns[1].push(e - from)
      columns[2].push(item[e])
      columns[3].push(factors ? factors[kind[e]] : 1)
      if (columns[0].length === CHUNK) flush()
    }
  }
  if (columns[0].length > 0) flush()
  appender.closeSync()
}

function scatter(length: number, at: Int32Array, values: Int32Array): Int32Array {
  const out = new Int32Array(length)
  for (let n = 0; n < at.length; n++) out[at[n]] = values[n]
  return out
}
