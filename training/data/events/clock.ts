import { TacitError } from '@tacit-rec/pack'
import type { Clock } from '../types.ts'
import type { EventTable } from './events.ts'
import type { EventColumns } from './order.ts'

/** Whether differences of times are durations. */
export function hasAges(clock: Clock): boolean {
  return clock !== 'order' && clock !== 'none'
}

/**
 * Whether the events have times.
 *
 * @param asked the clock that the user chose
 * @throws TacitError if only some of the files have a time column, or none has but `asked` needs it
 */
export function checkTimes(tables: EventTable[], asked: Clock | undefined): boolean {
  const without = tables.find(({ hasTime }) => !hasTime)
  const timed = tables.find(({ hasTime }) => hasTime)
  if (without && timed)
    throw new TacitError(
      'data/missing-column',
      `${without.file.path}: no column "time", but ${timed.file.path} has one: ` +
        'add it to each split file, or pass --time none',
    )
  if (without && asked !== undefined && asked !== 'none')
    throw new TacitError(
      'data/missing-column',
      `${without.file.path}: --time ${asked} needs a time column: ` +
        'name it with --map time=COLUMN, or leave out --time',
    )
  return timed !== undefined
}

/** The clock of a dataset; {@link LoadOptions.time} states the rule. */
export function clockOf(
  { user, time }: EventColumns,
  tables: EventTable[],
  asked: Clock | undefined,
): Clock {
  if (!time) return 'none'
  if (asked) return asked
  if (tables.some(({ typedTime }) => typedTime)) return 'iso'
  return isOrder(user, time) ? 'order' : 'seconds'
}

/** Whether the times of every user are 0…n−1. */
function isOrder(user: Int32Array, time: Float64Array): boolean {
  for (let e = 0, from = 0; e < user.length; e++) {
    if (e > 0 && user[e] !== user[e - 1]) from = e
    if (time[e] !== e - from) return false
  }
  return true
}
