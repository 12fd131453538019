import type { Dataset, Sequences } from '../types.ts'

/**
 * How much an event of each kind counts in links between items: √(weight / mean weight), the mean
 * over the fitted pairs of user and item, a pair having the largest weight of its events. A link
 * multiplies two of these, so two purchases link items as often as their weight says: with weight 3,
 * like three views. Penalties and shrinkages, which are chosen for binary data, keep their meaning.
 *
 * @returns [kinds], rounded to 4 decimals; null if all pairs have the same weight: each counts 1
 */
export function kindFactors(
  { offsets, item, kind }: Sequences,
  kinds: Dataset['kinds'],
): Float64Array | null {
  if (haveOneWeight(kind, kinds)) return null
  let [pairs, sum, least, most] = [0, 0, Number.POSITIVE_INFINITY, 0]
  for (let row = 0; row + 1 < offsets.length; row++) {
    const weights = new Map<number, number>()
    for (let e = offsets[row]; e < offsets[row + 1]; e++) {
      const weight = Math.max(0, kinds[kind[e]].weight)
      weights.set(item[e], Math.max(weights.get(item[e]) ?? 0, weight))
    }
    for (const weight of weights.values()) {
      pairs++
      sum += weight
      least = Math.min(least, weight)
      most = Math.max(most, weight)
    }
  }
  if (least >= most) return null
  const mean = sum / pairs
  return Float64Array.from(kinds, ({ weight }) => rounded(Math.sqrt(Math.max(0, weight) / mean)))
}

/** The quick answer for most data: only kinds of one weight occur. */
function haveOneWeight(kind: Uint8Array, kinds: Dataset['kinds']): boolean {
  const occurs = new Uint8Array(kinds.length)
  for (const each of kind) occurs[each] = 1
  return new Set(kinds.filter((_, k) => occurs[k]).map(({ weight }) => weight)).size <= 1
}

function rounded(factor: number): number {
  return Math.round(factor * 1e4) / 1e4
}
