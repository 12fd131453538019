import { chooseColumns } from './columns.ts'
import { rowsOf, withDuckDB } from './duckdb.ts'
import { findSources } from './files.ts'
import { openRows, runOn } from './rows.ts'
import type { LoadOptions } from './types.ts'

/**
 * The ids of DATA's items (users) file in the order of its rows. A dataset sorts its ids, so
 * whatever follows the file's rows, such as a matrix of text vectors, has to be led back by them.
 *
 * @param path DATA, as `loadDataset` takes it
 * @returns the file's path and its ids; null without such a file
 */
export async function idsInFile(
  path: string,
  role: 'items' | 'users',
  { map = {}, items }: LoadOptions = {},
): Promise<{ path: string; ids: string[] } | null> {
  const file = findSources(path, items)[role]
  if (!file) return null
  const known =
    role === 'items'
      ? { id: map.id ? [map.id] : ['id', 'item_id'] }
      : { id: ['id', 'user_id', ...(map.user ? [map.user] : [])] }
  return withDuckDB(async (db) => {
    const source = await openRows(db, file, 'lines')
    const names = source.columns.map((column) => column.name)
    const { id } = chooseColumns(file, names, known, ['id'], {})
    const rows = await runOn(file, () =>
      rowsOf(db, `SELECT ${source.text(id)} AS id FROM ${source.from}`),
    )
    return { path: file.path, ids: rows.map((row) => String(row.id)) }
  })
}
