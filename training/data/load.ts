import { percent } from './bad-share.ts'
import { checkMap } from './columns/index.ts'
import { compact } from './compact.ts'
import { withDuckDB } from './duckdb.ts'
import { kindNotes, readEvents, spanOf } from './events/index.ts'
import { findSources, type Sources } from './files/index.ts'
import { hashDataset } from './hash.ts'
import { catalogueOf, type ItemTable, readItems, textsOfItems } from './items/index.ts'
import { filterCore } from './k-core.ts'
import { readQueries } from './queries/index.ts'
import { type DataReport, ReportDraft } from './report.ts'
import type { Dataset, LoadOptions } from './types.ts'

/**
 * Reads events and items, as exports and people write them, and tells what it did in `report`.
 *
 * Ids are texts without blanks around them ("007" stays "007"). Repeats of the same user, item, time
 * and kind are merged into one event. Rows that cannot be used are set aside and counted; events without
 * a user are left out and counted. Items without events are included, and so are items that have events
 * but no row in the items file: those are not listed, unless `keepUnknown`.
 *
 * @param path a folder (`train`, `valid`, `test` or `interactions`, optionally `items`), files of
 *   events, or `-` for standard input. A folder may have a search log, `queries`.
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
  const { map = {}, kCore } = options
  checkMap(map, { events: sources.events.length > 0, items: sources.items.length > 0 })
  const files = sources.events.map(({ file }) => file.file)
  return withDuckDB(async (db) => {
    const draft = new ReportDraft()
    const listed =
      sources.items.length > 0
        ? await readItems(db, sources.items, options, draft, sources.lookups)
        : null
    const read = await readEvents(db, sources.events, listed, options, draft)
    const { users, items, events } = compact(read, null, new Set(listed?.stated.ids))
    const { clock, kinds, filters } = read
    const catalogue = listed ? catalogueOf(listed.stated, items, options) : { ids: items }
    const dataset: Dataset = {
      name: sources.name,
      users,
      items,
      ...events,
      kinds: kinds.kinds,
      clock,
      catalogue,
      texts: textsOfItems(catalogue),
      queries: null,
      filters,
      report: emptyReport(draft),
      hash: '',
    }
    for (const { path, why } of sources.unused) {
      draft.files.push({ path, role: 'not used', form: [] })
      draft.notes.push(`${path} is not used: ${why}.`)
    }
    if (sources.users) draft.files.push({ path: sources.users.path, role: 'users', form: [] })
    if (listed) noteUnknown(dataset, listed, options, draft)
    const core = kCore ? filterCore(dataset, kCore) : dataset
    const known = { ids: core.items, variantOf: listed?.variantOf ?? new Map() }
    core.queries = await readQueries(db, sources.queries, known, options, draft)
    for (const { path } of sources.queries) draft.files.push({ path, role: 'queries', form: [] })
    const report = {
      ...dataset.report,
      events: core.user.length,
      users: core.users.length,
      items: core.items.length,
      matched: listed && matchedShare(core, listed),
      kinds: kindNotes(core.kind, kinds),
      span: spanOf(core, clock, Date.now(), draft),
    }
    return { ...core, report, hash: hashDataset(core) }
  }, files)
}

function emptyReport({ files, columns, ignored, notes, skipped }: ReportDraft): DataReport {
  const counts = { events: 0, users: 0, items: 0, matched: null, kinds: [], span: null }
  return { ...counts, files, columns, ignored, skipped, notes }
}

/** Share of the events whose item is in the catalogue. */
function matchedShare({ item, items }: Dataset, { stated }: ItemTable): number {
  const listed = new Set(stated.ids)
  const known = Uint8Array.from(items, (id) => Number(listed.has(id)))
  let matched = 0
  for (const each of item) matched += known[each]
  return item.length === 0 ? 1 : matched / item.length
}

/** Says how many items the catalogue lacks, and what that means. */
function noteUnknown(
  { item, items }: Dataset,
  { stated }: ItemTable,
  { keepUnknown }: LoadOptions,
  report: ReportDraft,
): void {
  const listed = new Set(stated.ids)
  const unknown = Uint8Array.from(items, (id) => Number(!listed.has(id)))
  const count = unknown.reduce((sum, flag) => sum + flag, 0)
  if (count === 0) return
  let events = 0
  for (const each of item) events += unknown[each]
  const what = keepUnknown
    ? 'they are recommended without a title (--keep-unknown).'
    : 'they are trained but not recommended. Pass --keep-unknown to recommend them.'
  report.notes.push(
    `${count} of ${items.length} items, with ${events} of ${item.length} events ` +
      `(${percent(events, item.length)}), are not in the catalogue: ${what}`,
  )
}
