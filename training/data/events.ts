import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { chooseColumns, EVENT_COLUMNS } from './columns.ts'
import { rowsOf } from './duckdb.ts'
import type { SourceFile } from './files.ts'
import { openRows, type RowSource, refuseRejects, runOn, shorten, valueError } from './rows.ts'
import type { Clock } from './types.ts'

/** Times above this many seconds (the year 5138) can only be milliseconds. */
const MAX_SECONDS = 1e11
/** Characters of a review that are kept. */
const LONGEST_REVIEW = 1000

/**
 * A file of events in a table `user, item, time, kind, value, review`, checked; rowid is file
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
  /** Whether the times are instants by their type (Parquet), so that nobody need say `iso`. */
  typedTime: boolean
}

/**
 * Reads one file of events into a table of texts and numbers.
 *
 * @throws TacitError with `file:line` for a row or a value that does not fit
 */
export async function readEvents(
  db: DuckDBConnection,
  file: SourceFile,
  part: number,
  options: { map: Record<string, string>; time?: Clock; reviews?: boolean },
): Promise<EventTable> {
  const table = `events_${part}`
  const source = await openRows(db, file, `lines_${part}`)
  const names = source.columns.map((column) => column.name)
  const chosen = chooseColumns(file, names, EVENT_COLUMNS, ['user', 'item'], options.map)
  if (options.time === 'none') delete chosen.time
  if (!options.reviews) delete chosen.review
  const typedTime = isInstant(source, chosen.time)
  const text = (name?: string) => (name === undefined ? 'CAST(NULL AS VARCHAR)' : source.text(name))
  const time =
    chosen.time !== undefined && typedTime
      ? `CAST(epoch(${source.value(chosen.time)}) AS VARCHAR)`
      : text(chosen.time)
  const { user, item, kind, value, review } = chosen
  await runOn(file, () =>
    db.run(
      `CREATE TABLE ${table} AS SELECT ${text(user)} AS user, ${text(item)} AS item,
        ${time} AS time, ${text(kind)} AS kind, ${text(value)} AS value,
        left(${text(review)}, ${LONGEST_REVIEW}) AS review FROM ${source.from}`,
    ),
  )
  if (file.format !== 'jsonl' && file.format !== 'parquet') await refuseRejects(db, file, names)
  else if (file.format === 'jsonl') await db.run(`DROP TABLE lines_${part}`)
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

/** The SQL that turns a text into a number of seconds, or a position; NULL where it is neither. */
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
      `${file.path}: a header and no events: give it rows, or remove it`,
    )
  }
  for (const column of ['user', 'item'] as const) {
    if (found[column] === null) continue
    const complaint = 'the value is blank: every event needs an id here'
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
    const complaint = `value ${value} is too late for seconds: pass --time ms for milliseconds`
    throw await valueError(file, Number(found.late), chosen.time, complaint)
  }
  if (found.value !== null) {
    const value = shorten(await cell(Number(found.value), 'value'))
    const complaint = `value ${value} is not a number: write one, or leave the cell blank`
    throw await valueError(file, Number(found.value), chosen.value, complaint)
  }
}

function badTime(value: string | null, clock: Clock | undefined): string {
  if (value === null || value.trim() === '') {
    return 'the value is blank: every event needs a time, or pass --time none'
  }
  if (clock === 'iso') {
    return `value ${shorten(value)} is not an ISO 8601 time: write 2024-05-31T12:00:00Z`
  }
  const remedy = Number.isNaN(Date.parse(value))
    ? 'write seconds since 1970, or pass --time none'
    : 'pass --time iso for times such as 2024-05-31T12:00:00Z'
  return `value ${shorten(value)} is not a number: ${remedy}`
}
