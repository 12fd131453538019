import { TacitError } from '@tacit-rec/pack'
import { kindOf, positives } from './positives.ts'
import type { EncodedEvent, Model } from './types.ts'

/** Days. A greater age comes from a wrong clock and counts as unknown. */
const MAX_AGE = 100_000

/** Inputs of the encoder: L events, padded on the right. */
export interface Gathered {
  /** [L,d]: x_l = gain · scale · int8 row, zeros in the padding. */
  vectors: Float32Array
  /** [L]: kind ids, all in range. */
  kinds: Int32Array
  /** [L]: days before the newest event, −1 if unknown. */
  ages: Float32Array
  /** [L]: 1 for an event, 0 for padding. */
  mask: Float32Array
}

/**
 * Gathers the encoder's inputs for the newest L {@link positives} and dequantizes their vectors:
 * x_l = gain_i · scale_i · vectors_i for the item i of event l. The ONNX student takes the same.
 *
 * @param events oldest first, any number
 * @throws {TacitError} `engine/item` for an index outside the pack
 */
export function gather(pack: Model, events: readonly EncodedEvent[]): Gathered {
  const { dim, history } = pack.manifest
  const { vectors: table, scale, gain } = pack.items
  const seen = newest(positives(pack.manifest, events), history)
  const vectors = new Float32Array(history * dim)
  const kinds = new Int32Array(history)
  const ages = new Float32Array(history)
  const mask = new Float32Array(history)
  for (const [l, event] of seen.entries()) {
    const item = checkItem(pack, event.item)
    const factor = gain[item] * scale[item]
    for (let j = 0; j < dim; j++) vectors[l * dim + j] = factor * table[item * dim + j]
    kinds[l] = kindOf(pack.manifest, event)
    ages[l] = event.age >= 0 && event.age <= MAX_AGE ? event.age : -1
    mask[l] = 1
  }
  return { vectors, kinds, ages, mask }
}

/** The last `max` events, oldest first. */
export function newest(events: readonly EncodedEvent[], max: number): readonly EncodedEvent[] {
  return events.length > max ? events.slice(events.length - max) : events
}

/**
 * Returns the index if it is valid. Any other would read outside the tables and turn every score
 * into NaN.
 */
export function checkItem({ manifest }: Pick<Model, 'manifest'>, item: number): number {
  if (Number.isInteger(item) && item >= 0 && item < manifest.items) return item
  throw new TacitError(
    'engine/item',
    `[engine] item ${item} is not an index below ${manifest.items}: remove events on items that ` +
      'the pack does not have',
  )
}
