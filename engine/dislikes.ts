import { checkItem } from './gather.ts'
import { dislikeIndices } from './positives.ts'
import type { EncodedEvent, MemoryModel, Model } from './types.ts'

/** Max number of dislikes that push away, the newest first. */
const MAX_DISLIKES = 100
/** The encoder's share of δ: a direction takes what is liked in it too (docs/measurements/dislikes.md). */
const ENCODER_SHARE = 1 / 4

/** The dislikes of a history that push away, and how far. */
export interface Dislikes {
  /** Indices of their events, ascending. */
  at: readonly number[]
  /** The factor of S[j,i] for each of them: −δ · β / (κ · √n), n their number. */
  factor: number
}

const NONE: Dislikes = { at: [], factor: 0 }

/** The newest 100 of {@link dislikeIndices}; none in a pack without δ. */
export function dislikes(
  { manifest }: Pick<MemoryModel, 'manifest'>,
  events: readonly EncodedEvent[],
): Dislikes {
  const { dislike = 0, beta, kappa } = manifest.score
  if (dislike === 0) return NONE
  const at = dislikeIndices(manifest, events).slice(-MAX_DISLIKES)
  return at.length > 0 ? { at, factor: (-dislike * beta) / (kappa * Math.sqrt(at.length)) } : NONE
}

/**
 * What each dislike j adds to y_i = … + push_j · z_i (docs/architecture.md#score):
 *
 *   push_j = −¼δ/τ · x_j / ‖Σ_j x_j‖,  x_j = gain_j · z_j
 *
 * @returns one vector [d] per dislike; empty if their sum is zero
 * @throws {TacitError} `engine/item`
 */
export function pushes(
  pack: Pick<Model, 'manifest' | 'items'>,
  events: readonly EncodedEvent[],
  { at }: Dislikes,
): Float64Array[] {
  const { dim, score } = pack.manifest
  const { vectors, scale, gain } = pack.items
  const each = at.map((index) => {
    const item = checkItem(pack, events[index].item)
    const factor = gain[item] * scale[item]
    return Float64Array.from({ length: dim }, (_, c) => factor * vectors[item * dim + c])
  })
  const norm = Math.hypot(...sumOf(each, dim))
  if (norm < 1e-9) return []
  const factor = (-ENCODER_SHARE * (score.dislike ?? 0)) / (score.temperature * norm)
  return each.map((vector) => vector.map((value) => factor * value))
}

/** The sum of some vectors [d]. */
export function sumOf(vectors: readonly Float64Array[], dim: number): Float64Array {
  const sum = new Float64Array(dim)
  for (const vector of vectors) for (let c = 0; c < dim; c++) sum[c] += vector[c]
  return sum
}

/** v · z_i. @param vector [d] */
export function alongItem(
  { items, manifest: { dim } }: Pick<Model, 'manifest' | 'items'>,
  vector: Float64Array,
  item: number,
): number {
  let dot = 0
  for (let c = 0; c < dim; c++) dot += vector[c] * items.vectors[item * dim + c]
  return dot * items.scale[item]
}
