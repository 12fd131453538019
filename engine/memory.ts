import { checkItem, kindOf, newest } from './gather.ts'
import type { EncodedEvent, Model } from './types.ts'

/** The memory reads this many of the newest events. */
export const MEMORY_EVENTS = 500

/**
 * a_j = kindWeight_j · decay^{p_j} over the newest 500 events, p_j the number of newer events,
 * times β/(κ·‖a‖₂): what one unit of S[j,i] adds to the score.
 *
 * @returns the events it covers, oldest first, and a factor for each; all zero where nothing weighs
 */
export function memoryFactors(
  pack: Model,
  events: readonly EncodedEvent[],
): { events: readonly EncodedEvent[]; factors: Float64Array } {
  const { score, kinds } = pack.manifest
  const kept = newest(events, MEMORY_EVENTS)
  const factors = new Float64Array(kept.length)
  let square = 0
  for (const [j, event] of kept.entries()) {
    const newer = kept.length - 1 - j
    factors[j] = kinds[kindOf(pack, event)].weight * score.decay ** newer
    square += factors[j] ** 2
  }
  const norm = Math.sqrt(square)
  const factor = norm > 0 ? score.beta / (score.kappa * norm) : 0
  for (let j = 0; j < factors.length; j++) factors[j] *= factor
  return { events: kept, factors }
}

/**
 * Adds β·m(i)/(κ·‖a‖₂), m(i) = Σ_j a_j S[j,i], to a score: at most 500·M sparse additions.
 * An event that is there twice counts twice.
 *
 * @param scores [N], added to in place
 * @throws {TacitError} `engine/item`
 */
export function addMemory(
  pack: Model,
  events: readonly EncodedEvent[],
  scores: Float64Array,
): void {
  const { neighbours } = pack
  if (!neighbours || pack.manifest.score.beta === 0) return
  const { index, weight, perItem } = neighbours
  const { events: kept, factors } = memoryFactors(pack, events)
  const unit = neighbours.scale / 255
  for (const [j, event] of kept.entries()) {
    const row = checkItem(pack, event.item) * perItem
    const factor = factors[j] * unit
    for (let e = row; e < row + perItem; e++) scores[index[e]] += factor * weight[e]
  }
}

/** S[j,i] of one pair; 0 where they are not linked. */
export function link({ neighbours }: Model, from: number, to: number): number {
  if (!neighbours) return 0
  const { index, weight, perItem, scale } = neighbours
  let sum = 0
  for (let e = from * perItem; e < (from + 1) * perItem; e++) if (index[e] === to) sum += weight[e]
  return (sum * scale) / 255
}
