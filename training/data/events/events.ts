import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { chooseColumns } from '../columns/index.ts'
import { rowsOf } from '../duckdb.ts'
import {
  openRows,
  type RowSource,
  runOn,
  type SourceFile,
  shorten,
  throwFirstReject,
  valueError,
} from '../files/index.ts'
import type { Clock, LoadOptions } from '../types.ts'

/** Larger times (seconds after the year 5138) must be milliseconds. */
const MAX_SECONDS = 1e11
/** Longer reviews are cut. */
const MAX_REVIEW_CHARACTERS = 1000

/**
 * A file of events as a checked table `user, item, time, kind, value, review`; rowid is the file
 * order.
 */
export interface EventTable {
  file: SourceFile
  table: string
  part: number
  hasTime: boolean
  hasKind: boolean
  hasValue: boolean
  hasReview: boolean
  /** Whether the column's type is a timestamp (Parquet), so that `--time iso` is not needed. */
  typedTime: boolean
}

/**
 * Reads one file of events into a table of texts and numbers.
 *
 * @throws TacitError with `file:line` for a malformed row or value
 */
export async function readEvents(
  db: DuckDBConnection,
  file: SourceFile,
  part: number,
  at: number,
  options: LoadOptions,
): Promise<EventTable> {
  const table = `events_${at}`
  const source = await openRows(db, file)
  const where = file.form.format === 'parquet' ? file.path : `${file.path}:1`
  const { chosen } = await chooseColumns(source, 'events', options, where)
  if (options.time === 'none') delete chosen.time
  if (!options.reviews) delete chosen.review
  const typedTime = isInstant(source, chosen.time)
  const text = (name?: string) => (name === undefined ? 'CAST(NULL AS VARCHAR)' : source.text(name))
  const time =
    chosen.time !== undefined && typedTime
      ? `CAST(epoch(${source.value(chosen.time)}) AS VARCHAR)`
      : text(chosen.time)
  if (chosen.rating !== undefined) chosen.value = chosen.rating
  const { user, item, kind, value, review } = chosen
  await runOn(file, () =>
    db.run(
      `CREATE TABLE ${table} AS SELECT ${text(user)} AS user, ${text(item)} AS item,
        ${time} AS time, ${text(kind)} AS kind, ${text(value)} AS value,
        left(${text(review)}, ${MAX_REVIEW_CHARACTERS}) AS review FROM ${source.from}`,
    ),
  )
  await throwFirstReject(db, file)
  const result = {
    file,
    table,
    part,
    hasTime: chosen.time !== undefined,
    hasKind: kind !== undefined,
    hasValue: value !== undefined,
    hasReview: review !== undefined,
    typedTime,
  }
  await checkValues(db, result, chosen, options.time)
  return result
}

function isInstant(source: RowSource, name: string | undefined): boolean {
  const type = source.columns.find((column) => column.name === name)?.type ?? ''
  return /^(TIMESTAMP|DATE)/.test(type)
}

/** SQL that converts a time's text to seconds, or to a position; NULL if it is neither. */
export function timeSql(clock: Clock | undefined, typed: boolean): string {
  if (typed) return 'TRY_CAST(time AS DOUBLE)'
  if (clock === 'iso') return 'epoch(TRY_CAST(time AS TIMESTAMPTZ))'
  return clock === 'ms' ? 'TRY_CAST(time AS DOUBLE) / 1000' : 'TRY_CAST(time AS DOUBLE)'
}

async function checkValues(
  db: DuckDBConnection,
  events: EventTable,
  chosen: Record<string, string>,
  clock: Clock | undefined,
): Promise<void> {
  const { file, table } = events
  const first = (condition: string) => `min(rowid) FILTER (WHERE ${condition})`
  const time = timeSql(clock, events.typedTime)
  const bad = (sql: string) => `(${sql}) IS NULL OR NOT isfinite(${sql})`
  const [found] = await rowsOf(
    db,
    `SELECT count(*) AS n,
      ${first("user IS NULL OR trim(user) = ''")} AS user,
      ${first("item IS NULL OR trim(item) = ''")} AS item,
      ${events.hasTime ? first(bad(time)) : 'NULL'} AS time,
      ${events.hasTime ? first(`${time} > ${MAX_SECONDS}`) : 'NULL'} AS late,
      ${first('value IS NOT NULL AND TRY_CAST(value AS FLOAT) IS NULL')} AS value
      FROM ${table}`,
  )
  if (found.n === 0) {
    throw new TacitError(
      'data/empty',
      `${file.path}: the file has no events: add rows, or remove it`,
    )
  }
  for (const column of ['user', 'item'] as const) {
    if (found[column] === null) continue
    const complaint = 'blank value: every event needs a user and an item'
    throw await valueError(file, Number(found[column]), chosen[column], complaint)
  }
  const cell = async (record: number, column: string) =>
    (await rowsOf(db, `SELECT ${column} AS x FROM ${table} WHERE rowid = ${record}`))[0].x
  if (found.time !== null) {
    const value = await cell(Number(found.time), 'time')
    const complaint = badTime(value === null ? null : String(value), clock)
    throw await valueError(file, Number(found.time), chosen.time, complaint)
  }
  if (found.late !== null && (clock === undefined || clock === 'seconds')) {
    const value = shorten(await cell(Number(found.late), 'time'))
    const complaint = `value ${value} is too large for seconds: for milliseconds pass --time ms`
    throw await valueError(file, Number(found.late), chosen.time, complaint)
  }
  if (found.value !== null) {
    const value = shorten(await cell(Number(found.value), 'value'))
    const complaint = `value ${value} is not a number: write a number, or leave the cell blank`
    throw await valueError(file, Number(found.value), chosen.value, complaint)
  }
}

function badTime(value: string | null, clock: Clock | undefined): string {
  if (value === null || value.trim() === '') {
    return 'blank value: every event needs a time; to ignore times pass --time none'
  }
  if (clock === 'iso') {
    return `value ${shorten(value)} is not an ISO 8601 time: write it like 2024-05-31T12:00:00Z`
  }
  const remedy = Number.isNaN(Date.parse(value))
    ? 'write seconds since 1970, or pass --time none to ignore times'
    : 'pass --time iso for times such as 2024-05-31T12:00:00Z'
  return `value ${shorten(value)} is not a number: ${remedy}`
}
