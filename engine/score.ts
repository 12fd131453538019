import { alongItem, dislikes, pushes, sumOf } from './dislikes.ts'
import { addMemory } from './memory.ts'
import { pool } from './pool.ts'
import { positives } from './positives.ts'
import type { EncodedEvent, Model } from './types.ts'

/**
 * pool_k(u_k · z_i) of every item, z_i = scale_i · vectors_i, in plain TypeScript, without
 * WebAssembly. The intents stay float32, because int8 changed the top 20 of most histories.
 *
 * @param intents u [K,d]
 * @returns [N]
 */
export function pooledScores(pack: Model, intents: Float32Array): Float32Array {
  const { items, intents: K, score } = pack.manifest
  const x = new Float64Array(K)
  const pooled = new Float32Array(items)
  for (let i = 0; i < items; i++) {
    intentScores(pack, intents, i, x)
    pooled[i] = pool(x, 0, K, score)
  }
  return pooled
}

/** x_k = u_k · z_i of one item. @param intents u [K,d] @param out x [K], overwritten */
export function intentScores(
  { items, manifest: { intents: K, dim } }: Model,
  intents: Float32Array,
  item: number,
  out: Float64Array,
): void {
  const { vectors, scale } = items
  const row = item * dim
  for (let k = 0; k < K; k++) {
    const at = k * dim
    let dot = 0
    for (let j = 0; j < dim; j++) dot += intents[at + j] * vectors[row + j]
    out[k] = dot * scale[item]
  }
}

/** Standardizes the first part of the score: (y − mean) · factor. */
export interface Standard {
  mean: number
  /** 1/(std + 1e-9), or 0 if every item has the same y. */
  factor: number
}

/**
 * y_i = pooled_i/τ + b_i, or b_i without {@link positives}, with its mean and population standard deviation
 * over the items. Dislikes subtract ¼δ·n·z_i/τ, n their direction.
 *
 * @param pooled [N]
 * @returns y [N]
 */
export function standardize(
  pack: Model,
  pooled: Float32Array,
  events: readonly EncodedEvent[],
): { y: Float64Array; standard: Standard } {
  const { manifest, items } = pack
  const weight = positives(manifest, events).length > 0 ? 1 / manifest.score.temperature : 0
  const disliked = dislikes(pack, events)
  const away = disliked.at.length > 0 && sumOf(pushes(pack, events, disliked), manifest.dim)
  const y = new Float64Array(manifest.items)
  let sum = 0
  for (let i = 0; i < y.length; i++) {
    y[i] = weight === 0 ? items.bias[i] : pooled[i] * weight + items.bias[i]
    if (away) y[i] += alongItem(pack, away, i)
    sum += y[i]
  }
  const mean = sum / y.length
  let square = 0
  for (let i = 0; i < y.length; i++) square += (y[i] - mean) ** 2
  const deviation = Math.sqrt(square / y.length)
  return { y, standard: { mean, factor: deviation > 0 ? 1 / (deviation + 1e-9) : 0 } }
}

/** The scores of a history, and how their first part was standardized. */
export interface Combined {
  /** [N] */
  scores: Float32Array
  /** What `explainer` needs, so that explaining an item does not read all the others. */
  standard: Standard
}

/**
 * The score of every item (docs/architecture.md#score), for any engine that pools:
 *
 *   score_i = (y_i − mean y)/(std y + 1e-9) + β · m(i)/(κ · ‖a‖₂),  y_i = pooled_i/τ + b_i,
 *
 * less what {@link dislikes} push away.
 *
 * @param pooled [N], from {@link pooledScores}, a kernel or a runtime; ignored without positives
 * @param events the whole history, oldest first
 * @throws {TacitError} `engine/item`
 */
export function combined(
  pack: Model,
  pooled: Float32Array,
  events: readonly EncodedEvent[],
): Combined {
  const { y, standard } = standardize(pack, pooled, events)
  for (let i = 0; i < y.length; i++) y[i] = (y[i] - standard.mean) * standard.factor
  addMemory(pack, events, y)
  return { scores: Float32Array.from(y), standard }
}

/** The scores of {@link combined} alone. @returns [N] */
export function combine(
  pack: Model,
  pooled: Float32Array,
  events: readonly EncodedEvent[],
): Float32Array {
  return combined(pack, pooled, events).scores
}

/**
 * The memory's part of the scores: β · m(i)/(κ · ‖a‖₂), before the items' tables are there. Needs
 * manifest and neighbours only. An item without a link scores 0.
 */
export function memoryOnly(pack: Model, events: readonly EncodedEvent[]): Combined {
  const scores = new Float64Array(pack.manifest.items)
  addMemory(pack, events, scores)
  return { scores: Float32Array.from(scores), standard: { mean: 0, factor: 0 } }
}
