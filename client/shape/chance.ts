import type { Test } from './condition.ts'

/**
 * A number in [0, 1) that looks random and depends on whole numbers alone: the same seed gives the
 * same page all day. (The finalizer of MurmurHash3, once per number.)
 */
export function unit(...numbers: number[]): number {
  let hash = 0x9e3779b9
  for (const number of numbers) {
    hash = Math.imul(hash ^ number, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash ^= hash >>> 16
  }
  return (hash >>> 0) / 2 ** 32
}

/** A whole number of a text. */
export function seedOf(text: string): number {
  let hash = 0
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash, 31) + text.charCodeAt(n)
  return hash | 0
}

/**
 * Fills a share of the places by chance: with the candidate of the least random number, so with any of
 * them alike.
 *
 * @param isOpen whether an item may be put on any place
 */
export function chances(
  items: number,
  share: number,
  seed: number,
  isOpen: Test,
): (place: number, admits: Test) => number | undefined {
  return (place, admits) => {
    if (unit(seed, place) >= share) return
    let [chosen, least] = [-1, 1]
    for (let item = 0; item < items; item++) {
      const chance = unit(seed, place, item + 1)
      if (chance < least && isOpen(item) && admits(item)) [chosen, least] = [item, chance]
    }
    if (chosen >= 0) return chosen
  }
}
