import { TacitError } from '@tacit-rec/pack'
import { pickEvents } from './events/index.ts'
import { pickItems } from './items/index.ts'
import { eventsOfUsers } from './sequences.ts'
import type { Dataset } from './types.ts'

/**
 * The k-core: removes users with fewer than k distinct items and items with fewer than k distinct
 * users until none is left to remove. Only likes count. Removed items leave the catalogue too.
 *
 * @throws TacitError if nothing remains
 */
export function filterCore(dataset: Dataset, k: number): Dataset {
  const { user, item } = dataset
  const alive = {
    users: new Uint8Array(dataset.users.length).fill(1),
    items: new Uint8Array(dataset.items.length).fill(1),
  }
  const pairs = distinctPairs(dataset)
  let changed = true
  while (changed) {
    changed = false
    const degree = {
      users: new Int32Array(dataset.users.length),
      items: new Int32Array(dataset.items.length),
    }
    for (const e of pairs) {
      if (!alive.users[user[e]] || !alive.items[item[e]]) continue
      degree.users[user[e]]++
      degree.items[item[e]]++
    }
    for (const side of ['users', 'items'] as const) {
      for (let n = 0; n < degree[side].length; n++) {
        if (alive[side][n] && degree[side][n] < k) {
          alive[side][n] = 0
          changed = true
        }
      }
    }
  }
  const kept = { users: indicesOf(alive.users), items: indicesOf(alive.items) }
  if (kept.users.length === 0) {
    throw new TacitError(
      'data/k-core',
      `${dataset.name}: no users and items remain in the ${k}-core: choose a smaller --k-core`,
    )
  }
  const rows = indicesOf(user.map((u, e) => alive.users[u] & alive.items[item[e]]))
  const events = pickEvents(dataset, rows)
  const place = { users: placesOf(kept.users), items: placesOf(kept.items) }
  const items = Array.from(kept.items, (i) => dataset.items[i])
  return {
    ...dataset,
    ...events,
    users: Array.from(kept.users, (u) => dataset.users[u]),
    items,
    user: events.user.map((u) => place.users.get(u)!),
    item: events.item.map((i) => place.items.get(i)!),
    catalogue: { ...pickItems(dataset.catalogue, kept.items), ids: items },
    texts: dataset.texts && Array.from(kept.items, (i) => dataset.texts![i]),
  }
}

/** The first like of every distinct (user, item). */
function distinctPairs(dataset: Dataset): Int32Array {
  const { item } = dataset
  const lastUser = new Int32Array(dataset.items.length).fill(-1)
  const first: number[] = []
  for (const [user, row] of eventsOfUsers(dataset).entries()) {
    for (const e of row) {
      if (lastUser[item[e]] === user) continue
      lastUser[item[e]] = user
      first.push(e)
    }
  }
  return Int32Array.from(first)
}

function indicesOf(flags: ArrayLike<number>): Int32Array {
  const out: number[] = []
  for (let n = 0; n < flags.length; n++) if (flags[n]) out.push(n)
  return Int32Array.from(out)
}

function placesOf(kept: Int32Array): Map<number, number> {
  return new Map(Array.from(kept, (old, place) => [old, place]))
}
