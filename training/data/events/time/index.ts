import type { DuckDBConnection } from '@duckdb/node-api'
import type { Clock } from '../../types.ts'

export type TimeForm = Clock

/** How a column of times is read. */
export interface TimeReading {
  /** DOUBLE seconds or position, NULL where unreadable. */
  sql: string
  clock: Clock
  how: string
  notes: string[]
}

/** Stands in until the times of all forms are read. */
export async function timeOf(
  db: DuckDBConnection,
  relation: string,
  column: string,
  asked: TimeForm | undefined,
): Promise<TimeReading> {
  const type = (
    await db.runAndReadAll(`SELECT typeof(${column}) FROM ${relation} LIMIT 1`)
  ).getRows()[0]
  if (/^(TIMESTAMP|DATE)/.test(String(type?.[0])))
    return { sql: `epoch(${column})`, clock: 'iso', how: 'times', notes: [] }
  if (asked === 'iso')
    return { sql: `epoch(TRY_CAST(${column} AS TIMESTAMPTZ))`, clock: 'iso', how: 'iso', notes: [] }
  const ms = asked === 'ms' ? ' / 1000' : ''
  return {
    sql: `TRY_CAST(${column} AS DOUBLE)${ms}`,
    clock: asked ?? 'seconds',
    how: asked ?? 'seconds',
    notes: [],
  }
}
