import { chooseColumns, ITEM_COLUMNS, USER_COLUMNS } from '../columns/index.ts'
import { rowsOf, withDuckDB } from '../duckdb.ts'
import { findSources, openRows, runOn } from '../files/index.ts'
import type { LoadOptions } from '../types.ts'

/**
 * The ids of DATA's items or users file, in file order. A dataset sorts its ids, so data that
 * follows the rows of the file, such as text vectors, is mapped to it by these ids.
 *
 * @param path DATA, as in `loadDataset`
 * @returns path and ids of the file; null if DATA has none
 */
export async function idsInFile(
  path: string | readonly string[],
  role: 'items' | 'users',
  { map = {}, items }: LoadOptions = {},
): Promise<{ path: string; ids: string[] } | null> {
  const sources = await findSources(path, items)
  const file = role === 'items' ? (sources.items[0] ?? null) : sources.users
  if (!file) return null
  const known =
    role === 'items'
      ? { id: map.id ? [map.id] : ITEM_COLUMNS.id }
      : { id: map.user ? [...USER_COLUMNS.id, map.user] : USER_COLUMNS.id }
  return withDuckDB(async (db) => {
    const source = await openRows(db, file)
    const names = source.columns.map((column) => column.name)
    const { id } = chooseColumns(file, names, known, ['id'], {})
    const rows = await runOn(file, () =>
      rowsOf(db, `SELECT ${source.text(id)} AS id FROM ${source.from}`),
    )
    return { path: file.path, ids: rows.map((row) => String(row.id)) }
  })
}
