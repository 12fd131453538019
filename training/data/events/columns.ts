import type { Dataset } from '../types.ts'

/** The per-event columns of a dataset. */
export type EventColumns = Pick<
  Dataset,
  'user' | 'item' | 'time' | 'kind' | 'value' | 'opinion' | 'part' | 'reviews'
>

export interface Has {
  time: boolean
  value: boolean
  opinion: boolean
  review: boolean
}

export function allocate(events: number, has: Has): EventColumns {
  const columns: EventColumns = {
    user: new Int32Array(events),
    item: new Int32Array(events),
    time: has.time ? new Float64Array(events) : null,
    kind: new Uint8Array(events),
    value: has.value ? new Float32Array(events) : null,
    opinion: has.opinion ? new Int8Array(events) : null,
    part: new Uint8Array(events),
  }
  if (has.review) columns.reviews = new Array<string | null>(events).fill(null)
  return columns
}

/** The columns of a dataset without events. */
export function emptyEvents(): EventColumns {
  return allocate(0, { time: false, value: false, opinion: false, review: false })
}

/** Keeps the events at `rows`, in that order. */
export function pickEvents(events: EventColumns, rows: Int32Array): EventColumns {
  const { length } = rows
  const { reviews, time, value, opinion } = events
  const pick = <T extends Int32Array | Float64Array | Uint8Array | Float32Array | Int8Array>(
    from: T,
    to: T,
  ) => {
    for (let r = 0; r < length; r++) to[r] = from[rows[r]]
    return to
  }
  const picked: EventColumns = {
    user: pick(events.user, new Int32Array(length)),
    item: pick(events.item, new Int32Array(length)),
    time: time && pick(time, new Float64Array(length)),
    kind: pick(events.kind, new Uint8Array(length)),
    value: value && pick(value, new Float32Array(length)),
    opinion: opinion && pick(opinion, new Int8Array(length)),
    part: pick(events.part, new Uint8Array(length)),
  }
  if (reviews) picked.reviews = Array.from(rows, (row) => reviews[row])
  return picked
}

/** Cuts the columns to their first events, without a copy. */
export function firstEvents(events: EventColumns, length: number): EventColumns {
  const { reviews, time, value, opinion } = events
  const first: EventColumns = {
    user: events.user.subarray(0, length),
    item: events.item.subarray(0, length),
    time: time === null ? null : time.subarray(0, length),
    kind: events.kind.subarray(0, length),
    value: value === null ? null : value.subarray(0, length),
    opinion: opinion === null ? null : opinion.subarray(0, length),
    part: events.part.subarray(0, length),
  }
  if (reviews) first.reviews = reviews.slice(0, length)
  return first
}

/** Moves the event at `from` to `to`, an earlier place. */
export function moveEvent(events: EventColumns, from: number, to: number): void {
  events.user[to] = events.user[from]
  events.item[to] = events.item[from]
  events.kind[to] = events.kind[from]
  events.part[to] = events.part[from]
  if (events.time) events.time[to] = events.time[from]
  if (events.value) events.value[to] = events.value[from]
  if (events.opinion) events.opinion[to] = events.opinion[from]
  if (events.reviews) events.reviews[to] = events.reviews[from]
}
