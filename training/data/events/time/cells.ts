import type { DuckDBConnection } from '@duckdb/node-api'
import { named, rowsOf } from '../../duckdb.ts'
import { blankSql, trimmedSql } from '../ids.ts'
import { type NumberStats, numberStatsSql } from './numbers.ts'

/** Of a text `x`; DuckDB would take an underscore between digits. */
export const IS_NUMBER =
  "(coalesce(isfinite(TRY_CAST(x AS DOUBLE)), false) AND NOT contains(x, '_'))"
/** A cell as a number `n` and as a text `x`. */
export interface Cells {
  n: string
  x: string
}

export function cellsOf(column: string, type: string): Cells {
  const cell = named(column)
  const n = `CASE WHEN ${IS_NUMBER} THEN TRY_CAST(x AS DOUBLE) END`
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|DOUBLE|FLOAT)/.test(type)) {
    // Whole numbers without exponent and decimal point, as they stand in other files.
    const x = `CASE WHEN ${cell} = floor(${cell}) THEN CAST(TRY_CAST(${cell} AS HUGEINT) AS VARCHAR)
      ELSE CAST(${cell} AS VARCHAR) END`
    return { n, x: `nullif(${x}, 'nan')` }
  }
  const text = `CAST(${cell} AS VARCHAR)`
  // Trimming blanks of every kind is slow, and most cells have none.
  const plain = `strlen(${text}) > 9 AND ${text} >= '!' AND ${text} < '~' AND
    right(${text}, 1) BETWEEN '!' AND '~'`
  // pandas and MySQL have their own words for "no time". In a lambda, DuckDB trims only where it must.
  const other = `list_transform([${text}], lambda t: CASE
    WHEN ${blankSql('t')} OR lower(t) = 'nat' THEN NULL ELSE ${trimmedSql('t')} END)[1]`
  // Older .NET services write /Date(1700000000000)/, also with an offset, which changes no instant.
  const x = `CASE WHEN starts_with(${text}, '0000-00-00') THEN NULL
    WHEN starts_with(${text}, '/Date(') THEN regexp_extract(${text}, '-?[0-9]+')
    WHEN ${plain} THEN ${text} ELSE ${other} END`
  return { n, x }
}

/** `sql` of `n` and `x`, which are computed once, as SQL of the relation's row. */
export function over({ n, x }: Cells, sql: string): string {
  return `list_transform([${x}], lambda x: list_transform([${n}], lambda n: ${sql})[1])[1]`
}

export function statsOf(
  db: DuckDBConnection,
  relation: string,
  { n, x }: Cells,
): Promise<NumberStats> {
  const cells = `SELECT x, ${n} AS n FROM (SELECT ${x} AS x FROM ${relation}) WHERE x IS NOT NULL`
  return rowsOf(db, `SELECT ${numberStatsSql()} FROM (${cells})`).then(
    ([row]) => row as unknown as NumberStats,
  )
}

/** Whether the positions of every user are 0…n−1 or 1…n; events may share one (an order's lines). */
export async function isOrder(
  db: DuckDBConnection,
  relation: string,
  cells: Cells,
  user: string,
): Promise<boolean> {
  const [{ others }] = await rowsOf(
    db,
    `SELECT count(*) AS others FROM (SELECT min(n) AS first, max(n) AS last,
      count(DISTINCT n) AS positions, bool_and(n = floor(n)) AS whole
      FROM (SELECT ${named(user)} AS u, ${over(cells, 'n')} AS n FROM ${relation})
      WHERE n IS NOT NULL GROUP BY u)
      WHERE NOT whole OR first NOT IN (0, 1) OR last - first + 1 <> positions`,
  )
  return others === 0
}

export async function typesOf(
  db: DuckDBConnection,
  relation: string,
): Promise<Map<string, string>> {
  const rows = await rowsOf(db, `DESCRIBE SELECT * FROM ${relation}`)
  return new Map(rows.map((row) => [String(row.column_name), String(row.column_type)]))
}
