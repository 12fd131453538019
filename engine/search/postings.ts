/** The items that hold each term, ascending: those of t are `items[offsets[t]…offsets[t + 1]]`. */
export interface Postings {
  offsets: Int32Array
  items: Int32Array
}

const STEP = 1024

/**
 * Inverts lists of terms by item, in steps; a term that an item repeats is listed once.
 *
 * @param termsOf calls `take` with each term of an item; the same each time
 */
export function* invert(
  terms: number,
  items: number,
  termsOf: (item: number, take: (term: number) => void) => void,
): Generator<void, Postings> {
  const last = new Int32Array(terms).fill(-1)
  const offsets = new Int32Array(terms + 1)
  for (let item = 0; item < items; item++) {
    termsOf(item, (term) => {
      if (last[term] !== item) offsets[term + 1]++
      last[term] = item
    })
    if (item % STEP === 0) yield
  }
  for (let t = 0; t < terms; t++) offsets[t + 1] += offsets[t]
  const next = offsets.slice(0, terms)
  const listed = new Int32Array(offsets[terms])
  last.fill(-1)
  for (let item = 0; item < items; item++) {
    termsOf(item, (term) => {
      if (last[term] === item) return
      last[term] = item
      listed[next[term]++] = item
    })
    if (item % STEP === 0) yield
  }
  return { offsets, items: listed }
}

/** The number of items that hold a term. */
export function frequency({ offsets }: Postings, term: number): number {
  return offsets[term + 1] - offsets[term]
}
