import type { Metrics, Ranker } from '../../evaluate/index.ts'
import type { Preset, Tried } from '../../teachers/index.ts'
import type { StudentConfig } from '../student.ts'

/** How a teacher was fitted. Its own settings are fields of this object, too. */
export interface TeacherConfig {
  /** Folder of the RUN; only if a RUN was scored. */
  run?: string
  /** Absent for a RUN. */
  preset?: Preset
  seed: number
  /** The epoch that was kept; graph teachers only. */
  epochs?: number
  /** Of teacher `memory` only. */
  memory?: StudentConfig['memory']
  validation?: Metrics
  /** Every setting that was tried, in order. */
  tried?: readonly Tried[]
  /** Why the search ended early. */
  stopped?: string
  [setting: string]: unknown
}

/** `training.config` of a pack's manifest, as the pack's author wrote it. */
export interface PackConfig {
  transductive?: boolean
  [name: string]: unknown
}

export type ModelConfig = TeacherConfig | StudentConfig | PackConfig

/** A model that is ready to be scored. */
export interface Judged<Config extends ModelConfig = ModelConfig> {
  /** Name of the teacher or the pack, or `student`. */
  model: string
  ranker: Ranker
  config: Config
  /** The model was fitted with the inputs of held-out users. */
  transductive?: boolean
}
