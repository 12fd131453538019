import type { StudentWeights } from '@tacit-rec/pack'
import { createRandom, type Random } from '../../random.ts'
import { type Csr, rightSingular } from '../../sparse/index.ts'
import type { StudentSettings } from './settings.ts'

/** Decay of attention per newer event: e^-.35 ≈ .7, the decay of the memory. */
const PACE = 0.35

/**
 * The encoder's weights before training. Wide queries and different paces keep the K intents apart;
 * with `queryScale` 0 the encoder is the closed-form low-rank model (docs/method.md#low-rank-encoder).
 */
export function startAttention(
  {
    dim,
    intents,
    history,
    queryScale,
    paceSpread,
  }: Pick<StudentSettings, 'dim' | 'intents' | 'history' | 'queryScale' | 'paceSpread'>,
  kinds: readonly { weight: number }[],
  ordered: boolean,
  random = createRandom(1),
): StudentWeights {
  const fill = (length: number, value: (n: number) => number) =>
    Float32Array.from({ length }, (_, n) => value(n))
  return {
    query: fill(intents * dim, () => queryScale * random.normal()),
    position: fill(intents * history, (n) =>
      ordered ? -pace(Math.floor(n / history), intents, paceSpread) * (n % history) : 0,
    ),
    kind: fill(intents * kinds.length, (n) =>
      Math.log(Math.max(1e-3, kinds[n % kinds.length].weight)),
    ),
    age: new Float32Array(intents * 2),
  }
}

/** Initial decay rate of intent k per event, from slow to fast around {@link PACE}. */
function pace(k: number, K: number, spread: number): number {
  return K > 1 ? PACE * 2 ** (spread * ((2 * k) / (K - 1) - 1)) : PACE
}

/** E before training, [N,d]: V·√Σ of the normalized interactions, scaled to a mean row norm of 1. */
export function startEmbeddings(normalized: Csr, dim: number, random: Random): Float32Array {
  const start = rightSingular(normalized, { rank: dim, power: 0.5, random })
  let norms = 0
  for (let i = 0; i < normalized.cols; i++)
    norms += Math.hypot(...start.subarray(i * dim, (i + 1) * dim))
  const factor = norms > 0 ? normalized.cols / norms : 1
  // A little noise gives items without events a direction of their own.
  return start.map((v) => v * factor + (0.01 * random.normal()) / Math.sqrt(dim))
}
