import type { Dataset, Ragged } from './types.ts'

/**
 * The items that the user of each row disliked and did not like later. With time only what came before the
 * row's newest event counts, so that a case does not know its user's future; without time, what stands in
 * the split files of the row's events.
 *
 * @param rows events per row, all of one user, oldest first; an empty row has no dislikes
 * @returns undefined if nobody disliked anything
 */
export function dislikesOfRows(
  { opinion, user, users, item, part, clock }: Dataset,
  rows: readonly ArrayLike<number>[],
): Ragged | undefined {
  if (!opinion?.includes(-1)) return undefined
  const first = firstEvents(user, users.length)
  const offsets = new Int32Array(rows.length + 1)
  const found: number[] = []
  for (const [r, row] of rows.entries()) {
    if (row.length > 0) {
      const [own, newest] = [user[row[0]], row[row.length - 1]]
      const parts = new Set(Array.from(row, (e) => part[e]))
      const end = clock === 'none' ? first[own + 1] : newest
      // Deleted before it is added: a set keeps the order of the first insertion.
      const disliked = new Set<number>()
      for (let e = first[own]; e < end; e++) {
        if (opinion[e] === 0 || !parts.has(part[e])) continue
        disliked.delete(item[e])
        if (opinion[e] < 0) disliked.add(item[e])
      }
      found.push(...disliked)
    }
    offsets[r + 1] = found.length
  }
  return { offsets, item: Int32Array.from(found) }
}

/** Index of each user's first event; events are sorted by user. @returns [users + 1] */
function firstEvents(user: Int32Array, users: number): Int32Array {
  const first = new Int32Array(users + 1)
  for (const each of user) first[each + 1]++
  for (let u = 0; u < users; u++) first[u + 1] += first[u]
  return first
}

/** Some rows, in their order. */
export function pickRagged({ offsets, item }: Ragged, rows: Int32Array): Ragged {
  const picked = new Int32Array(rows.length + 1)
  for (let n = 0; n < rows.length; n++)
    picked[n + 1] = picked[n] + offsets[rows[n] + 1] - offsets[rows[n]]
  const out = { offsets: picked, item: new Int32Array(picked[rows.length]) }
  for (let n = 0; n < rows.length; n++)
    out.item.set(item.subarray(offsets[rows[n]], offsets[rows[n] + 1]), picked[n])
  return out
}
