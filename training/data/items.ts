import type { DuckDBConnection } from '@duckdb/node-api'
import { chooseColumns, ITEM_COLUMNS } from './columns.ts'
import { quoted, rowsOf } from './duckdb.ts'
import type { SourceFile } from './files.ts'
import { openRows, placeOf, refuseRejects, runOn, shorten, valueError } from './rows.ts'

/** A file of items in the table `item_rows`: id and the whole row as JSON. */
export interface ItemTable {
  file: SourceFile
  /** Our column → the file's. */
  chosen: Record<string, string>
}

/**
 * Reads the items file; each row becomes a JSON object, so that one piece of code takes facts
 * from any format.
 *
 * @throws TacitError with `file:line` for a blank or doubled id
 */
export async function readItems(
  db: DuckDBConnection,
  file: SourceFile,
  map: Record<string, string>,
): Promise<ItemTable> {
  const source = await openRows(db, file, 'item_lines')
  const names = source.columns.map((column) => column.name)
  // `--map item=…` is about events; in this file the id is `id`.
  const chosen = chooseColumns(file, names, ITEM_COLUMNS, ['id'], map)
  const object = names.map((name) => `${quoted(name)}, ${source.value(name)}`).join(', ')
  const facts = file.format === 'jsonl' ? 'line' : `CAST(json_object(${object}) AS VARCHAR)`
  await runOn(file, () =>
    db.run(
      `CREATE TABLE item_rows AS SELECT ${source.text(chosen.id)} AS id, ${facts} AS facts
        FROM ${source.from}`,
    ),
  )
  if (file.format !== 'jsonl' && file.format !== 'parquet') await refuseRejects(db, file, names)
  const [blank] = await rowsOf(
    db,
    "SELECT min(rowid) AS at FROM item_rows WHERE id IS NULL OR trim(id) = ''",
  )
  if (blank.at !== null) {
    const complaint = 'the value is blank: every item needs an id'
    throw await valueError(file, Number(blank.at), chosen.id, complaint)
  }
  const [twice] = await rowsOf(
    db,
    `SELECT id, min(rowid) AS first, max(rowid) AS again FROM item_rows GROUP BY id
      HAVING count(*) > 1 ORDER BY again LIMIT 1`,
  )
  if (twice) {
    const first = await placeOf(file, Number(twice.first))
    const complaint = `value ${shorten(twice.id)} names an item twice, first at ${first}: keep one`
    throw await valueError(file, Number(twice.again), chosen.id, complaint)
  }
  return { file, chosen }
}
