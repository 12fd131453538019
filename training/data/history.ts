import type { Sequences } from './types.ts'

/** The events of one user, oldest first: the input of every ranker. */
export interface History {
  /** Index into the dataset's users; −1 for a user who is not in it. */
  user: number
  item: Int32Array
  kind: Uint8Array
  /** Days before the newest event of this history; −1 without a clock. */
  age: Float32Array
  /** Items that the user disliked, the newest last; absent: none. */
  disliked?: Int32Array
}

/** Row `row` as a view, not a copy. */
export function historyAt(sequences: Sequences, row: number, user = row): History {
  const from = sequences.offsets[row]
  const to = sequences.offsets[row + 1]
  const { disliked } = sequences
  return {
    user,
    item: sequences.item.subarray(from, to),
    kind: sequences.kind.subarray(from, to),
    age: sequences.age.subarray(from, to),
    disliked: disliked?.item.subarray(disliked.offsets[row], disliked.offsets[row + 1]),
  }
}
