import { dislikesOfRows } from './dislikes.ts'
import { hasAges } from './events/index.ts'
import type { Cases, Dataset, Sequences } from './types.ts'

const SECONDS_A_DAY = 86_400

/**
 * Gathers events into histories. Ages count from the newest event in the row, not from newer events
 * that the split removed.
 *
 * @param rows events per row (indices into the dataset's), oldest first
 */
export function gatherSequences(dataset: Dataset, rows: ArrayLike<number>[]): Sequences {
  const offsets = new Int32Array(rows.length + 1)
  for (let r = 0; r < rows.length; r++) offsets[r + 1] = offsets[r] + rows[r].length
  const total = offsets[rows.length]
  const out: Sequences = {
    offsets,
    item: new Int32Array(total),
    kind: new Uint8Array(total),
    age: new Float32Array(total).fill(-1),
    time: dataset.time && new Float64Array(total),
    disliked: dislikesOfRows(dataset, rows),
  }
  const clock = dataset.time && hasAges(dataset.clock) ? dataset.time : null
  for (let r = 0, at = 0; r < rows.length; r++) {
    const row = rows[r]
    const newest = clock && row.length > 0 ? clock[row[row.length - 1]] : 0
    for (let n = 0; n < row.length; n++, at++) {
      const e = row[n]
      out.item[at] = dataset.item[e]
      out.kind[at] = dataset.kind[e]
      if (out.time && dataset.time) out.time[at] = dataset.time[e]
      if (clock) out.age[at] = (newest - clock[e]) / SECONDS_A_DAY
    }
  }
  return out
}

/** One user to score: the events that the model sees and the held-out ones, as indices. */
export interface Case {
  user: number
  input: ArrayLike<number>
  held: ArrayLike<number>
}

/**
 * Gathers users to score. Targets that are in the input are dropped, since rankings exclude the
 * input's items; so are users who then have no target.
 */
export function gatherCases(dataset: Dataset, cases: Case[]): Cases {
  const { item } = dataset
  const scored: Case[] = []
  const offsets = [0]
  const targets: number[] = []
  for (const one of cases) {
    const seen = new Set(Array.from(one.input, (e) => item[e]))
    const wanted = new Set(Array.from(one.held, (e) => item[e]).filter((i) => !seen.has(i)))
    if (wanted.size === 0) continue
    scored.push(one)
    for (const i of wanted) targets.push(i)
    offsets.push(targets.length)
  }
  return {
    input: gatherSequences(
      dataset,
      scored.map(({ input }) => input),
    ),
    targets: { offsets: Int32Array.from(offsets), item: Int32Array.from(targets) },
    users: Int32Array.from(scored, ({ user }) => user),
  }
}

/** The whole histories of some users, whatever a split holds out. @param users row → user */
export function wholeHistories(dataset: Dataset, users: ArrayLike<number>): Sequences {
  const rows = eventsOfUsers(dataset)
  return gatherSequences(
    dataset,
    Array.from(users, (user) => rows[user]),
  )
}

/**
 * Indices of the likes per user, in the dataset's order. Splits, counts and the k-core read events here
 * and nowhere else, so what is no like never becomes a positive.
 */
export function eventsOfUsers({ user, users, opinion }: Dataset): Int32Array[] {
  const every = opinion === null
  const likes = every
    ? Int32Array.from(user.keys())
    : Int32Array.from(user.keys()).filter((e) => opinion[e] > 0)
  const rows = users.map(() => likes.subarray(0, 0))
  for (let from = 0, to = 0; from < likes.length; from = to) {
    while (to < likes.length && user[likes[to]] === user[likes[from]]) to++
    rows[user[likes[from]]] = likes.subarray(from, to)
  }
  return rows
}
