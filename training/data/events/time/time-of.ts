import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { named, rowsOf } from '../../duckdb.ts'
import type { Clock, TimeForm } from '../../types.ts'
import { type Cells, cellsOf, IS_NUMBER, isOrder, over, statsOf, typesOf } from './cells.ts'
import { type NumberReading, type NumberStats, readNumbers } from './numbers.ts'
import { type DateOrder, readTexts, spanOf, type TextReading } from './texts.ts'

/** How a column of times is read. */
export interface TimeReading {
  /**
   * DOUBLE over the rows of the relation: seconds since 1970, or a position; NULL for blank and
   * unreadable cells.
   */
  sql: string
  /** `seconds` for numbers, `iso` for dates. */
  clock: Clock
  /** For people, such as `milliseconds`. */
  how: string
  /** Sentences for people, with the flag that decides otherwise. */
  notes: string[]
}

/** Share of cells that must be times for the column to be one of times. */
const ENOUGH = 0.5

/**
 * Finds out what a column of times means: unit, form, and whether the day or the month comes first.
 * The column as a whole decides, in a few vectorized passes.
 *
 * @param relation a table, view or subquery in parentheses; for several split files, their union
 * @param column a column of texts, numbers, dates or timestamps
 * @param asked what the user says; refused if it does not fit
 * @param user column of user ids, for positions 0…n−1 per user; ignored if the relation lacks it
 * @throws TacitError `data/time` if the column is ambiguous, holds no times, or `asked` does not
 *   fit; the message names the flag that does
 */
export async function timeOf(
  db: DuckDBConnection,
  relation: string,
  column: string,
  asked: TimeForm | undefined,
  user = 'user',
): Promise<TimeReading> {
  if (asked === 'none') return noTimes('not used: --time none')
  const types = await typesOf(db, relation)
  const type = types.get(column) ?? 'VARCHAR'
  if (/^(TIMESTAMP|DATE)/.test(type)) return readTyped(db, relation, column, asked)
  const cells = cellsOf(column, type)
  const stats = await statsOf(db, relation, cells)
  if (stats.cells === 0) return noTimes('not used: every time is blank')
  const numbers = readNumbers(stats)
  if (asked === 'order' && numbers && stats.numbers === stats.cells) return positions(cells)
  if (stats.real === 0 && stats.numbers === stats.cells && asked === undefined)
    return noTimes(`not used: all times are the same (${stats.max})`)
  if (numbers?.small && (asked === undefined || asked === 'order')) {
    const has = types.has(user)
    if (has && (await isOrder(db, relation, cells, user))) return positions(cells)
  }
  const texts = await textsIn(db, relation, cells, column, stats, asked)
  return combine(db, relation, column, { asked, cells, stats, numbers, texts })
}

interface Found {
  asked: Exclude<TimeForm, 'none'> | undefined
  cells: Cells
  stats: NumberStats
  numbers: NumberReading | null
  texts: TextReading | null
}

async function combine(
  db: DuckDBConnection,
  relation: string,
  column: string,
  { asked, cells, stats, numbers, texts }: Found,
): Promise<TimeReading> {
  if (!numbers && !texts) throw await noTime(db, relation, cells, column, stats, numbers)
  const notes = [...(numbers?.notes ?? [])]
  const mostlyTexts = texts !== null && stats.cells - stats.numbers >= stats.real
  if (asked && asked !== 'order') checkAsked(column, asked, mostlyTexts ? null : numbers, texts)
  const parts = [
    ...(numbers ? [scaled(numbers, asked, mostlyTexts)] : []),
    ...(texts ? [texts.sql] : []),
  ]
  const sql = over(cells, `coalesce(${parts.join(', ')})`)
  const span = texts && !numbers ? texts.span : await spanOf(db, relation, sql)
  const { first, last, readable } = span
  const never = numbers?.small ? 0 : stats.numbers - stats.real
  if (readable < ENOUGH * (stats.cells - never)) {
    throw await noTime(db, relation, cells, column, stats, numbers)
  }
  if (asked === undefined && first === last && stats.cells > 1) return allEqual(first)
  if (never > 0) {
    notes.push(`column "${column}": times of 0 or -1 (${never}) are read as blank`)
  }
  notes.push(...doubts(column, first, last, numbers?.small === true, asked))
  if (mostlyTexts && numbers)
    notes.push(`column "${column}": some times are numbers (${numbers.how}): ${stats.real}`)
  const clock =
    asked === 'order' ? 'order' : mostlyTexts || numbers?.form === 'iso' ? 'iso' : 'seconds'
  return { sql, clock, how: mostlyTexts ? howOf(texts) : numbers!.how, notes }
}

function howOf({ order, example }: TextReading): string {
  const first = { dmy: 'day first: ', mdy: 'month first: ' }
  return `${order ? first[order] : 'dates such as '}${example.slice(0, 60)}`
}

/** Small numbers have no unit of their own: they have the one that was asked for. */
function scaled(reading: NumberReading, asked: TimeForm | undefined, beside: boolean): string {
  if (!reading.small) return reading.sql
  if (beside) return 'NULL'
  const scales: Partial<Record<TimeForm, number>> = { ms: 1e3, us: 1e6, ns: 1e9 }
  return `n / ${scales[asked ?? 'seconds'] ?? 1}`
}

