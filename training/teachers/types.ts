import type { ItemCounts, Split } from '../data/index.ts'
import type { Metrics, Ranker } from '../evaluate/index.ts'
import type { Deadline, Progress } from '../progress.ts'
import type { Csr } from '../sparse/index.ts'
import type { Links } from './links.ts'

/** A fitted model that ranks for users it was fitted on and, where it can, for anybody. */
export interface Teacher extends Ranker {
  readonly name: string
  /** The settings that were used, for the result's `config`. */
  readonly config: FittedSettings
  /** Recall, NDCG and HR on the validation cases, if they were scored. */
  readonly validation?: Metrics
  /** Every setting that was scored on validation, in order. */
  readonly tried?: readonly Tried[]
  /** Why a search ended early. */
  readonly stopped?: string
  /** Everything a linear teacher learned, for a RUN. */
  readonly links?: Links
  /** Frees threads and arenas. */
  dispose?(): Promise<void>
}

/** A setting and its validation objective. */
export interface Tried {
  setting: Setting
  score: number
}

/** The settings that a fitted teacher reports, by name: numbers, names of variants, groups of them. */
export interface FittedSettings {
  readonly [name: string]: number | string | null | undefined | FittedSettings
}

/** Numbers that a teacher is fitted with, by name. */
export type Setting = Record<string, number>

/** `quick` is one fixed configuration; `standard` searches on validation. */
export type Preset = 'quick' | 'standard'

/** The neighbours of every item [N,N], by what is compared. */
export type TextNeighbours = Partial<Record<TextSource | OneModality, Csr>>
/** Words, or given vectors: the mean over the modalities that two items both have. */
export type TextSource = 'lexical' | 'vectors'
/** One modality of several alone, which `standard` may weigh beside their mean. */
export type OneModality = `vectors:${string}`

/** Inputs of a fit. */
export interface FitOptions {
  split: Split
  /** N, the size of the catalogue. */
  items: number
  preset: Preset
  /** Skips the search, whatever the preset. Missing names take their defaults. */
  setting?: Setting
  seed: number
  threads?: number
  /** False: items are not compared by their words. */
  lexical?: boolean
  deadline: Deadline
  progress: Progress
  /** Weight of an event in links, by its kind; null: every event counts 1. */
  factors: Float64Array | null
  /** Distinct users per item, [N]: of the given counts, else of the fitted events. */
  users: Float32Array
  /** Whether the counts are given: the fitted events are then a sample of what was counted. */
  counted: boolean
  /** Item-to-item counts, of the fitted events or given; computed once and shared. */
  counts(): Promise<ItemCounts>
  /** Neighbours by text, computed once and shared; empty without texts. */
  textNeighbours(): Promise<TextNeighbours>
  /** Cosines of every text to its 200 nearest others; null without texts. */
  textCosines(): Promise<Csr | null>
  /** Dense vectors of the items' texts, and of their intents where these are given; null without texts. */
  denseTexts(): DenseTexts | null
  /**
   * Items × attributes [N,A], binary.
   *
   * @throws TacitError `teacher/attributes` if no two items share one
   */
  itemAttributes(): Csr
}

/** Texts of the items for models that need dense rows. */
export interface DenseTexts {
  profiles: DenseRows
  intents?: DenseRows
}

/** Vectors of the items, [N,width]. */
export interface DenseRows {
  width: number
  items: Float32Array
}

/** Fits a teacher. */
export type FitTeacher = (options: FitOptions) => Promise<Teacher>

/**
 * How a teacher uses texts: not at all; `compared`: optional vectors of items replace their words;
 * `learned`: required vectors of items, and optionally of users, are part of its loss; `towers`: so
 * are vectors of other modalities.
 */
export type TextUse = 'none' | 'compared' | 'learned' | 'towers'

/** Everything the rest of the code asks about a teacher, stated in the file that defines it. */
export interface TeacherEntry {
  readonly name: string
  /** Settings of `quick`. */
  readonly defaults: Setting
  /** Settings that a search tries; empty: there is nothing to search. */
  readonly grid: readonly Setting[]
  readonly text: TextUse
  /** Embeds every user, so `unseen-users` fits it with the held-out users' inputs too. */
  readonly transductive: boolean
  /** False: an item without events keeps a random embedding, so `cold-items` refuses it. */
  readonly ranksCold: boolean
  /** Trained in epochs: takes `--epochs`, writes checkpoints, resumes. */
  readonly epochs: boolean
  fit(options: FitOptions): Promise<Teacher>
}
