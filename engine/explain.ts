import { checkItem } from './gather.ts'
import { link, memoryFactors } from './memory.ts'
import { poolShares } from './pool.ts'
import { intentScores, pooledScores, standardize } from './score.ts'
import type { Encoded, EncodedEvent, Model } from './types.ts'

/** The terms of one score: `base + prior + Σ intents + Σ events` is the score. */
export interface Explanation {
  score: number
  /** −mean/std of the standardization: the same for every item. */
  base: number
  /** b_i/std. */
  prior: number
  /** [K]: what each user intent adds. */
  intents: number[]
  /** One per event given, in their order: what the memory adds for it. */
  events: number[]
}

/**
 * Explains scores of one history: what is common to all items is computed once.
 *
 * @param pooled [N] as the engine pooled; computed here when left out
 * @returns gives the terms of one item
 * @throws {TacitError} `engine/item`
 */
export function explainer(
  pack: Model,
  encoded: Encoded,
  events: readonly EncodedEvent[],
  pooled: Float32Array = pooledScores(pack, encoded.intents),
): (item: number) => Explanation {
  const { intents: K, score: how } = pack.manifest
  const { mean, factor } = standardize(pack, pooled, events).standard
  const memory = memoryFactors(pack, events)
  const older = events.length - memory.events.length
  for (const event of memory.events) checkItem(pack, event.item)
  return (item) => {
    checkItem(pack, item)
    const x = new Float64Array(K)
    if (events.length > 0) intentScores(pack, encoded.intents, item, x)
    const shares = poolShares(x, K, how)
    const intents = Array.from(shares, (share) => (share / how.temperature) * factor)
    const terms = new Array<number>(events.length).fill(0)
    for (const [j, event] of memory.events.entries()) {
      terms[older + j] = memory.factors[j] * link(pack, event.item, item)
    }
    const base = -mean * factor
    const prior = pack.items.bias[item] * factor
    const score = [...intents, ...terms].reduce((sum, term) => sum + term, base + prior)
    return { score, base, prior, intents, events: terms }
  }
}

/** Explains one score; for several of one history take {@link explainer}. */
export function explain(
  pack: Model,
  encoded: Encoded,
  events: readonly EncodedEvent[],
  item: number,
): Explanation {
  return explainer(pack, encoded, events)(item)
}

/** A prototype and how near it is. */
export interface Near {
  /** Index into the pack's prototypes. */
  prototype: number
  cosine: number
}

/**
 * Names user intents: for each of the K, the prototypes by cosine, nearest first.
 *
 * @param most how many for each intent
 */
export function nearestPrototypes(pack: Model, { intents }: Encoded, most = 3): Near[][] {
  const { intents: K, dim } = pack.manifest
  return Array.from({ length: K }, (_, k) =>
    nearestTo(pack, intents.subarray(k * dim, (k + 1) * dim), most),
  )
}

/**
 * What an item is for: the prototypes by their cosine with its z, nearest first; none below 0, nor of
 * an item whose z is 0.
 *
 * @param item index of the item
 * @throws {TacitError} `engine/item`
 */
export function itemPrototypes(pack: Named, item: number, most = 3): Near[] {
  checkItem(pack, item)
  const { dim } = pack.manifest
  const vector = pack.items.vectors.subarray(item * dim, (item + 1) * dim)
  return nearestTo(pack, vector, most).filter(({ cosine }) => cosine > 0)
}

type Named = Pick<Model, 'manifest' | 'items'>

function nearestTo({ manifest, items }: Named, vector: ArrayLike<number>, most: number): Near[] {
  const { dim, prototypes: P } = manifest
  const near = Array.from({ length: P }, (_, prototype) => ({
    prototype,
    cosine: cosine(vector, items.prototypes.subarray(prototype * dim, (prototype + 1) * dim)),
  }))
  return near.sort((a, b) => b.cosine - a.cosine).slice(0, most)
}

/** 0 where either has no length. */
function cosine(a: ArrayLike<number>, b: Float32Array): number {
  let dot = 0
  let aa = 0
  let bb = 0
  for (let j = 0; j < a.length; j++) {
    dot += a[j] * b[j]
    aa += a[j] * a[j]
    bb += b[j] * b[j]
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0
}
