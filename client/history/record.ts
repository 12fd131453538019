import { kindNamed } from '@tacit-rec/pack'
import type { Consent, HistoryEvent, Tastes } from '../types.ts'
import { clampTime } from './event.ts'

/** Max events that a device keeps beside impressions: as many as the engine's memory reads. */
export const MAX_EVENTS = 500
/** Max impressions, in a ring of their own. */
export const MAX_IMPRESSIONS = 500
/** Of {@link MAX_EVENTS}, those that views, clicks and carts cannot push out. */
const MAX_LASTING = 300
/** Kinds that make room for others. */
const PASSING = new Set(['view', 'click', 'cart', 'remove_from_cart', 'query'])

/** What is stored about a person: their answer and, after a yes, their events. */
export interface StoredHistory {
  status: Consent
  /** Changes with every answer, so that a tab which missed one cannot write. */
  epoch: string
  /** Time of the answer. */
  since: number
  /** Time of the last refusal; 0 if there was none. */
  refused: number
  /** What each consent adapter read at the time of the answer. */
  readings: Readonly<Record<string, Consent>>
  /** By time, oldest first. */
  events: readonly HistoryEvent[]
  /** What the person said of their interests; absent if nothing. */
  tastes?: Tastes
}

/** A call whose effect is not on disk yet. */
export interface Pending {
  /** Time of the call. */
  at: number
  /** Epoch of the grant that it was tracked under; null before one. */
  epoch: string | null
  /** Time of the last refusal that its tab knew of. */
  known: number
  /** True while a write of it is under way. */
  busy?: boolean
}

/** What a person said of an interest; without an id of all, without a taste: taken back. */
export interface Saying extends Pending {
  id?: string
  taste?: 'mute' | 'boost'
}

/** An event that is not on disk yet. */
export interface Waiting extends Pending {
  event: HistoryEvent
  /** True if a write of it was begun and not confirmed: it may be on disk already. */
  tried?: boolean
}

/** A no: nothing else is stored until a later yes. */
export function refusal(readings: StoredHistory['readings'], at: number): StoredHistory {
  return { status: 'denied', epoch: newEpoch(), since: at, refused: at, readings, events: [] }
}

/**
 * What `forget()` leaves for a moment, so that events which wait in other tabs learn of it: a time and
 * no events.
 */
export function forgotten(at: number): StoredHistory {
  return { ...refusal({}, at), status: 'pending' }
}

/** Stops to store, and keeps what is stored for a later yes. */
export function pause(before: StoredHistory, at: number): StoredHistory {
  return { ...before, status: 'pending', epoch: newEpoch(), since: at, refused: at }
}

/** Deletes all events, and keeps the yes. */
export function emptied(before: StoredHistory, epoch: string, at: number): StoredHistory {
  return { ...before, epoch, since: at, refused: at, events: [] }
}

/** A yes. A repeated one changes no epoch. */
export function grant(
  before: StoredHistory | null,
  readings: StoredHistory['readings'],
  refused: number,
  at: number,
): StoredHistory {
  if (before?.status === 'granted') return { ...before, readings }
  const { events = [], tastes = {} } = before?.status === 'pending' ? before : {}
  return {
    status: 'granted',
    epoch: newEpoch(),
    since: at,
    refused: Math.max(refused, before?.refused ?? 0),
    readings,
    events,
    tastes,
  }
}

/**
 * Whether no refusal came after a call. One before an answer must be newer than the last refusal, or
 * know of it; one under a grant must be of this one, or not older.
 */
function isAllowed(before: StoredHistory, { at, epoch, known }: Pending): boolean {
  if (epoch === null) return known >= before.refused || at > before.refused
  // A page may track in the moment of a yes that is news to it.
  return epoch === before.epoch || (at >= before.since && at > before.refused)
}

/** Stores what a person said of their interests, where no refusal came after it. */
export function withSayings(before: StoredHistory, sayings: readonly Saying[]): StoredHistory {
  const allowed = sayings.filter((one) => isAllowed(before, one))
  return { ...before, tastes: tastesAfter(before.tastes ?? {}, allowed) }
}

/** Tastes after what was said, in its order. */
export function tastesAfter(before: Tastes, sayings: readonly Saying[]): Tastes {
  const tastes = new Map(Object.entries(before))
  for (const { id, taste } of sayings)
    if (id === undefined) tastes.clear()
    else if (taste) tastes.set(id, taste)
    else tastes.delete(id)
  return Object.fromEntries(tastes)
}

/** Appends the events that no refusal came after. */
export function append(before: StoredHistory, waiting: readonly Waiting[]): StoredHistory {
  const known = new Set(before.events.map(identity))
  const fresh = waiting.filter(
    (one) => !(one.tried && known.has(identity(one.event))) && isAllowed(before, one),
  )
  if (fresh.length === 0) return before
  return { ...before, events: tidy([...before.events, ...fresh.map(({ event }) => event)]) }
}

const names = new Map<string, string>()

/** An event's kind by its own name; of an unknown one, `view`. */
function nameOf({ kind }: HistoryEvent): string {
  let name = names.get(kind)
  if (name === undefined) {
    name = kindNamed(kind)?.name ?? 'view'
    names.set(kind, name)
  }
  return name
}

/** Whether a ranking may depend on an event: every one but an impression. */
export const maySway = (event: HistoryEvent) => nameOf(event) !== 'impression'

/**
 * Orders events by time and keeps the newest. Impressions have a ring of their own; purchases, saves,
 * dislikes and the like outlive views, clicks and carts.
 */
export function tidy(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const ordered = [...events].sort((a, b) => a.time - b.time)
  if (ordered.length <= Math.min(MAX_EVENTS, MAX_IMPRESSIONS)) return ordered
  const shown = ordered.filter((event) => !maySway(event))
  const others = ordered.filter(maySway)
  const lasting = others.filter((event) => !PASSING.has(nameOf(event)))
  const passing = others.filter((event) => PASSING.has(nameOf(event)))
  const room = MAX_EVENTS - Math.min(lasting.length, MAX_LASTING)
  const keptPassing = newest(passing, room)
  const keep = new Set([
    ...newest(shown, MAX_IMPRESSIONS),
    ...newest(lasting, MAX_EVENTS - keptPassing.length),
    ...keptPassing,
  ])
  return ordered.filter((event) => keep.has(event))
}

/** The events that are young enough, with times that a wrong clock cannot have put ahead. */
export function current(
  events: readonly HistoryEvent[],
  maxAge: number,
  now: number,
): readonly HistoryEvent[] {
  const kept = events
    .filter(({ time }) => time > now - maxAge)
    .map((event) => ({ ...event, time: clampTime(event.time, now) }))
  return tidy(kept)
}

/** The same for a repeated write or import of one event. */
export function identity({ kind, item, time }: HistoryEvent): string {
  return JSON.stringify([kind, item, time])
}

function newest<T>(list: readonly T[], max: number): readonly T[] {
  return max > 0 ? list.slice(-max) : []
}

/** Random, since a counter would begin again after `forget()`. */
export function newEpoch(): string {
  return Math.random().toString(36).slice(2) + Date.now().toString(36)
}
