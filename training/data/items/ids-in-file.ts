import { chooseColumns } from '../columns/index.ts'
import { textsOf, withDuckDB } from '../duckdb.ts'
import { findSources, openRows, runOn } from '../files/index.ts'
import type { LoadOptions } from '../types.ts'
import { wholeIds } from './groups.ts'
import { readItems } from './items.ts'

/**
 * The ids of DATA's items or users file, in file order. A dataset sorts its ids, so data that
 * follows the rows of the file, such as text vectors, is mapped to it by these ids.
 *
 * @param path DATA, as in `loadDataset`
 * @returns path and the id of each row of the file, '' for a row without; null if DATA has none
 */
export async function idsInFile(
  path: string | readonly string[],
  role: 'items' | 'users',
  options: LoadOptions = {},
): Promise<{ path: string; ids: string[] } | null> {
  const sources = await findSources(path, options.items)
  const files = role === 'items' ? sources.items : sources.users ? [sources.users] : []
  const [file] = files
  if (!file) return null
  return withDuckDB(async (db) => {
    if (role === 'items') {
      const { rows } = await readItems(db, files, options)
      return { path: file.path, ids: rows }
    }
    const source = await openRows(db, file)
    const { chosen } = await chooseColumns(source, role, options, file.path)
    const id = `coalesce(trim(${source.text(chosen.id)}), '')`
    const ids = await runOn(file, () => textsOf(db, `SELECT ${id} FROM ${source.from}`))
    return { path: file.path, ids: wholeIds(ids) as string[] }
  })
}
