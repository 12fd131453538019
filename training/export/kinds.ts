import { completeKinds, type StudentWeights, viewIndex, type WeightedKind } from '@tacit-rec/pack'

/** The kinds of a pack, and the encoder's weights for them. */
export interface PackKinds {
  kinds: WeightedKind[]
  weights: StudentWeights
}

/**
 * Gives a pack every kind of the vocabulary, whatever its data had. A kind without a fitted event has
 * learned nothing: it keeps its weight and takes the embedding of `view`, or of the most frequent
 * fitted kind if `view` has no event either.
 *
 * @param kinds of the data; the columns of `weights.kind`
 * @param fitted kind of each fitted event
 */
export function packKinds(
  kinds: readonly WeightedKind[],
  weights: StudentWeights,
  fitted: Uint8Array,
): PackKinds {
  const events = new Int32Array(kinds.length)
  for (const kind of fitted) events[kind]++
  const view = viewIndex(kinds)
  const model = events[view] > 0 && kinds[view].name === 'view' ? view : mostOf(events)
  const all = completeKinds(kinds)
  const intents = weights.kind.length / kinds.length
  const kind = Float32Array.from({ length: intents * all.length }, (_, n) => {
    const column = n % all.length
    const from = events[column] > 0 ? column : model
    return weights.kind[Math.floor(n / all.length) * kinds.length + from]
  })
  return { kinds: all, weights: { ...weights, kind } }
}

/** The index of the largest; the first of equals. */
function mostOf(values: Int32Array): number {
  return values.reduce((best, value, at) => (value > values[best] ? at : best), 0)
}
