import { itemPrototypes } from '@tacit-rec/engine'
import type { ClientPack } from './packs.ts'
import type { Tastes } from './types.ts'

/** [N]: what a person's tastes say of each item, −1…1. */
export type TasteTerms = Float32Array

/** How far a taste moves an item that is all of one interest, in deviations of the scores. */
const STRENGTH = 3

/**
 * What muted and boosted interests say of each item: the sum of ± cosine over the item's own
 * interests, cut to −1…1.
 *
 * @returns null if the pack has none of these interests, or no items yet
 */
export function tasteTerms(pack: ClientPack, tastes: Tastes): TasteTerms | null {
  const signs = new Map<number, number>()
  for (const [prototype, { id }] of pack.prototypes.entries())
    if (Object.hasOwn(tastes, id)) signs.set(prototype, tastes[id] === 'boost' ? 1 : -1)
  if (signs.size === 0 || pack.stage === 'memory') return null
  return Float32Array.from({ length: pack.manifest.items }, (_, item) => {
    let sum = 0
    for (const { prototype, cosine } of itemPrototypes(pack, item))
      sum += (signs.get(prototype) ?? 0) * cosine
    return Math.max(-1, Math.min(1, sum))
  })
}

/** Adds tastes to scores, in the scores' own scale. */
export function withTastes<T extends { scores: Float32Array | null }>(
  scored: T,
  terms: TasteTerms | null,
): T & { tastes: TasteTerms | null } {
  const { scores } = scored
  if (!scores || !terms) return { ...scored, tastes: null }
  const scale = STRENGTH * deviation(scores)
  const tastes = terms.map((term) => term * scale)
  return { ...scored, tastes, scores: scores.map((score, item) => score + tastes[item]) }
}

function deviation(values: Float32Array): number {
  let sum = 0
  let squares = 0
  for (const value of values) {
    sum += value
    squares += value * value
  }
  const mean = sum / values.length
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean))
}
