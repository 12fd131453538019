import { dislikes } from './dislikes.ts'
import { checkItem, newest } from './gather.ts'
import { kindOf, positives } from './positives.ts'
import type { EncodedEvent, MemoryModel } from './types.ts'

/** Max number of positives that the memory reads, the newest first. */
export const MEMORY_EVENTS = 500

/**
 * The factor of S[j,i] in the score, for each of the newest 500 {@link positives} j:
 *
 *   β · a_j / (κ · ‖a‖₂), a_j = kindWeight_j · decay^{p_j}
 *
 * where p_j is the number of newer events (docs/architecture.md#score).
 *
 * @returns the events that the memory reads, oldest first, and their factors; zeros if ‖a‖₂ = 0
 */
export function memoryFactors(
  pack: MemoryModel,
  events: readonly EncodedEvent[],
): { events: readonly EncodedEvent[]; factors: Float64Array } {
  const { score, kinds } = pack.manifest
  const read = newest(positives(pack.manifest, events), MEMORY_EVENTS)
  const factors = new Float64Array(read.length)
  let square = 0
  for (const [j, event] of read.entries()) {
    const newer = read.length - 1 - j
    factors[j] = kinds[kindOf(pack.manifest, event)].weight * score.decay ** newer
    square += factors[j] ** 2
  }
  const norm = Math.sqrt(square)
  const factor = norm > 0 ? score.beta / (score.kappa * norm) : 0
  for (let j = 0; j < factors.length; j++) factors[j] *= factor
  return { events: read, factors }
}

/**
 * Adds the memory's part β · m(i) / (κ · ‖a‖₂), m(i) = Σ_j a_j S[j,i], to the scores: max 500 · M
 * sparse additions (docs/architecture.md#score). Repeated events count repeatedly. Links of
 * {@link dislikes} are subtracted.
 *
 * @param scores [N], changed in place
 * @throws {TacitError} `engine/item`
 */
export function addMemory(
  pack: MemoryModel,
  events: readonly EncodedEvent[],
  scores: Float64Array,
): void {
  const { neighbours } = pack
  if (!neighbours || pack.manifest.score.beta === 0) return
  const { index, weight, perItem } = neighbours
  const { events: read, factors } = memoryFactors(pack, events)
  const unit = neighbours.scale / 255
  const add = (item: number, factor: number) => {
    const row = checkItem(pack, item) * perItem
    for (let e = row; e < row + perItem; e++) scores[index[e]] += factor * weight[e]
  }
  for (const [j, event] of read.entries()) add(event.item, factors[j] * unit)
  const { at, factor } = dislikes(pack, events)
  for (const index of at) add(events[index].item, factor * unit)
}

/** S[from,to], 0 for a pair that is not linked. @param from history item @param to candidate */
export function link({ neighbours }: MemoryModel, from: number, to: number): number {
  if (!neighbours) return 0
  const { index, weight, perItem, scale } = neighbours
  let sum = 0
  for (let e = from * perItem; e < (from + 1) * perItem; e++) if (index[e] === to) sum += weight[e]
  return (sum * scale) / 255
}
