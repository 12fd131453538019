import type { Pool } from '@tacit-rec/pack'

/** Everything that shapes a student; chosen by ablation on validation (docs/measurements.md). */
export interface StudentSettings {
  /** d, width of the item-intent embeddings; a multiple of 4. */
  dim: number
  /** K, how many user intents the encoder gives. */
  intents: number
  pool: Pool
  /** Standard deviation of the queries at the start: how far apart intents attend by content. */
  queryScale: number
  /** Octaves that the paces of the first and the last intent lie from the middle at the start. */
  paceSpread: number
  /** τ of the score. */
  temperature: number
  /** L, the newest events that the encoder sees. */
  history: number
  /** Weight of one step of co-occurrence smoothing: F = E + a·S·E + b·T·E. */
  smoothing: number
  /** Weight b of smoothing over the text neighbours, where there is text. */
  textSmoothing: number
  /** Sets without order: the share of a history that is shown, the rest is to be found. */
  keep: number
  /** Sets with order: the share of input events that are dropped at random. */
  drop: number
  /** ε of label smoothing. */
  labelSmoothing: number
  /** Share of the target that comes from the teachers' top lists. */
  soft: number
  learningRate: number
  weightDecay: number
  batch: number
  /** Most epochs; the best one on validation is kept. */
  epochs: number
  /**
   * Epochs at the start that pool by `mean` whatever `pool` says: the sum of K intents needs one
   * product with the catalogue where their log-sum-exp needs K.
   */
  warmEpochs: number
}

/** What every search starts from. Sets with order learn the next item, others hidden ones. */
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
    soft: 0.2,
    learningRate: 5e-3,
    weightDecay: 0,
    batch: 1024,
    epochs: ordered ? 3 : 24,
    warmEpochs: ordered ? 2 : 0,
  }
}
