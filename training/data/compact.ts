import { type EventColumns, pickEvents } from './events/index.ts'

/** Ids and the events that use them. */
export interface Indexed {
  users: string[]
  items: string[]
  events: EventColumns
}

/**
 * Removes events, and the users and items that are then in none.
 *
 * @param keep per event; null: all stay
 * @param listed ids of the items that stay without events
 */
export function compact(
  { users, items, events }: Indexed,
  keep: Uint8Array | null,
  listed: ReadonlySet<string>,
): Indexed {
  const kept =
    keep === null || keep.every((flag) => flag === 1) ? events : pickEvents(events, rowsOf(keep))
  const used = { users: new Uint8Array(users.length), items: new Uint8Array(items.length) }
  for (const each of kept.user) used.users[each] = 1
  for (const each of kept.item) used.items[each] = 1
  for (const [n, id] of items.entries()) if (listed.has(id)) used.items[n] = 1
  return {
    users: renumber(users, used.users, kept.user),
    items: renumber(items, used.items, kept.item),
    events: kept,
  }
}

/** The ids that are used; `index` gets their new places. */
function renumber(ids: string[], used: Uint8Array, index: Int32Array): string[] {
  if (used.every((flag) => flag === 1)) return ids
  const place = new Int32Array(ids.length)
  let next = 0
  for (let n = 0; n < ids.length; n++) place[n] = used[n] ? next++ : -1
  for (let e = 0; e < index.length; e++) index[e] = place[index[e]]
  return ids.filter((_, n) => used[n])
}

function rowsOf(keep: Uint8Array): Int32Array {
  const rows = new Int32Array(keep.length)
  let kept = 0
  for (let e = 0; e < keep.length; e++) if (keep[e]) rows[kept++] = e
  return rows.subarray(0, kept)
}
