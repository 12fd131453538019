/** For each term, ascending: the items whose text holds it. A term's entries are `offsets[t]…offsets[t + 1]`. */
export interface Postings {
  offsets: Int32Array
  items: Int32Array
}

/**
 * Inverts lists of terms by item; a term that an item repeats is listed once.
 *
 * @param lists items' terms: `visit(take)` calls `take(item, term)` by ascending item, and gives the
 *   same calls every time
 */
export function invert(
  terms: number,
  visit: (take: (item: number, term: number) => void) => void,
): Postings {
  const last = new Int32Array(terms).fill(-1)
  const once = (take: (item: number, term: number) => void) => {
    last.fill(-1)
    visit((item, term) => {
      if (last[term] === item) return
      last[term] = item
      take(item, term)
    })
  }
  const offsets = new Int32Array(terms + 1)
  once((_, term) => offsets[term + 1]++)
  for (let t = 0; t < terms; t++) offsets[t + 1] += offsets[t]
  const next = offsets.slice(0, terms)
  const items = new Int32Array(offsets[terms])
  once((item, term) => {
    items[next[term]++] = item
  })
  return { offsets, items }
}

/** The number of items that hold a term. */
export function frequency({ offsets }: Postings, term: number): number {
  return offsets[term + 1] - offsets[term]
}
