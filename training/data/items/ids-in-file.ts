import { chooseColumns } from '../columns/index.ts'
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
  path: string,
  role: 'items' | 'users',
  { map = {}, items }: LoadOptions = {},
): Promise<{ path: string; ids: string[] } | null> {
  const file = findSources(path, items)[role]
  if (!file) return null
  return withDuckDB(async (db) => {
    const source = await openRows(db, file, 'lines')
    const { chosen } = await chooseColumns(source, role, { map }, file.path)
    const rows = await runOn(file, () =>
      rowsOf(db, `SELECT ${source.text(chosen.id)} AS id FROM ${source.from}`),
    )
    return { path: file.path, ids: rows.map((row) => String(row.id)) }
  })
}
