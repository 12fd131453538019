import type { ReportDraft } from '../report.ts'
import type { Clock } from '../types.ts'
import { hasAges } from './clock.ts'
import type { EventColumns } from './columns.ts'

const SECONDS_A_DAY = 86_400
const MAX_A_DAY = 2000
/** A user with more events than this, and than {@link MAX_TIMES} the 99th percentile of users. */
const MAX_EVENTS = 1000
const MAX_TIMES = 50
/** Regular: this share of the gaps of at least so many events is the same, and shorter than an hour. */
const MIN_REGULAR = 50
const MAX_EQUAL_GAPS = 0.9
const MAX_GAP = 3600
/** If more users than this share look like robots, it is the way in which the times were written. */
const MAX_ROBOTS = 0.2

/**
 * Users that are robots: more than 2,000 events within 24 hours; or more than 1,000 events and more than
 * 50 times the 99th percentile of users; or at least 50 events of which 90 % follow the one before after
 * the same time, up to an hour. Ratings are not judged, since people rate hundreds in one sitting; nor
 * are robots that would be more than a fifth of the users.
 *
 * @param events sorted as in a dataset
 * @param rates whether the events are ratings
 * @returns per user: 1 for a robot
 */
export function robotsIn(
  { user, time }: Pick<EventColumns, 'user' | 'time'>,
  users: number,
  clock: Clock,
  rates: boolean,
): Uint8Array {
  const robots = new Uint8Array(users)
  if (rates) return robots
  const counts = new Int32Array(users)
  for (const each of user) counts[each]++
  const active = counts.filter((count) => count > 0).sort()
  const many = Math.max(
    MAX_EVENTS,
    MAX_TIMES * (active[Math.floor(0.99 * (active.length - 1))] ?? 0),
  )
  const times = hasAges(clock) ? time : null
  for (let from = 0; from < user.length; from += counts[user[from]]) {
    const to = from + counts[user[from]]
    const isRobot =
      to - from > many ||
      (times !== null && (isRush(times, from, to) || isRegular(times, from, to)))
    if (isRobot) robots[user[from]] = 1
  }
  const found = robots.reduce((sum, flag) => sum + flag, 0)
  return found > MAX_ROBOTS * active.length ? robots.fill(0) : robots
}

function isRush(time: Float64Array, from: number, to: number): boolean {
  for (let e = from + MAX_A_DAY; e < to; e++)
    if (time[e] - time[e - MAX_A_DAY] <= SECONDS_A_DAY) return true
  return false
}

function isRegular(time: Float64Array, from: number, to: number): boolean {
  if (to - from < MIN_REGULAR) return false
  const gaps = new Map<number, number>()
  for (let e = from + 1; e < to; e++) {
    const gap = time[e] - time[e - 1]
    if (gap > 0 && gap <= MAX_GAP) gaps.set(gap, (gaps.get(gap) ?? 0) + 1)
  }
  return Math.max(0, ...gaps.values()) >= MAX_EQUAL_GAPS * (to - from - 1)
}

/** Says how many users and events are left out as robots. */
export function noteRobots(robots: number, events: number, report: ReportDraft): void {
  report.skip('robot', events)
  report.notes.push(
    `${robots} ${robots === 1 ? 'user is' : 'users are'} left out as robots, with ${events} events: too many or ` +
      'too regular events for a person. Pass --bots keep to keep them.',
  )
}
