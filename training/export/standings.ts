/** How typical a term is of a group. */
export interface Standing {
  term: string
  /** √G², comparable with a standard normal's z. */
  z: number
  /** Share of the group's items with the term. */
  share: number
}

const MIN_Z = 3

/**
 * Per group the terms that more of its items have than others, by the signed root of the
 * likelihood ratio G² = 2 Σ O ln(O/E) of the table (items with the term or without) × (this group
 * or another). It is valid for rare terms too (Dunning, Accurate Methods for the Statistics of
 * Surprise and Coincidence, Computational Linguistics 19, 1993); the z of log-odds under-ranks
 * terms that are unique to one group.
 *
 * @param group item → group or −1, [N]
 * @param termsOf the distinct terms of an item
 * @param minZ default: two of a thousand terms exceed it by chance
 * @returns largest z first; ties in alphabetical order
 */
export function standings(
  group: Int32Array,
  groups: number,
  termsOf: (item: number) => string[],
  minZ = MIN_Z,
): Standing[][] {
  const whole = new Map<string, number>()
  const counts = Array.from({ length: groups }, () => new Map<string, number>())
  const sizes = new Float64Array(groups)
  for (let item = 0; item < group.length; item++) {
    const own = counts[group[item]]
    if (own) sizes[group[item]]++
    for (const term of termsOf(item)) {
      whole.set(term, (whole.get(term) ?? 0) + 1)
      own?.set(term, (own.get(term) ?? 0) + 1)
    }
  }
  return counts.map((own, p) => {
    const typical: Standing[] = []
    for (const [term, inside] of own) {
      const z = surprise(inside, sizes[p], whole.get(term)!, group.length)
      // A term of a single item does not describe a group, unless the group is that item.
      if (z > minZ && (inside > 1 || sizes[p] === 1))
        typical.push({ term, z, share: inside / sizes[p] })
    }
    return sorted(typical)
  })
}

/** Largest z first; ties in alphabetical order. */
export function sorted(terms: readonly Standing[]): Standing[] {
  return terms.toSorted((a, b) => b.z - a.z || (a.term < b.term ? -1 : 1))
}

/**
 * √G² of `inside` of `size` against `all` of `total`; negative if there are fewer than expected.
 */
function surprise(inside: number, size: number, all: number, total: number): number {
  const term = (seen: number, rows: number, columns: number) =>
    seen > 0 ? seen * Math.log((seen * total) / (rows * columns)) : 0
  const g2 =
    term(inside, all, size) +
    term(all - inside, all, total - size) +
    term(size - inside, total - all, size) +
    term(total - all - size + inside, total - all, total - size)
  const more = inside * total > size * all
  return (more ? 1 : -1) * Math.sqrt(Math.max(0, 2 * g2))
}
