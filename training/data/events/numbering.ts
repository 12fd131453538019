import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsOf } from '../duckdb.ts'
import type { ReportDraft } from '../report.ts'
import { idSql, userSql } from './ids.ts'

/** Numbers of cells: a blank one, and one of a row of totals. */
export const BLANK = -1
export const TOTALS = -2
/** A cell that repeats the name of its column, where files with headers were glued together. */
export const HEADER = -3

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
      FROM (SELECT raw, ${column === 'user' ? userSql('raw') : idSql('raw')} AS id, rows FROM
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

/** Ids that shops give to all their guests, where they have far more events than any user. */
const NOBODY = ['0', '-1']
const NOBODY_TIMES = 10
const NOBODY_SHARE = 0.1

/**
 * The cells with an id such as 0 made blank if it stands for all guests: it has at least a tenth of the
 * rows, and ten times those of the next user.
 */
export function withoutNobody({ ids, rows }: Cells, report: ReportDraft): Cells {
  const largest = rows.indexOf(rows.reduce((a, b) => Math.max(a, b), 0))
  const id = ids[largest]
  if (id == null || !NOBODY.includes(id)) return { ids, rows }
  const total = rows.reduce((a, b) => a + b, 0)
  const next = rows.reduce((a, b, cell) => (cell === largest ? a : Math.max(a, b)), 0)
  const isNobody = rows[largest] >= NOBODY_SHARE * total && rows[largest] >= NOBODY_TIMES * next
  if (!isNobody || next === 0) return { ids, rows }
  report.notes.push(
    `User "${id}" has ${rows[largest]} of ${total} events, more than ${NOBODY_TIMES} times any other: it is ` +
      'taken for all guests.',
  )
  return { ids: ids.map((one, cell) => (cell === largest ? null : one)), rows }
}

/** Says if a spreadsheet has rounded ids: those that differ in later digits have become one. */
export function noteRounded(column: string, { ids }: Cells, report: ReportDraft): void {
  const rounded = ids.filter((id) => id !== null && /^\d[.,]\d+E\+\d+$/i.test(id))
  if (rounded.length === 0) return
  report.notes.push(
    `${rounded.length} ids of the column "${column}" were rounded by a spreadsheet, such as "${rounded[0]}": ` +
      'different ids may have become one. Export the column as text.',
  )
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
 * @param header name of the column
 */
export function numberIds(
  { ids, rows }: Cells,
  others: readonly string[] = [],
  header?: string,
): Numbered {
  const known = new Set(others)
  const isSum = (id: string, cell: number) => rows[cell] === 1 && !known.has(id) && SUMS.test(id)
  const isHeader = (id: string) => id === header && !known.has(id)
  const used = ids.filter(
    (id, cell): id is string => id !== null && !isSum(id, cell) && !isHeader(id),
  )
  const distinct = inBinaryOrder([...new Set([...used, ...others])])
  const at = new Map(distinct.map((id, n) => [id, n]))
  const place = Int32Array.from(ids, (id, cell) => {
    if (id === null) return BLANK
    return at.get(id) ?? (isHeader(id) ? HEADER : isSum(id, cell) ? TOTALS : BLANK)
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
