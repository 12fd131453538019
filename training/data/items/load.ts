import { checkMap } from '../columns/index.ts'
import { withDuckDB } from '../duckdb.ts'
import { sourceFile } from '../files/index.ts'
import type { ReportDraft } from '../report.ts'
import { type ItemTable, readItems } from './items.ts'
import type { ItemOptions } from './rows.ts'

/**
 * Reads an items file on its own; its name does not matter.
 *
 * @returns the items in the order of the file, the content of their rows, and their other names
 * @throws TacitError with `file:line` for what cannot be read, and a remedy
 */
export async function loadItems(
  path: string,
  options: ItemOptions = {},
  report?: ReportDraft,
): Promise<ItemTable> {
  checkMap(options.map ?? {}, { events: false })
  return withDuckDB(async (db) => readItems(db, [await sourceFile(path)], options, report))
}
