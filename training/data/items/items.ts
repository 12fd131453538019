import type { DuckDBConnection } from '@duckdb/node-api'
import { chooseColumns, ITEM_COLUMNS } from '../columns/index.ts'
import { rowsOf } from '../duckdb.ts'
import {
  openRows,
  placeOf,
  runOn,
  type SourceFile,
  shorten,
  throwFirstReject,
  valueError,
} from '../files/index.ts'

/** An items file that was read into the table `item_rows`: id, and the row as a JSON object. */
export interface ItemTable {
  file: SourceFile
  /** Our column → the file's. */
  chosen: Record<string, string>
}

/**
 * Reads an items file. Each row becomes a JSON object, so that all formats are handled alike from
 * here on.
 *
 * @throws TacitError with `file:line` for a blank or duplicate id
 */
export async function readItems(
  db: DuckDBConnection,
  files: readonly SourceFile[],
  map: Record<string, string>,
): Promise<ItemTable> {
  const [file] = files
  const source = await openRows(db, file)
  const names = source.columns.map((column) => column.name)
  // `--map item=…` is for events; the column of this file is `id`.
  const chosen = chooseColumns(file, names, ITEM_COLUMNS, ['id'], map)
  await runOn(file, () =>
    db.run(
      `CREATE TABLE item_rows AS SELECT ${source.text(chosen.id)} AS id, ${source.row} AS facts
        FROM ${source.from}`,
    ),
  )
  await throwFirstReject(db, file)
  const [blank] = await rowsOf(
    db,
    "SELECT min(rowid) AS at FROM item_rows WHERE id IS NULL OR trim(id) = ''",
  )
  if (blank.at !== null) {
    const complaint = 'blank value: every item needs an id'
    throw await valueError(file, Number(blank.at), chosen.id, complaint)
  }
  const [duplicate] = await rowsOf(
    db,
    `SELECT id, min(rowid) AS first, max(rowid) AS again FROM item_rows GROUP BY id
      HAVING count(*) > 1 ORDER BY again LIMIT 1`,
  )
  if (duplicate) {
    const first = await placeOf(file, Number(duplicate.first))
    const complaint = `duplicate id ${shorten(duplicate.id)}, first at ${first}: keep one row`
    throw await valueError(file, Number(duplicate.again), chosen.id, complaint)
  }
  return { file, chosen }
}
