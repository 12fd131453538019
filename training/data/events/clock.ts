import type { Clock } from '../types.ts'

/** Whether differences of times are durations. */
export function hasAges(clock: Clock): boolean {
  return clock !== 'order' && clock !== 'none'
}
