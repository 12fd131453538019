import type { Pool } from '@tacit-rec/pack'

/** What a pack says of its encoder. */
export interface EncoderShape {
  /** d, width of the item-intent embeddings; a multiple of 4. */
  dim: number
  /** K, number of user intents that the encoder returns. */
  intents: number
  pool: Pool
  /** τ of the score. */
  temperature: number
  /** L, max events that the encoder sees: the newest ones. */
  history: number
}

/** How an encoder is trained. Defaults come from ablation on validation (docs/measurements.md). */
export interface StudentSettings extends EncoderShape {
  /** Standard deviation of the initial queries: how differently the intents attend to content. */
  queryScale: number
  /** Initial distance, in octaves, of the first and the last intent's pace from the middle one. */
  paceSpread: number
  /** Weight a of one step of co-occurrence smoothing: F = E + a·S·E + b·T·E. */
  smoothing: number
  /** Weight b of smoothing over text neighbours; ignored without text. */
  textSmoothing: number
  /** Data without order: share of a history that is the input; the rest is the target. */
  keep: number
  /** Data with order: share of input events dropped at random. */
  drop: number
  /** ε of label smoothing. */
  labelSmoothing: number
  /** c: weight of the projected text in item vectors. This and the next four need texts of items. */
  textProjection: number
  /** Weight of the alignment of items with their texts, as of the next ones in the loss. */
  profileWeight: number
  /** Weight of the alignment of a history's intents with its texts'. */
  pairWeight: number
  /** Weight of that alignment, and of the items', under noise. */
  translationWeight: number
  /** Weight of matching a momentum copy of the texts' tower. */
  matchingWeight: number
  /** γ: an example weighs n^−γ, n the number of its user's fitted events. */
  lengthExponent: number
  /** Share of the target that comes from the teachers' top lists. */
  soft: number
  learningRate: number
  weightDecay: number
  batch: number
  /** Max epochs; with validation cases the best epoch is kept. */
  epochs: number
  /**
   * Initial epochs that pool by `mean` whatever `pool` says: the sum of K intents needs one product
   * with the catalogue, their log-sum-exp needs K.
   */
  warmEpochs: number
}

/** Settings of `quick`, and the start of every search. With order the target is the next item. */
export function defaultSettings(ordered: boolean): StudentSettings {
  return {
    dim: ordered ? 64 : 32,
    intents: 4,
    pool: 'logsumexp',
    queryScale: ordered ? 3 : 6,
    paceSpread: ordered ? 2 : 0,
    temperature: 0.15,
    history: 50,
    smoothing: 0.5,
    textSmoothing: 1,
    keep: 0.6,
    drop: 0.15,
    labelSmoothing: ordered ? 0.1 : 0,
    textProjection: 0,
    profileWeight: 0,
    pairWeight: 0,
    translationWeight: 0,
    matchingWeight: 0,
    lengthExponent: 0,
    soft: 0.2,
    learningRate: 5e-3,
    weightDecay: 0,
    batch: 1024,
    epochs: ordered ? 3 : 24,
    warmEpochs: ordered ? 2 : 0,
  }
}
