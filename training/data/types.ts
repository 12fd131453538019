import type { Catalogue, Protocol } from '@tacit-rec/pack'
import type { DataReport } from './report.ts'

/**
 * What the numbers of a time column mean. `ms` and `iso` are converted to seconds on reading.
 * `order` gives an order but no ages; `none` gives neither.
 */
export type Clock = 'seconds' | 'ms' | 'iso' | 'order' | 'none'

/** What the user says about a time column; `none` ignores it. Default: found out by its values. */
export type TimeForm = 'seconds' | 'ms' | 'us' | 'ns' | 'iso' | 'dmy' | 'mdy' | 'order' | 'none'

/** All events and the catalogue. Two sets with the same rows are equal, whatever their files. */
export interface Dataset {
  /** Name of the folder, or of the file without its extensions. */
  name: string
  /** Index → id, in binary order of the ids. */
  users: string[]
  /** Index → id, in binary order of the ids; includes items without events. */
  items: string[]
  /** Index into `users` per event. Events are sorted by user, time, file order. */
  user: Int32Array
  /** Index into `items` per event. */
  item: Int32Array
  /** Seconds (clocks `seconds`, `ms`, `iso`) or positions (`order`) per event; null for `none`. */
  time: Float64Array | null
  /** Index into `kinds` per event. */
  kind: Uint8Array
  /** Rating or amount per event, NaN where blank or no number; null without such a column. */
  value: Float32Array | null
  /** Review text per event; only if {@link LoadOptions.reviews} asks for it and the column exists. */
  reviews?: (string | null)[]
  /** Split file of each event: 0 train or the only file, 1 valid, 2 test. */
  part: Uint8Array
  kinds: { name: string; weight: number }[]
  clock: Clock
  /** Facts to show or filter by; row r describes `items[r]`. */
  catalogue: Catalogue
  /** Text per item, as `textsOfItems` builds it; '' without any, null if no item has one. */
  texts: string[] | null
  /**
   * Per event: 1 a like, 0 neutral, −1 a dislike, by its kind, its rating or `--like`; null if all are
   * likes. Only likes are positives: splits and counts leave the others out.
   */
  opinion: Int8Array | null
  /** The search log, one row per query and item; null without a file of it. Not in the hash. */
  queries: LoggedQuery[] | null
  /** Names of the filters that removed events or opinions, such as `bots`; they are hashed. */
  filters: string[]
  /** What reading found and did. */
  report: DataReport
  /** SHA-256 (hex) of the sorted rows per split file, independent of file names and formats. */
  hash: string
}

/** What was typed, and the item that it led to. */
export interface LoggedQuery {
  query: string
  item: string
  /** How often, times the weight of what was done. */
  weight: number
}

/** How to read DATA. */
export interface LoadOptions {
  /** Our column → the file's, such as `{ user: 'customer_id' }`. */
  map?: Record<string, string>
  /** Names of the columns of event files without a header, in order. */
  columns?: readonly string[]
  /** Lowest and highest rating; makes the column `value` a rating. */
  ratingScale?: readonly [min: number, max: number]
  /** Which events are likes, such as `value>=4`. Default: by kind, and by ratings where there are any. */
  like?: string
  /** Conditions on columns of the events that every event must meet, such as `status!=test`. */
  where?: readonly string[]
  /**
   * Leaves out robots, test orders and internal traffic. Default: true; false in `teach` and
   * `evaluate`, whose protocols fix the events.
   */
  clean?: boolean
  /** `keep`: robots stay, also with `clean`. Default: `drop`. */
  bots?: 'drop' | 'keep'
  /** Joins ids of events and catalogue that differ in case or leading zeros. Default: none. */
  joinIds?: readonly ('case' | 'zeros')[]
  /** Item columns that go into the pack beside the known ones. */
  keep?: readonly string[]
  /** Keeps the columns of `keep` even if they look like costs, stock, suppliers or addresses. */
  keepAnyway?: boolean
  /** Recommends items that the catalogue lacks. Default: false. */
  keepUnknown?: boolean
  /** Refuses the data for the first row that cannot be used. Default: false. */
  strict?: boolean
  /** Max share of rows that are set aside, 0 to 1. Default: 0.01. */
  maxBadRows?: number
  /** File for the rows that are set aside. Default: they are only counted. */
  skippedFile?: string
  /**
   * Default: `none` without a time column, `order` if the times of every user are 0…n−1, else
   * `seconds`.
   */
  time?: TimeForm
  /**
   * Keeps users with at least this many distinct items, and items with at least this many distinct
   * users, repeated until nothing changes.
   */
  kCore?: number
  /** Weight per kind of event, by name or alias; 0 leaves a kind out. Default: that of `KINDS`. */
  kinds?: Record<string, number>
  /** Whether to read reviews; default false, since they take memory and are personal. */
  reviews?: boolean
  /** An items file, for DATA that is a single file of events. */
  items?: string
}

/** Histories as one ragged array, oldest event first. */
export interface Sequences {
  /** [rows + 1] */
  offsets: Int32Array
  item: Int32Array
  kind: Uint8Array
  /** Days before the newest event of the same row; −1 without a clock. */
  age: Float32Array
  /** As in {@link Dataset}. */
  time: Float64Array | null
  /** Items that the user of each row disliked, the newest last; absent: nobody disliked any. */
  disliked?: Ragged
}

/** Items per row. */
export interface Ragged {
  /** [rows + 1] */
  offsets: Int32Array
  item: Int32Array
}

/** Users to score, one per row. */
export interface Cases {
  /** Events that the model may see. Their items are excluded from the ranking. */
  input: Sequences
  /** Held-out items per row, distinct, none of them in the row's input. */
  targets: Ragged
  /** Row → index into the dataset's users. */
  users: Int32Array
}

/** A dataset split by a protocol (docs/method.md#protocols). */
export interface Split {
  protocol: Protocol
  /** SHA-256 (hex) of protocol, data hash and version of the split rules. */
  hash: string
  /** Training events: one row per user of the dataset, empty for held-out users. */
  fit: Sequences
  valid: Cases
  test: Cases
  /** Whether the events have an order: false without time. */
  ordered: boolean
  /** `unseen-users`: `fit` plus the inputs of the held-out users, for models with user embeddings. */
  transductive?: Sequences
  /** The split to choose settings on, if `fit` contains the validation events. */
  choose?: Split
}

/**
 * Protocol `all`: `fit` holds every event. `valid` and `test` are those of `choose`; `fit` contains
 * their users, so scores on them are valid only for models fitted on `choose`.
 */
export interface WholeSplit extends Split {
  protocol: 'all'
  /** Holds out the validation tenth of `unseen-users`, fits everybody else; no test cases. */
  choose: Split
}

/** The sequences and cases of a {@link Split}, as each protocol builds them. */
export type SplitParts = Pick<Split, 'fit' | 'valid' | 'test' | 'transductive' | 'choose'>
