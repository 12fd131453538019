import type { EventDetails, HistoryEvent } from '../types.ts'

/** How far ahead of the device's clock a time may be. */
const DAY = 86_400_000
const TEXTS = ['list', 'placement'] as const
const NUMBERS = ['value', 'quantity', 'dwell', 'position'] as const

/** What `track` was given, before any check. */
export interface RawEvent extends Omit<EventDetails, 'at'> {
  kind: unknown
  item: unknown
  /** Milliseconds since 1970, a Date or an ISO text. */
  time?: unknown
}

/**
 * An event with checked fields. A time that cannot be read, or that is more than a day ahead, is
 * replaced by `now`; other details that cannot be read are left out.
 *
 * @param warn told what was replaced or refused
 * @returns null without a kind or an item
 */
export function eventOf(
  raw: RawEvent,
  now: number,
  warn: (message: string) => void,
): HistoryEvent | null {
  const kind = textOf(raw.kind)
  const item = textOf(raw.item)
  if (!kind || !item) {
    warn(`an event needs a kind and an item, but has ${show(raw.kind)} and ${show(raw.item)}`)
    return null
  }
  const time = raw.time === undefined ? now : timeOf(raw.time)
  if (time === null || time > now + DAY)
    warn(`the time ${show(raw.time)} of an event is replaced by now`)
  const event: HistoryEvent = { kind, item, time: time === null ? now : clampTime(time, now) }
  for (const name of TEXTS) {
    const text = textOf(raw[name])
    if (text) event[name] = text
  }
  for (const name of NUMBERS) {
    const number = raw[name]
    if (typeof number === 'number' && Number.isFinite(number)) event[name] = number
  }
  return event
}

/** The checked events of a list, or of an object with a list `events`. */
export function importedEvents(
  list: unknown,
  now: number,
  warn: (message: string) => void,
): HistoryEvent[] {
  const given = isRecord(list) ? list.events : list
  return (Array.isArray(given) ? given : []).flatMap((raw) => {
    if (!isRecord(raw)) return []
    const { kind, item, time, at, ...details } = raw
    return eventOf({ ...details, kind, item, time: time ?? at }, now, warn) ?? []
  })
}

/** A stored time is at most a day ahead: a clock that ran ahead must not rule the history. */
export function clampTime(time: number, now: number): number {
  return time > now + DAY ? now : time
}

function timeOf(value: unknown): number | null {
  const time =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'string' && value.trim()
        ? Number(value) || Date.parse(value)
        : value
  return typeof time === 'number' && Number.isFinite(time) && time > 0 ? time : null
}

/** A text or number as text; empty for anything else. */
function textOf(value: unknown): string {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  return typeof value === 'string' ? value.trim() : ''
}

/** A value in a message: short, and never a throw. */
export function show(value: unknown): string {
  try {
    return (typeof value === 'string' ? JSON.stringify(value) : String(value)).slice(0, 80)
  } catch {
    return typeof value
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
