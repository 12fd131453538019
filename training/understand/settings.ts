import { clausesOf } from './mix.ts'
import type { Utterance } from './types.ts'

/** How a network is trained. */
export interface FitSettings {
  /** Networks whose answers are averaged. */
  members: number
  buckets: number
  /** Max words with a row of their own. */
  maxWords: number
  width: number
  /** Bits of a weight. */
  bits: 4 | 8
  hidden: number
  /** Of the convolutions before the recurrent unit. */
  dilations: readonly number[]
  epochs: number
  /** Utterances that are composed for each epoch. */
  utterances: number
  batch: number
  rate: number
  drop: number
  /** Probability that a word is read by its n-grams alone. */
  hideWords: number
  /** Probability that a word is read without one of its n-grams. */
  hideGrams: number
  /** As in `MixOptions`. */
  swap: number
  swapWithin: boolean
  splice: number
  any: number
  smoothing: number
  /** Whether the network learns which tags follow each other (`chainLoss`). */
  chain: boolean
  /** Weights of contrasts (`contrast.ts`) between clauses by intent and values by slot. */
  contrastIntents: number
  contrastSlots: number
}

const SETTINGS: FitSettings = {
  members: 2,
  buckets: 1792,
  maxWords: 3000,
  width: 48,
  bits: 8,
  hidden: 128,
  dilations: [],
  epochs: 10,
  utterances: 8000,
  batch: 48,
  rate: 6e-3,
  drop: 0.15,
  hideWords: 0.12,
  hideGrams: 0,
  swap: 0.8,
  swapWithin: false,
  splice: 0,
  any: 0,
  smoothing: 0,
  chain: false,
  contrastIntents: 0,
  contrastSlots: 0,
}
/** From this many distinct clauses on there is more to learn. */
const MANY_CLAUSES = 6000
/** Many clauses have many words and long values: wider networks, which int4 keeps below 500 kB. */
const LARGE: Partial<FitSettings> = {
  bits: 4,
  utterances: 20_000,
  epochs: 12,
  maxWords: 2500,
  buckets: 2816,
  hidden: 160,
  hideGrams: 0.15,
  swap: 0.5,
  swapWithin: true,
  splice: 0.4,
  chain: true,
}

/** Settings for data of this size; docs/measurements/understand.md compares some. */
export function settingsFor(train: readonly Utterance[]): FitSettings {
  const { phrases } = clausesOf(train)
  const count = [...phrases.values()].reduce((sum, list) => sum + list.length, 0)
  if (count < MANY_CLAUSES) return SETTINGS
  return { ...SETTINGS, ...LARGE }
}
