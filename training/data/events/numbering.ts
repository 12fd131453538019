import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsOf } from '../duckdb.ts'
import { idSql } from './ids.ts'

/** Numbers of cells: a blank one, and one of a row of totals. */
export const BLANK = -1
export const TOTALS = -2

/** Words that stand in the place of an id in a row of sums. */
const SUMS =
  /^(grand |sub ?)?totals?( general)?:?$|^sums?:?$|^(gesamt)?summe:?$|^gesamt:?$|^(sub)?total général:?$|^totale:?$/i

/** The cells of one column, distinct. */
export interface Cells {
  /** What each means, null if blank; in binary order, so equal ids are neighbours. */
  ids: (string | null)[]
  /** Rows with each. */
  rows: Int32Array
}

/**
 * Numbers the distinct cells of a column of `raw` in the table `<column>_cells(raw, n)`. Ids are read
 * once per distinct cell, not once per row.
 */
export async function numberCells(db: DuckDBConnection, column: 'user' | 'item'): Promise<Cells> {
  const table = `${column}_cells`
  await db.run(
    `CREATE TABLE ${table} AS
      SELECT raw, id, rows, CAST(row_number() OVER (ORDER BY id NULLS FIRST, raw) - 1 AS INTEGER) AS n
      FROM (SELECT raw, ${idSql('raw')} AS id, rows FROM
        (SELECT ${column} AS raw, CAST(count(*) AS INTEGER) AS rows FROM raw
          WHERE ${column} IS NOT NULL GROUP BY ${column}))`,
  )
  const counted = await rowsOf(db, `SELECT count(*) AS n FROM ${table}`)
  const rows = new Int32Array(Number(counted[0].n))
  const ids: (string | null)[] = []
  for await (const chunk of await db.stream(`SELECT id, rows FROM ${table} ORDER BY n`)) {
    const counts = chunk.getColumnValues(1) as number[]
    for (const [at, id] of (chunk.getColumnValues(0) as (string | null)[]).entries()) {
      rows[ids.length] = counts[at]
      ids.push(id)
    }
  }
  return { ids, rows }
}

/** Distinct ids in binary order, and the place of each cell among them. */
export interface Numbered {
  ids: string[]
  /** Cell → index into `ids`, {@link BLANK} or {@link TOTALS}. */
  place: Int32Array
}

/**
 * Numbers the ids of cells, and others.
 *
 * @param others ids without rows, such as those of the catalogue
 */
export function numberIds({ ids, rows }: Cells, others: readonly string[] = []): Numbered {
  const known = new Set(others)
  const isSum = (id: string, cell: number) => rows[cell] === 1 && !known.has(id) && SUMS.test(id)
  const used = ids.filter((id, cell): id is string => id !== null && !isSum(id, cell))
  const distinct = inBinaryOrder([...new Set([...used, ...others])])
  const at = new Map(distinct.map((id, n) => [id, n]))
  const place = Int32Array.from(ids, (id, cell) => {
    if (id === null) return BLANK
    return at.get(id) ?? (isSum(id, cell) ? TOTALS : BLANK)
  })
  return { ids: distinct, place }
}

/** Sorts by the bytes of UTF-8, as SQL does. UTF-16 differs where there are surrogates. */
function inBinaryOrder(ids: string[]): string[] {
  if (!ids.some((id) => /[\ud800-\udfff]/.test(id))) return ids.sort()
  return ids
    .map((id) => ({ id, bytes: Buffer.from(id) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ id }) => id)
}
