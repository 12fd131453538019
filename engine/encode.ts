import { gather } from './gather.ts'
import { positives } from './positives.ts'
import type { Encoded, EncodedEvent, Model } from './types.ts'

/**
 * The student's encoder in plain TypeScript, the reference for every other implementation.
 * Attention pooling with one learned query per intent (compare Zhou et al., DIN, KDD 2018, eq. 3;
 * docs/method.md#student):
 *
 *   logit[k,l] = query_k · x_l + position[k, p_l] + kind[k, kind_l] + age_k(l)
 *   age_k(l)   = age[k,0] · log1p(days_l), or age[k,1] if the age is unknown
 *   α_k        = softmax of logit[k,:] over the events, without the padding
 *   u_k        = v / ‖v‖, v = Σ_l α[k,l] x_l, ‖v‖ = √(v·v + 1e-12)
 *
 * where p_l is the number of events newer than l. Tables are float32, sums float64.
 *
 * @param events oldest first; only the newest L {@link positives} are read
 * @returns user intents u [K,d] and attention α [K,L]; zeros without positives
 * @throws {TacitError} `engine/item`
 */
export function encode(pack: Model, events: readonly EncodedEvent[]): Encoded {
  const { intents: K, dim, history } = pack.manifest
  const { query, position, kind, age } = pack.weights
  const kindCount = pack.manifest.kinds.length
  const likes = positives(pack.manifest, events)
  const { vectors, kinds, ages } = gather(pack, likes)
  const n = Math.min(likes.length, history)
  const intents = new Float32Array(K * dim)
  const attention = new Float32Array(K * history)
  const weights = new Float64Array(n)
  const sum = new Float64Array(dim)
  for (let k = 0; k < K && n > 0; k++) {
    for (let l = 0; l < n; l++) {
      let logit = position[k * history + n - 1 - l] + kind[k * kindCount + kinds[l]]
      logit += ages[l] >= 0 ? age[2 * k] * Math.log1p(ages[l]) : age[2 * k + 1]
      for (let j = 0; j < dim; j++) logit += query[k * dim + j] * vectors[l * dim + j]
      weights[l] = logit
    }
    softmax(weights)
    sum.fill(0)
    for (let l = 0; l < n; l++) {
      attention[k * history + l] = weights[l]
      for (let j = 0; j < dim; j++) sum[j] += weights[l] * vectors[l * dim + j]
    }
    let square = 1e-12
    for (const value of sum) square += value * value
    const norm = Math.sqrt(square)
    for (let j = 0; j < dim; j++) intents[k * dim + j] = sum[j] / norm
  }
  return { intents, attention }
}

/** e^x / Σ e^x, in place. Subtracts the max first, so that nothing overflows. */
function softmax(values: Float64Array): void {
  let max = Number.NEGATIVE_INFINITY
  for (const value of values) max = Math.max(max, value)
  let sum = 0
  for (let n = 0; n < values.length; n++) {
    values[n] = Math.exp(values[n] - max)
    sum += values[n]
  }
  for (let n = 0; n < values.length; n++) values[n] /= sum
}
