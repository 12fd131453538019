import { type EventColumns, pickEvents } from './columns.ts'

/** Runs that are at most this long are sorted by insertion. */
const SHORT = 24

/**
 * Sorts events in file order into the order of a dataset: by user, time, file order. Without time by
 * user, part, item and kind, so that the order of the files does not matter.
 *
 * @param users number of users
 */
export function sortEvents(events: EventColumns, users: number): EventColumns {
  const { user, item, kind, part, time } = events
  const starts = new Int32Array(users + 1)
  for (let e = 0; e < user.length; e++) starts[user[e] + 1]++
  for (let u = 0; u < users; u++) starts[u + 1] += starts[u]
  const next = starts.slice(0, users)
  const rows = new Int32Array(user.length)
  for (let e = 0; e < user.length; e++) rows[next[user[e]]++] = e
  const compare = time
    ? (a: number, b: number) => time[a] - time[b] || a - b
    : (a: number, b: number) => part[a] - part[b] || item[a] - item[b] || kind[a] - kind[b] || a - b
  for (let u = 0; u < users; u++) sortRun(rows, starts[u], starts[u + 1], compare)
  return pickEvents(events, rows)
}

/** Sorts `rows[from…to]`; a run in order costs one pass. */
export function sortRun(
  rows: Int32Array,
  from: number,
  to: number,
  compare: (a: number, b: number) => number,
): void {
  let sorted = true
  for (let r = from + 1; sorted && r < to; r++) sorted = compare(rows[r - 1], rows[r]) <= 0
  if (sorted) return
  if (to - from > SHORT) {
    rows.subarray(from, to).sort(compare)
    return
  }
  for (let r = from + 1; r < to; r++) {
    const row = rows[r]
    let at = r
    while (at > from && compare(rows[at - 1], row) > 0) {
      rows[at] = rows[at - 1]
      at--
    }
    rows[at] = row
  }
}

/**
 * Merges events with the same user, item, time, kind and split file into the first of them, with
 * the greatest of their values, so that the file order does not matter.
 */
export function dropRepeats(events: EventColumns): EventColumns {
  const { user, item, time, kind, part } = events
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
    } else mergeInto(events, first, e)
  }
  return kept === user.length ? events : pickEvents(events, rows.subarray(0, kept))
}

function mergeInto({ value, opinion }: EventColumns, first: number, e: number): void {
  if (value && !(value[first] >= value[e]) && !Number.isNaN(value[e])) value[first] = value[e]
  if (opinion && opinion[e] > opinion[first]) opinion[first] = opinion[e]
}
