import type { ItemCounts, Split } from '../data/index.ts'
import type { Metrics, Ranker } from '../evaluate/index.ts'
import type { Deadline, Progress } from '../progress.ts'
import type { Csr } from '../sparse/index.ts'
import type { Links } from './links.ts'

/** A fitted model that ranks for people it was fitted on or, where it can, for anybody. */
export interface Teacher extends Ranker {
  readonly name: string
  /** What was chosen, for the result's `config`. */
  readonly config: Record<string, unknown>
  /** Recall, NDCG and HR on the validation cases, where they were scored. */
  readonly validation?: Metrics
  /** What was tried on validation, in order. */
  readonly tried?: readonly Tried[]
  /** What the deadline cut short. */
  readonly stopped?: string
  /** All that a linear teacher knows, for a RUN. */
  readonly links?: Links
  /** Gives back what does not go away by itself (threads, arenas). */
  dispose?(): Promise<void>
}

/** A setting and what it was worth on validation. */
export interface Tried {
  setting: Setting
  score: number
}

/** Numbers that a teacher is fitted with, by name. */
export type Setting = Record<string, number>

/** `quick` is one fixed configuration; `standard` searches on validation. */
export type Preset = 'quick' | 'standard'

/** The neighbours of every item [N,N], by where the text comes from: words or given vectors. */
export type TextNeighbours = Partial<Record<TextSource, Csr>>
export type TextSource = 'lexical' | 'vectors'

/** What a teacher is fitted with. */
export interface FitOptions {
  split: Split
  /** N, the size of the catalogue. */
  items: number
  preset: Preset
  /** Already chosen: nothing is tried, whatever the preset. Names that are left out are as fixed. */
  setting?: Setting
  seed: number
  threads?: number
  /** Whether items may be compared by their words; they may unless this is false. */
  lexical?: boolean
  deadline: Deadline
  progress: Progress
  /** Item-to-item counts of the fitted events, made once and shared. */
  counts(): Promise<ItemCounts>
  /** Neighbours by text, made once and shared; empty without texts. */
  textNeighbours(): Promise<TextNeighbours>
  /** Cosines of every text to its 200 nearest others, made when asked for; null without texts. */
  textCosines(): Promise<Csr | null>
}

/** A teacher's constructor. */
export type FitTeacher = (options: FitOptions) => Promise<Teacher>
