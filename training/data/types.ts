import type { Catalogue, Protocol } from '@tacit-rec/pack'

/**
 * What the numbers of a time column mean. `order` gives an order and no ages; `none` gives
 * neither. `ms` and `iso` are turned into seconds as they are read.
 */
export type Clock = 'seconds' | 'ms' | 'iso' | 'order' | 'none'

/** Events and facts, read whole. Two sets with the same rows are equal whatever their files. */
export interface Dataset {
  /** The folder's name, or the file's without its extensions. */
  name: string
  /** Index → id, in the binary order of the ids. */
  users: string[]
  /** Index → id, in the binary order of the ids; also items without a single event. */
  items: string[]
  /** Index into `users` per event. Events are sorted by user, time, file order. */
  user: Int32Array
  /** Index into `items` per event. */
  item: Int32Array
  /** Seconds (clocks `seconds`, `ms`, `iso`) or positions (`order`) per event; null: `none`. */
  time: Float64Array | null
  /** Index into `kinds` per event. */
  kind: Uint8Array
  /** A rating or an amount per event, NaN where blank; null without such a column. */
  value: Float32Array | null
  /** What the user wrote, per event; only where it was asked for and there is such a column. */
  reviews?: (string | null)[]
  /** Which split file an event came from: 0 train or the only file, 1 valid, 2 test. */
  part: Uint8Array
  kinds: { name: string; weight: number }[]
  clock: Clock
  /** What is shown of the items; row r is `items[r]`. */
  catalogue: Catalogue
  /** Per item title, each category name once, description; '' where none; null: no text at all. */
  texts: string[] | null
  /** SHA-256 (hex) over sorted canonical rows per split file: names and order of files do not count. */
  hash: string
}

/** What the user may say about their data. */
export interface LoadOptions {
  /** Our column name → theirs, such as `{ user: 'customer_id' }`. */
  map?: Record<string, string>
  /** Default: `order` where each user's times are 0…n−1, else `seconds`; `none` without a column. */
  time?: Clock
  /** Keeps users and items with at least this many distinct partners, applied until it holds. */
  kCore?: number
  /** Weight per kind of event; 1 where unnamed. */
  kinds?: Record<string, number>
  /** Whether the reviews of events are read: what people wrote is held only where it is used. */
  reviews?: boolean
  /** An items file, for DATA that is a single file of events. */
  items?: string
}

/** Histories in one ragged array, oldest event first. */
export interface Sequences {
  /** [rows + 1] */
  offsets: Int32Array
  item: Int32Array
  kind: Uint8Array
  /** Days before the newest event of the same row; −1 where there is no clock. */
  age: Float32Array
  /** As in {@link Dataset}. */
  time: Float64Array | null
}

/** What is scored: one row per user. */
export interface Cases {
  /** What the model may see. These items are masked when it ranks. */
  input: Sequences
  /** The held-out items of each row, each once, never one of its input. */
  targets: { offsets: Int32Array; item: Int32Array }
  /** Row → index into the dataset's users. */
  users: Int32Array
}

/** A dataset cut by one protocol of METHOD.md 4. */
export interface Split {
  protocol: Protocol
  /** SHA-256 (hex) over protocol, data hash and the version of the rules. */
  hash: string
  /** What is trained on: one row per dataset user, empty where the user is held out. */
  fit: Sequences
  valid: Cases
  test: Cases
  /** Whether the order of the events means anything: false without time. */
  ordered: boolean
  /** `unseen-users`: `fit` with the inputs of the held-out users, for user embeddings. */
  transductive?: Sequences
  /** What settings are chosen on where `fit` has seen the validation: a split with its own fit. */
  choose?: Split
}

/** Protocol `all`: fits on everything, after settings were chosen on `choose`. */
export interface WholeSplit {
  protocol: 'all'
  hash: string
  /** Every event. */
  fit: Sequences
  ordered: boolean
  /** The validation tenth of `unseen-users` held out, everybody else fitted; no test cases. */
  choose: Split
}
