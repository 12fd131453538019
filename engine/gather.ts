import { TacitError } from '@tacit-rec/pack'
import type { EncodedEvent, Model } from './types.ts'

/** Days; an older event comes from a wrong clock, and its age is unknown. */
const OLDEST = 100_000

/** Inputs of the encoder, padded on the right to L events. */
export interface Gathered {
  /** [L,d]: x_l = gain · scale · int8 row, zeros on the padding. */
  vectors: Float32Array
  /** [L]: kind ids, all in range. */
  kinds: Int32Array
  /** [L]: days before the newest event, −1 unknown. */
  ages: Float32Array
  /** [L]: 1 = event. */
  mask: Float32Array
}

/**
 * Gathers and dequantizes the newest L events, as the ONNX student takes them.
 *
 * @param events oldest first, any number
 * @throws {TacitError} `engine/item` for an index that the pack does not have
 */
export function gather(pack: Model, events: readonly EncodedEvent[]): Gathered {
  const { dim, history } = pack.manifest
  const { vectors: table, scale, gain } = pack.items
  const seen = newest(events, history)
  const vectors = new Float32Array(history * dim)
  const kinds = new Int32Array(history)
  const ages = new Float32Array(history)
  const mask = new Float32Array(history)
  for (const [l, event] of seen.entries()) {
    const item = checkItem(pack, event.item)
    const factor = gain[item] * scale[item]
    for (let j = 0; j < dim; j++) vectors[l * dim + j] = factor * table[item * dim + j]
    kinds[l] = kindOf(pack, event)
    ages[l] = event.age >= 0 && event.age <= OLDEST ? event.age : -1
    mask[l] = 1
  }
  return { vectors, kinds, ages, mask }
}

/** The last `most` events, oldest first. */
export function newest(events: readonly EncodedEvent[], most: number): readonly EncodedEvent[] {
  return events.length > most ? events.slice(events.length - most) : events
}

/** The event's kind, 0 where the pack does not know it. */
export function kindOf({ manifest }: Model, { kind }: EncodedEvent): number {
  return Number.isInteger(kind) && kind >= 0 && kind < manifest.kinds.length ? kind : 0
}

/** The item itself; a wrong index would read past the tables and turn every score into NaN. */
export function checkItem({ manifest }: Pick<Model, 'manifest'>, item: number): number {
  if (Number.isInteger(item) && item >= 0 && item < manifest.items) return item
  throw new TacitError(
    'engine/item',
    `[engine] item ${item} is not an index below ${manifest.items}: drop events on items that ` +
      'the pack does not have',
  )
}
