import type { Consent } from '../types.ts'
import { grant, pause, refusal, type StoredHistory } from './record.ts'

/** Who answers: the person just now, the page's option, or a consent adapter. */
export type Source = 'person' | 'option' | { adapter: string }

export interface Answer {
  next: Consent
  source: Source
  /** Time of the call. */
  at: number
  readings: StoredHistory['readings']
  /** Time of the last refusal that this tab knows of. */
  refused: number
}

/** What an answer makes of what is stored; undefined if it changes nothing. */
export function answered(before: StoredHistory | null, answer: Answer): StoredHistory | undefined {
  const { next, at, readings, refused } = answer
  if (before && !yields(before, answer)) return undefined
  if (next === 'granted') return grant(before, readings, refused, at)
  if (next === 'denied') return refusal(readings, at)
  return before && before.status !== 'denied' ? pause(before, at) : undefined
}

/** Whether a stored answer gives way to this one. */
function yields(before: StoredHistory, { next, source, at }: Answer): boolean {
  // Answers count in the order of the calls, also where one waited for its database.
  if (source === 'person') return before.since <= at
  if (source === 'option') return next !== 'granted' || before.status === 'pending'
  const last = before.readings[source.adapter]
  if (last === next) return before.status === 'pending'
  return next === 'denied' || before.status !== 'denied' || last !== undefined
}
