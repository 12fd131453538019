/** A term and how much more of it a group has than the rest. */
export interface Standing {
  term: string
  /** √G², of the order of a standard normal's z. */
  z: number
  /** Of the group's items those that have it. */
  share: number
}

/** Two of a thousand terms would have more by chance. */
const MIN_Z = 3

/**
 * Per group the terms that its items have more of than the rest: the signed root of the likelihood
 * ratio G² = 2 Σ O ln(O/E) of the table (this term or another) × (this group or the rest), which
 * holds for rare terms too (Dunning, Accurate Methods for the Statistics of Surprise and
 * Coincidence, Computational Linguistics 19, 1993).
 *
 * @param group item → group or −1, [N]
 * @param termsOf the terms of an item, each once
 * @returns best first; ties by the terms' own order
 */
export function standings(
  group: Int32Array,
  groups: number,
  termsOf: (item: number) => string[],
): Standing[][] {
  const whole = new Map<string, number>()
  const counts = Array.from({ length: groups }, () => new Map<string, number>())
  const sizes = new Float64Array(groups)
  const items = new Float64Array(groups)
  let size = 0
  for (let item = 0; item < group.length; item++) {
    const own = counts[group[item]]
    if (own) items[group[item]]++
    for (const term of termsOf(item)) {
      whole.set(term, (whole.get(term) ?? 0) + 1)
      size++
      if (!own) continue
      own.set(term, (own.get(term) ?? 0) + 1)
      sizes[group[item]]++
    }
  }
  return counts.map((own, p) => {
    const found: Standing[] = []
    for (const [term, inside] of own) {
      const z = surprise(inside, sizes[p], whole.get(term)!, size)
      // One item's word is no group's name, unless the group is one item.
      if (z > MIN_Z && (inside > 1 || sizes[p] === own.size))
        found.push({ term, z, share: inside / items[p] })
    }
    return sorted(found)
  })
}

/** Best first; ties by the terms' own order. */
export function sorted(terms: readonly Standing[]): Standing[] {
  return terms.toSorted((a, b) => b.z - a.z || (a.term < b.term ? -1 : 1))
}

/** √G² of `inside` of `size` against `all` of `total`; negative where it is less than expected. */
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
