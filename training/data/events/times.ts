import type { DuckDBConnection } from '@duckdb/node-api'
import type { ReportDraft } from '../report.ts'
import type { Clock, LoadOptions } from '../types.ts'
import { hasAges } from './clock.ts'
import type { EventColumns } from './columns.ts'
import { type TimeReading, timeOf } from './time/index.ts'

const SECONDS_A_DAY = 86_400

/** How the column `time` of `raw` is read; null if there is none, or nothing in it. */
export async function readTimes(
  db: DuckDBConnection,
  hasTime: boolean,
  asked: LoadOptions['time'],
  report: ReportDraft,
): Promise<TimeReading | null> {
  if (!hasTime || asked === 'none') return null
  const reading = await timeOf(db, 'raw', 'time', asked)
  report.notes.push(...reading.notes)
  if (reading.clock !== 'none') return reading
  report.notes.push(`The times are ${reading.how}. The events have no order.`)
  return null
}

/** The times, unless they are all the same and the user did not name their form: those say nothing. */
export function usableTimes(
  { time }: Pick<EventColumns, 'time'>,
  asked: LoadOptions['time'],
  report: ReportDraft,
): Float64Array | null {
  const same = time && time.length > 1 && time.every((each) => each === time[0])
  if (!same || asked !== undefined) return time
  report.notes.push(
    `All times are the same (${time[0] === 0 ? '0' : dateOf(time[0])}), so they are not used: the events ` +
      'have no order. Pass --time to use them.',
  )
  return null
}

/** The clock of events that are sorted as in a dataset; times 0…n−1 of every user are positions. */
export function clockOf(
  { user, time }: EventColumns,
  reading: TimeReading | null,
  asked: LoadOptions['time'],
): Clock {
  if (!time || !reading) return 'none'
  const isPlain = asked === undefined && reading.clock === 'seconds'
  return isPlain && isOrder(user, time) ? 'order' : reading.clock
}

/** The times of the first and the last event, ISO; null without times. */
export function spanOf(
  { time }: Pick<EventColumns, 'time'>,
  clock: Clock,
  now: number,
  report: ReportDraft,
): [first: string, last: string] | null {
  if (!time || time.length === 0 || !hasAges(clock)) return null
  let [first, last, late] = [time[0], time[0], 0]
  const soon = now / 1000 + SECONDS_A_DAY
  for (const each of time) {
    if (each < first) first = each
    if (each > last) last = each
    if (each > soon) late++
  }
  if (late > 0) {
    report.notes.push(
      `${late} of ${time.length} events are in the future, up to ${dateOf(last)}: check the times, or name ` +
        'their form with --time.',
    )
  }
  return [iso(first), iso(last)]
}

function iso(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString()
}

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return String(seconds)
  return date.toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
}

/** Whether the times of every user are 0…n−1. */
function isOrder(user: Int32Array, time: Float64Array): boolean {
  for (let e = 0, from = 0; e < user.length; e++) {
    if (e > 0 && user[e] !== user[e - 1]) from = e
    if (time[e] !== e - from) return false
  }
  return true
}
