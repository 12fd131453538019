import type { Random } from '../random.ts'
import type { Shop } from './shelves.ts'

/** An intent of a simulated reader, by the index of its shelf. A reader's weights sum to 1. */
export interface Taste {
  shelf: number
  weight: number
}

/** Probabilities of one, two, three and four intents. */
const INTENT_COUNTS = [0.15, 0.55, 0.2, 0.1]

/**
 * Draws a reader's intents, strongest first. The first is drawn by √(size of its shelf). Each other
 * one is drawn, with equal probability, in the same way or by the number of books that it shares
 * with the first: a reader of whodunits is more likely to like dark crime than algebra.
 */
export function drawTastes(shop: Shop, random: Random): Taste[] {
  const { shelves } = shop
  const count = pick(INTENT_COUNTS, random) + 1
  const chosen = [drawBySize(shop, [], random)]
  while (chosen.length < count) {
    const near = shelves[chosen[0]].shared.map((n, s) => (chosen.includes(s) ? 0 : n))
    const related = random.uniform() < 0.5 && near.some((n) => n > 0)
    chosen.push(related ? pick(near, random) : drawBySize(shop, chosen, random))
  }
  const raw = chosen.map(() => 0.25 + random.uniform()).sort((a, b) => b - a)
  const sum = raw.reduce((total, weight) => total + weight, 0)
  return chosen.map((shelf, i) => ({ shelf, weight: raw[i] / sum }))
}

function drawBySize(shop: Shop, chosen: number[], random: Random): number {
  const weights = shop.shelves.map((shelf, s) =>
    chosen.includes(s) ? 0 : Math.sqrt(shelf.books.length),
  )
  return pick(weights, random)
}

/** Draws an index with probability proportional to its weight; not all weights may be 0. */
export function pick(weights: number[], random: Random): number {
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  let last = 0
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= 0) continue
    left -= weights[i]
    last = i
    if (left < 0) break
  }
  return last
}