/** @throws TacitError naming the form that fits */
function checkAsked(
  column: string,
  asked: Exclude<TimeForm, 'none' | 'order'>,
  numbers: NumberReading | null,
  texts: TextReading | null,
): void {
  const refuse = (what: string, remedy: string) => {
    throw new TacitError(
      'data/time',
      `column "${column}": --time ${asked} does not fit, the times are ${what}: ${remedy}`,
    )
  }
  if (numbers) {
    const fits = numbers.small
      ? asked !== 'iso' && asked !== 'dmy' && asked !== 'mdy'
      : asked === numbers.form
    if (fits) return
    refuse(
      numbers.how,
      numbers.form ? `pass --time ${numbers.form}, or leave out --time` : 'leave out --time',
    )
  }
  if (!texts) return
  const { order } = texts
  if (asked !== 'iso' && asked !== 'dmy' && asked !== 'mdy') {
    refuse(howOf(texts), `pass --time ${order ?? 'iso'}, or leave out --time`)
  }
  if (asked === 'iso' && order) refuse(howOf(texts), `pass --time ${order}, or leave out --time`)
  if (asked !== 'iso' && texts.iso) refuse(howOf(texts), 'pass --time iso, or leave out --time')
}

/** A wrong guess shows in the years that result. */
function doubts(
  column: string,
  first: number,
  last: number,
  small: boolean,
  asked: TimeForm | undefined,
): string[] {
  const year = (seconds: number) => new Date(seconds * 1000).getUTCFullYear()
  const years = year(first) === year(last) ? `${year(first)}` : `${year(first)} to ${year(last)}`
  if (asked === 'order') return []
  if (small && asked === undefined) {
    return [
      `column "${column}": the times are small numbers, read as seconds since 1970: ` +
        'if they are positions, pass --time order',
    ]
  }
  if (small || year(last) >= 1980) return []
  return [
    `column "${column}": the times lie in ${years}: if that is wrong, name their form with --time, ` +
      'or pass --time none',
  ]
}

function textsIn(
  db: DuckDBConnection,
  relation: string,
  { x }: Cells,
  column: string,
  stats: NumberStats,
  asked: TimeForm | undefined,
): Promise<TextReading | null> | null {
  if (stats.numbers === stats.cells) return null
  const order: DateOrder | null = asked === 'dmy' || asked === 'mdy' ? asked : null
  const cells = `(SELECT x FROM (SELECT ${x} AS x FROM ${relation})
    WHERE x IS NOT NULL${stats.numbers > 0 ? ` AND NOT ${IS_NUMBER}` : ''})`
  return readTexts(db, cells, column, order)
}

function positions(cells: Cells): TimeReading {
  return { sql: over(cells, 'n'), clock: 'order', how: 'positions', notes: [] }
}

function noTimes(how: string, notes: string[] = []): TimeReading {
  return { sql: 'CAST(NULL AS DOUBLE)', clock: 'none', how, notes }
}

function allEqual(seconds: number): TimeReading {
  const [, day, month, year] = new Date(seconds * 1000).toUTCString().split(' ')
  return noTimes(`not used: all times are the same (${Number(day)} ${month} ${year})`)
}

async function readTyped(
  db: DuckDBConnection,
  relation: string,
  column: string,
  asked: TimeForm | undefined,
): Promise<TimeReading> {
  const sql = `epoch(${named(column)})`
  const { first, last, readable } = await spanOf(db, relation, sql)
  if (readable === 0) return noTimes('not used: every time is blank')
  if (asked === undefined && first === last && readable > 1) return allEqual(first)
  const notes = doubts(column, first, last, false, asked)
  return { sql, clock: asked === 'order' ? 'order' : 'iso', how: 'typed times', notes }
}

async function noTime(
  db: DuckDBConnection,
  relation: string,
  { x, n }: Cells,
  column: string,
  stats: NumberStats,
  numbers: NumberReading | null,
): Promise<TacitError> {
  const isNumber = stats.real > 0 && !numbers
  const [{ value }] = await rowsOf(
    db,
    `SELECT max(x) AS value FROM (SELECT x, ${n} AS n FROM (SELECT ${x} AS x FROM ${relation}))
      WHERE n IS ${isNumber ? 'NOT ' : ''}NULL`,
  )
  const shown = isNumber ? String(stats.realMax) : String(value).slice(0, 60)
  const what = isNumber ? `is no time in any unit${asSeconds(stats.realMax)}` : 'is no time'
  return new TacitError(
    'data/time',
    `column "${column}": "${shown}" ${what}: write times like 2023-11-14T22:13:20Z or in seconds ` +
      'since 1970, name another column with --map time=COLUMN, or pass --time none',
  )
}

function asSeconds(value: number): string {
  const date = new Date(value * 1000)
  return Number.isNaN(date.getTime()) ? '' : ` (as seconds: the year ${date.getUTCFullYear()})`
}
