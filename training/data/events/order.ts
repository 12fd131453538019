import type { DuckDBConnection } from '@duckdb/node-api'
import type { Dataset } from '../types.ts'

/** The per-event columns of a dataset. */
export type EventColumns = Pick<
  Dataset,
  'user' | 'item' | 'time' | 'kind' | 'value' | 'part' | 'reviews'
>

/** The columns of a dataset without events. */
export function emptyEvents(): EventColumns {
  return allocate(0, { timed: false, valued: false, reviewed: false })
}

/**
 * Reads the view `events` in the order of a dataset: by user, time, file order. Without time, by
 * user, part and item, so that the order of the files does not matter.
 */
export async function readColumns(
  db: DuckDBConnection,
  has: { timed: boolean; valued: boolean; reviewed: boolean },
): Promise<EventColumns> {
  const counted = await db.runAndReadAll('SELECT CAST(count(*) AS INTEGER) FROM events')
  const columns = allocate(counted.getRows()[0][0] as number, has)
  const order = has.timed ? 'events.time, part, ord' : 'part, items.n, kinds.n, ord'
  const rows = await db.stream(
    `SELECT users.n, items.n, kinds.n, CAST(part AS UTINYINT), CAST(events.time AS DOUBLE),
      CAST(value AS FLOAT), review
      FROM events JOIN users ON users.id = events.user JOIN items ON items.id = events.item
      JOIN kinds ON kinds.id = events.kind ORDER BY users.n, ${order}`,
  )
  const { user, item, kind, part, time, value, reviews } = columns
  let filled = 0
  for await (const chunk of rows) {
    const vectors = [0, 1, 2, 3, 4, 5, 6].map((at) => chunk.getColumnVector(at))
    for (let r = 0; r < chunk.rowCount; r++, filled++) {
      user[filled] = vectors[0].getItem(r) as number
      item[filled] = vectors[1].getItem(r) as number
      kind[filled] = vectors[2].getItem(r) as number
      part[filled] = vectors[3].getItem(r) as number
      if (time) time[filled] = vectors[4].getItem(r) as number
      if (value) value[filled] = (vectors[5].getItem(r) as number | null) ?? Number.NaN
      if (reviews) reviews[filled] = vectors[6].getItem(r) as string | null
    }
  }
  return columns
}

function allocate(
  events: number,
  has: { timed: boolean; valued: boolean; reviewed: boolean },
): EventColumns {
  const columns: EventColumns = {
    user: new Int32Array(events),
    item: new Int32Array(events),
    time: has.timed ? new Float64Array(events) : null,
    kind: new Uint8Array(events),
    value: has.valued ? new Float32Array(events) : null,
    part: new Uint8Array(events),
  }
  if (has.reviewed) columns.reviews = new Array<string | null>(events).fill(null)
  return columns
}

/** Keeps the events at `rows`, in that order. */
export function pickEvents(events: EventColumns, rows: Int32Array): EventColumns {
  const { length } = rows
  const { reviews } = events
  const pick = <T extends Int32Array | Float64Array | Uint8Array | Float32Array>(
    from: T,
    to: T,
  ) => {
    for (let r = 0; r < length; r++) to[r] = from[rows[r]]
    return to
  }
  const picked: EventColumns = {
    user: pick(events.user, new Int32Array(length)),
    item: pick(events.item, new Int32Array(length)),
    time: events.time && pick(events.time, new Float64Array(length)),
    kind: pick(events.kind, new Uint8Array(length)),
    value: events.value && pick(events.value, new Float32Array(length)),
    part: pick(events.part, new Uint8Array(length)),
  }
  if (reviews) picked.reviews = Array.from(rows, (row) => reviews[row])
  return picked
}

/**
 * Merges events with the same user, item, time, kind and split file into the first of them, with
 * the greatest of their values, so that the file order does not matter.
 */
export function dropRepeats(events: EventColumns): EventColumns {
  const { user, item, time, kind, part, value } = events
  const rows = new Int32Array(user.length)
  let kept = 0
  // Repeats have the same user and time, so they are in one run of the sorted events.
  const seen = new Map<number, number>()
  for (let e = 0; e < user.length; e++) {
    const sameRun = e > 0 && user[e] === user[e - 1] && (!time || time[e] === time[e - 1])
    if (!sameRun) {
      if (seen.size > 0) seen.clear()
      const alone = e + 1 === user.length || user[e + 1] !== user[e]
      if (alone || (time && time[e + 1] !== time[e])) {
        rows[kept++] = e
        continue
      }
    }
    const key = (item[e] * 256 + kind[e]) * 4 + part[e]
    const first = seen.get(key)
    if (first === undefined) {
      seen.set(key, e)
      rows[kept++] = e
    } else if (value && !(value[first] >= value[e]) && !Number.isNaN(value[e])) {
      value[first] = value[e]
    }
  }
  return kept === user.length ? events : pickEvents(events, rows.slice(0, kept))
}
