import type { Random } from '../../random.ts'
import type { Csr } from '../../sparse/index.ts'
import type { Parameter, Runtime, Tape, Var } from '../../tensor/index.ts'

/** One batch of BPR triples: equal lengths, users and items by their own index. */
export interface Triples {
  user: Int32Array
  positive: Int32Array
  negative: Int32Array
}

/** Final embeddings of every user and item, row-major. */
export interface Embeddings {
  dim: number
  users: Float32Array
  items: Float32Array
}

/** Texts of users and items as vectors, rows in the order of the dataset. */
export interface TextVectors {
  /** Columns. */
  width: number
  /** [U,width] */
  users: Float32Array
  /** [N,width] */
  items: Float32Array
}

/** A modality of items and users beside their texts, such as pictures. */
export interface Modality extends TextVectors {
  name: string
}

/** Inputs of a model. */
export interface GraphModelOptions {
  runtime: Runtime
  /** Fitted events, users × items, binary. */
  interactions: Csr
  /** The source of all draws; its state is part of a checkpoint. */
  random: Random
  /** Required by frameworks that learn from text; an error without one. */
  text?: TextVectors
  /** Texts of intents, if they differ from `text`; only for frameworks with `takesIntents`. */
  intents?: TextVectors
  /**
   * Modalities beside the text, only for frameworks with `takesModalities`. A row of zeros: the user
   * or item lacks it.
   */
  modalities?: readonly Modality[]
  /** Items × attributes [N,A], binary; required by frameworks that learn from them. */
  attributes?: Csr
  /** Override the model's defaults; an unknown name is an error. */
  settings?: Record<string, number>
}

/** A graph recommender as the trainer sees it: a backbone, or a framework around one. */
export interface GraphModel {
  /** `lightgcn`, `sgl+rlmrec-con`, `lightgcn+irllrec:paper`. */
  readonly name: string
  /** Every setting with its value, for `config.json`. */
  readonly settings: Record<string, number | string>
  /** What the optimizer updates, by name, in the order of the checkpoint. */
  readonly parameters: ReadonlyMap<string, Parameter>
  /** Further state that a checkpoint must hold (a momentum tower's weights), by name. */
  readonly buffers: ReadonlyMap<string, Float32Array>
  /** The parameters of the framework alone, which learn nothing without its terms. */
  readonly framework?: ReadonlyMap<string, Parameter>
  /** Whether the framework's terms are part of the loss; they are unless said otherwise. */
  frame?(on: boolean): void
  /** Makes the draws of an epoch (views of the graph). */
  beginEpoch?(): void
  /** The loss of one batch, and the values of its terms by name for the log. */
  loss(tape: Tape, batch: Triples): { loss: Var; terms: Record<string, number> }
  /** Runs after the optimizer's step (momentum updates). */
  afterStep?(): void
  /** Embeddings to rank with: no dropout, no noise, no text. */
  final(): Embeddings
}
