import type { ItemTexts } from '../intents/index.ts'
import { deadlineIn, type Progress } from '../progress.ts'
import type { Choice, Distilled, DistilOptions, MemoryPart } from '../student/index.ts'
import type { Preset } from '../teachers/index.ts'
import { DEFAULTS, type StudentOptions } from './options.ts'

/** {@link StudentOptions} with the defaults filled in. */
export type StudentRun = Required<Omit<StudentOptions, Optional>> & Pick<StudentOptions, Optional>
/** Options without a default. */
type Optional = 'teachers' | 'threads' | 'attributes'

/** How a student was trained: the options that were used, and all that was chosen. */
export interface StudentConfig extends Choice {
  preset: Preset
  seed: number
  minSupport: number
  /** Parts that the memory may be made from. */
  parts: readonly MemoryPart[]
  lexical: boolean
  adapter: boolean
  /** Columns that are attributes beside the categories. */
  attributes?: readonly string[]
  maxMinutes: number
  /** The share of each of several modalities in the memory's neighbours by given vectors. */
  modalities?: Record<string, number>
  /** Metrics of the best setting; only of `evaluate`, after a search. */
  validation?: Distilled['validation']
  /** Every setting that was tried; only of `evaluate`, after a search. */
  tried?: Distilled['tried']
  /** A teacher was fitted with the inputs of held-out users; only in the pack of `keep`. */
  transductive?: boolean
  /** Why the search ended early. */
  stopped?: string
}

export function studentRun(options: StudentOptions): StudentRun {
  const { teachers, threads, attributes } = options
  const { preset = DEFAULTS.preset, seed = DEFAULTS.seed, memory = DEFAULTS.memory } = options
  const { lexical = DEFAULTS.lexical, minSupport = DEFAULTS.minSupport } = options
  const { adapter = DEFAULTS.adapter } = options
  const { maxMinutes = DEFAULTS.maxMinutes } = options
  const given = { teachers, threads, attributes }
  return { preset, seed, ...given, memory, lexical, adapter, minSupport, maxMinutes }
}

/** Options of a fit that begins now: the time of the search runs from here. */
export function distilOptions(
  { maxMinutes, teachers, attributes, ...run }: StudentRun,
  progress: Progress,
  { vectors, intents }: Partial<ItemTexts> = {},
): DistilOptions {
  const deadline = deadlineIn(maxMinutes)
  const names = { teachers: teachers && [...teachers], attributeColumns: attributes }
  return { ...run, ...names, deadline, progress, vectors, intents }
}

/** @param more what the choice lacks; `stopped` comes last */
export function studentConfig(
  { preset, seed, minSupport, memory, lexical, adapter, attributes, maxMinutes }: StudentRun,
  choice: Choice,
  {
    stopped,
    ...more
  }: Pick<StudentConfig, 'modalities' | 'validation' | 'tried' | 'transductive' | 'stopped'>,
): StudentConfig {
  const used = { preset, seed, minSupport, parts: memory, lexical, adapter, attributes, maxMinutes }
  return { ...used, ...choice, ...more, stopped }
}
