import type { Sequences } from './types.ts'

/** One person's events, oldest first: what every ranker takes. */
export interface History {
  /** Index into the dataset's users, or −1 for someone it does not know. */
  user: number
  item: Int32Array
  kind: Uint8Array
  /** Days before the newest event of this history, −1 where there is no clock. */
  age: Float32Array
}

/** A view (no copy) of row `row`. */
export function historyAt(sequences: Sequences, row: number, user = row): History {
  const from = sequences.offsets[row]
  const to = sequences.offsets[row + 1]
  return {
    user,
    item: sequences.item.subarray(from, to),
    kind: sequences.kind.subarray(from, to),
    age: sequences.age.subarray(from, to),
  }
}
