import type { LoadedPack } from '@tacit-rec/pack'
import { alongItem, dislikes, pushes } from './dislikes.ts'
import { checkItem } from './gather.ts'
import { link, memoryFactors } from './memory.ts'
import { poolShares } from './pool.ts'
import { positiveIndices } from './positives.ts'
import { intentScores, pooledScores, type Standard, standardize } from './score.ts'
import type { Encoded, EncodedEvent, Model } from './types.ts'

/** The terms of one score: `score = base + prior + Σ intents + Σ events`. */
export interface Explanation {
  score: number
  /** −mean · factor of the standardization: the same for every item. */
  base: number
  /** b_i · factor. */
  prior: number
  /** [K]: the contribution of each user intent. */
  intents: number[]
  /**
   * The memory's contribution of each given event, in their order; of a dislike what it takes away, in the
   * memory and the encoder. 0: neither a positive nor a dislike.
   */
  events: number[]
}

/**
 * Explains scores of one history (docs/architecture.md#score). Computes once what all items share,
 * then reads only the item that it explains.
 *
 * @param standard of {@link combined}, which spares a second pass over all items
 * @returns a function from an item to the terms of its score
 * @throws {TacitError} `engine/item`
 */
export function explainer(
  pack: Model,
  encoded: Encoded,
  events: readonly EncodedEvent[],
  standard: Standard = standardize(pack, pooledScores(pack, encoded.intents), events).standard,
): (item: number) => Explanation {
  const { intents: K, score: pooling } = pack.manifest
  const { mean, factor } = standard
  const memory = memoryFactors(pack, events)
  const likes = positiveIndices(pack.manifest, events)
  const older = likes.length - memory.events.length
  for (const event of memory.events) checkItem(pack, event.item)
  const disliked = dislikes(pack, events)
  const away = factor > 0 ? pushes(pack, events, disliked) : []
  return (item) => {
    checkItem(pack, item)
    const x = new Float64Array(K)
    // A factor of 0 leaves only the memory, which needs no table of items.
    if (likes.length > 0 && factor > 0) intentScores(pack, encoded.intents, item, x)
    const shares = poolShares(x, K, pooling)
    const intents = Array.from(shares, (share) => (share / pooling.temperature) * factor)
    const terms = new Array<number>(events.length).fill(0)
    for (const [j, event] of memory.events.entries()) {
      terms[likes[older + j]] = memory.factors[j] * link(pack, event.item, item)
    }
    for (const [n, at] of disliked.at.entries()) {
      terms[at] = disliked.factor * link(pack, events[at].item, item)
      if (away.length > 0) terms[at] += factor * alongItem(pack, away[n], item)
    }
    const base = -mean * factor
    const prior = factor > 0 ? pack.items.bias[item] * factor : 0
    const score = [...intents, ...terms].reduce((sum, term) => sum + term, base + prior)
    return { score, base, prior, intents, events: terms }
  }
}

/** Explains one score. For several scores of one history use {@link explainer}. */
export function explain(
  pack: Model,
  encoded: Encoded,
  events: readonly EncodedEvent[],
  item: number,
): Explanation {
  return explainer(pack, encoded, events)(item)
}

/** A prototype and its similarity. */
export interface NearPrototype {
  /** Index into the pack's prototypes. */
  prototype: number
  cosine: number
}

/**
 * The prototypes nearest to each user intent, by cosine, nearest first.
 *
 * @param max number of prototypes per intent
 * @returns one list per intent
 */
export function nearestPrototypes(
  pack: Pick<LoadedPack, 'manifest' | 'prototypeVectors'>,
  { intents }: Encoded,
  max = 3,
): NearPrototype[][] {
  const { intents: K, dim } = pack.manifest
  return Array.from({ length: K }, (_, k) =>
    nearestTo(pack, intents.subarray(k * dim, (k + 1) * dim), max),
  )
}

/**
 * The prototypes nearest to an item's z, by cosine, nearest first. Only cosines above 0; none for
 * an item with z = 0.
 *
 * @throws {TacitError} `engine/item`
 */
export function itemPrototypes(pack: PrototypeTable, item: number, max = 3): NearPrototype[] {
  checkItem(pack, item)
  const { dim } = pack.manifest
  const vector = pack.items.vectors.subarray(item * dim, (item + 1) * dim)
  return nearestTo(pack, vector, max).filter(({ cosine }) => cosine > 0)
}

type PrototypeTable = Pick<LoadedPack, 'manifest' | 'items' | 'prototypeVectors'>

function nearestTo(
  { manifest, prototypeVectors }: Omit<PrototypeTable, 'items'>,
  vector: ArrayLike<number>,
  max: number,
): NearPrototype[] {
  const { dim, prototypes: P } = manifest
  const near = Array.from({ length: P }, (_, prototype) => ({
    prototype,
    cosine: cosine(vector, prototypeVectors.subarray(prototype * dim, (prototype + 1) * dim)),
  }))
  return near.sort((a, b) => b.cosine - a.cosine).slice(0, max)
}

/** a·b / (‖a‖‖b‖), 0 if either is zero. */
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
