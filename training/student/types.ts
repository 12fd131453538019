import type { LoadedPack } from '@tacit-rec/pack'
import type { Membership, Metrics, Reliability } from '../evaluate/index.ts'
import type { Teacher } from '../teachers/index.ts'
import type { SpectralSettings, StudentSettings, StudentTables, Tried } from './encoder/index.ts'
import type { Memory, MemoryOptions, MemorySettings } from './memory/index.ts'
import type { GraphSchedule } from './targets/index.ts'

/** Options of `train` and `evaluate --student`. */
export interface DistilOptions extends MemoryOptions {
  /** Names of teachers and paths of RUNs. Default: `defaultTeachers`. */
  teachers?: string[]
  /** Teachers that were trained elsewhere, beside the named ones. */
  own?: readonly Teacher[]
}

/** Every setting that a student is fitted with. Packs and results hold it. */
export interface Choice {
  settings: StudentSettings
  /** The encoder in closed form that took the place of the trained one; null: it is trained. */
  spectral: SpectralSettings | null
  /** Number of paths drawn from given counts, which the encoder was trained on; only where it was. */
  paths?: number
  /** null: the student has no memory. */
  memory: MemorySettings | null
  /** EASE-R's penalty; null where EASE-R was not solved. */
  lambda: number | null
  /** Weight of the memory in the score. */
  beta: number
  /** δ: how far dislikes push away. */
  dislike: number
  /** Weight of each teacher in the soft targets, by name. */
  teachers: Record<string, number>
  /** Epochs of the graph teachers, by name. */
  graphs: Record<string, GraphSchedule>
}

/** What is known of a student beside how well it ranks. */
export interface Assessment {
  /** Null where hits are too few, or where no next item was held out. */
  calibration: Reliability | null
  /** Null where everybody was fitted. */
  membership: Membership | null
}

/** How settings were searched; empty where they were not. */
export interface SearchReport {
  validation?: Metrics
  /** Every setting that was tried, with its validation objective. */
  tried?: Tried[]
  /** Why the search ended early, or did not run. */
  stopped?: string
  /** Of the student that was fitted without the validation users; only where one was. */
  assessment?: Assessment
}

/** A trained student with its memory, as `engine/` ranks with it. */
export interface Distilled extends SearchReport {
  draft: LoadedPack
  tables: StudentTables
  memory: Memory | null
  choice: Choice
  /** Item → its nearest intent prototype in the graph teacher, [N]: where the pack's prototypes start. */
  groups?: Int32Array
  /** The share of each of several modalities in the neighbours by given vectors. */
  modalities?: Record<string, number>
  /** Made of item texts alone, since events were too few to learn from. */
  contentOnly?: boolean
  /** A RUN among the teachers was fitted with the inputs of held-out users. */
  transductive?: boolean
}

/** What was chosen on a split. */
export interface Chosen {
  choice: Choice
  report: SearchReport
  /** The student of a search on the split itself: fitting it again would give the same one. */
  distilled?: Distilled
}
