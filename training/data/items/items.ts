import type { DuckDBConnection } from '@duckdb/node-api'
import { chooseColumns } from '../columns/index.ts'
import { quoted, rowsOf } from '../duckdb.ts'
import {
  isDelimited,
  openRows,
  placeOf,
  runOn,
  type SourceFile,
  shorten,
  throwFirstReject,
  valueError,
} from '../files/index.ts'
import type { LoadOptions } from '../types.ts'

/** An items file that was read into the table `item_rows`: id, and the row as a JSON object. */
export interface ItemTable {
  file: SourceFile
  /** Our column → the file's. */
  chosen: Record<string, string>
  /** Public name → the file's column. */
  extra: Record<string, string>
}

/**
 * Reads an items file. Each row becomes a JSON object, so that all formats are handled alike from
 * here on.
 *
 * @throws TacitError with `file:line` for a blank or duplicate id
 */
export async function readItems(
  db: DuckDBConnection,
  file: SourceFile,
  options: Pick<LoadOptions, 'map' | 'keep' | 'keepAnyway'>,
): Promise<ItemTable> {
  const source = await openRows(db, file, 'item_lines')
  const names = source.columns.map((column) => column.name)
  const where = file.format === 'parquet' ? file.path : `${file.path}:1`
  const { chosen, extra } = await chooseColumns(source, 'items', options, where)
  const object = names.map((name) => `${quoted(name)}, ${source.value(name)}`).join(', ')
  const facts = file.format === 'jsonl' ? 'line' : `CAST(json_object(${object}) AS VARCHAR)`
  await runOn(file, () =>
    db.run(
      `CREATE TABLE item_rows AS SELECT ${source.text(chosen.id)} AS id, ${facts} AS facts
        FROM ${source.from}`,
    ),
  )
  if (isDelimited(file)) await throwFirstReject(db, file, names)
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
  return { file, chosen, extra }
}
