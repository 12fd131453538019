import type { DuckDBConnection } from '@duckdb/node-api'
import { checkMap } from './columns/index.ts'
import { withDuckDB } from './duckdb.ts'
import {
  checkTimes,
  clockOf,
  dropRepeats,
  type EventColumns,
  type EventTable,
  emptyEvents,
  numberIds,
  numberKinds,
  readColumns,
  readEvents,
} from './events/index.ts'
import { findSources, parseRow, type Sources, sourceFile } from './files/index.ts'
import { hashDataset } from './hash.ts'
import {
  catalogueOf,
  type Facts,
  type ItemTable,
  readItems,
  type StatedCatalogue,
  statedCatalogue,
  textsOfItems,
} from './items/index.ts'
import { filterCore } from './k-core.ts'
import { type DataReport, ReportDraft } from './report.ts'
import type { Dataset, LoadOptions } from './types.ts'

/**
 * Reads events and items from CSV, TSV, JSONL, Parquet or RecBole files.
 *
 * Repeats of the same user, item, time and kind are merged into one event. Ids are texts and stay as
 * written ("007" stays "007"). Items without events are included, and so are items that have events
 * but no row in the items file.
 *
 * @param path a folder (`train`, `valid`, `test` or `interactions`, optionally `items`) or a file of
 *   events
 * @throws TacitError with `file:line` for what cannot be read, and a remedy
 * @example
 * const data = await loadDataset('../shared/data/beauty')
 * console.log(data.users.length, data.items.length, data.item.length) // 22363 12101 198502
 */
export async function loadDataset(
  path: string | readonly string[],
  options: LoadOptions = {},
): Promise<Dataset> {
  return loadSources(await findSources(path, options.items), options)
}

/**
 * Reads an items file on its own; its name does not matter.
 *
 * @returns the items in binary order of their ids, and the content of their rows
 * @throws TacitError as {@link loadDataset}
 */
export async function loadItems(
  path: string,
  { map = {} }: Pick<LoadOptions, 'map'> = {},
): Promise<StatedCatalogue> {
  checkMap(map)
  return withDuckDB(async (db) => {
    const table = await readItems(db, [await sourceFile(path)], map)
    const { items } = await numberIds(db, [], undefined, true)
    return readCatalogue(db, items, table)
  })
}

async function loadSources(sources: Sources, options: LoadOptions): Promise<Dataset> {
  const { map = {}, kinds: weights = {}, time, reviews, kCore } = options
  checkMap(map)
  return withDuckDB(async (db) => {
    const tables: EventTable[] = []
    for (const [at, { file, part }] of sources.events.entries()) {
      tables.push(await readEvents(db, file, part, at, { map, time, reviews }))
    }
    const itemTable = sources.items.length > 0 ? await readItems(db, sources.items, map) : null
    const timed = checkTimes(tables, time)
    const { users, items } = await numberIds(db, tables, time, itemTable !== null)
    const kinds = await numberKinds(db, weights)
    const events = dropRepeats(await columnsOf(db, tables, timed))
    const clock = clockOf(events, tables, time)
    const catalogue = itemTable
      ? catalogueOf(await readCatalogue(db, items, itemTable))
      : { ids: items }
    const texts = textsOfItems(catalogue)
    const { name } = sources
    const whole = {
      name,
      users,
      items,
      ...events,
      opinion: null,
      kinds,
      clock,
      catalogue,
      texts,
      filters: [],
      report: reportOf(sources),
      hash: '',
    }
    const filtered = kCore ? filterCore(whole, kCore) : whole
    return { ...filtered, hash: hashDataset(filtered) }
  })
}

async function columnsOf(
  db: DuckDBConnection,
  tables: EventTable[],
  timed: boolean,
): Promise<EventColumns> {
  if (tables.length === 0) return emptyEvents()
  return readColumns(db, {
    timed,
    valued: tables.some(({ hasValue }) => hasValue),
    reviewed: tables.some(({ hasReview }) => hasReview),
  })
}

/** The content of `item_rows` by the items' numbers. */
async function readCatalogue(
  db: DuckDBConnection,
  ids: string[],
  table: ItemTable,
): Promise<StatedCatalogue> {
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
      facts.push(text === null ? null : (parseRow(text) as Facts))
    }
  }
  return statedCatalogue(ids, facts, record, table)
}

/** To be filled by reading. */
function reportOf(sources: Sources): DataReport {
  const { files, columns, ignored, notes, skipped } = new ReportDraft()
  for (const { path, why } of sources.unused) {
    files.push({ path, role: 'not used', form: [] })
    notes.push(`${path} is not used: ${why}.`)
  }
  const counts = { events: 0, users: 0, items: 0, matched: null, kinds: [], span: null }
  return { ...counts, files, columns, ignored, skipped, notes }
}
