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
import { findSources, type Sources } from './files/index.ts'
import { hashDataset } from './hash.ts'
import { catalogueOf, nameProducts, readItems, textsOfItems } from './items/index.ts'
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

async function loadSources(sources: Sources, options: LoadOptions): Promise<Dataset> {
  const { map = {}, kinds: weights = {}, time, kCore } = options
  checkMap(map, { events: sources.events.length > 0, items: sources.items.length > 0 })
  return withDuckDB(async (db) => {
    const draft = new ReportDraft()
    const tables: EventTable[] = []
    for (const [at, { file, part }] of sources.events.entries()) {
      tables.push(await readEvents(db, file, part, at, options))
    }
    const itemTable =
      sources.items.length > 0 ? await readItems(db, sources.items, options, draft) : null
    if (itemTable) {
      const names = tables.map(({ table }) => table)
      await nameProducts(db, names, itemTable, draft)
    }
    const timed = checkTimes(tables, time)
    const { users, items } = await numberIds(db, tables, time, itemTable !== null)
    const kinds = await numberKinds(db, weights)
    const events = dropRepeats(await columnsOf(db, tables, timed))
    const clock = clockOf(events, tables, time)
    const catalogue = itemTable ? catalogueOf(itemTable.stated, items, options) : { ids: items }
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
      report: reportOf(draft, sources),
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

/** To be filled by reading. */
function reportOf(
  { files, columns, ignored, notes, skipped }: ReportDraft,
  sources: Sources,
): DataReport {
  for (const { path, why } of sources.unused) {
    files.push({ path, role: 'not used', form: [] })
    notes.push(`${path} is not used: ${why}.`)
  }
  const counts = { events: 0, users: 0, items: 0, matched: null, kinds: [], span: null }
  return { ...counts, files, columns, ignored, skipped, notes }
}
