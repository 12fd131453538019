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

/** Text of users and items as the frameworks take it, rows in the dataset's order. */
export interface TextVectors {
  /** Columns of both. */
  width: number
  /** [U,width] */
  users: Float32Array
  /** [N,width] */
  items: Float32Array
}

/** What a model is built from. */
export interface GraphModelOptions {
  runtime: Runtime
  /** Fitted events, users × items, binary. */
  interactions: Csr
  /** Source of all randomness: its state is part of a checkpoint. */
  random: Random
  /** Only `+rlmrec-*` and `+irllrec` take it, and they need it. */
  text?: TextVectors
  /** Text intents where they are others than `text`; `+irllrec` only. */
  intents?: TextVectors
  /** Overrides of the model's own defaults; an unknown name is refused. */
  settings?: Record<string, number>
}

/** A graph recommender as the trainer sees it: a backbone, or a framework around one. */
export interface GraphModel {
  /** `lightgcn`, `sgl+rlmrec-con`, `lightgcn+irllrec:paper`. */
  readonly name: string
  /** Every setting with its value, for `config.json`. */
  readonly settings: Record<string, number | string>
  /** What the optimizer moves, by name; the order is that of the checkpoint. */
  readonly parameters: ReadonlyMap<string, Parameter>
  /** What else a resume needs (a momentum teacher's weights), by name. */
  readonly buffers: ReadonlyMap<string, Float32Array>
  /** Draws what is drawn once an epoch (views of the graph). */
  beginEpoch?(): void
  /** Loss of one batch, and its terms by name for the log (numbers already read). */
  loss(tape: Tape, batch: Triples): { loss: Var; terms: Record<string, number> }
  /** After the optimizer's step: momentum updates. */
  afterStep?(): void
  /** Embeddings to rank with: no dropout, no noise, no text. */
  final(): Embeddings
}
