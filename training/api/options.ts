import type { Protocol } from '@tacit-rec/pack'
import type { LoadOptions, TimeForm } from '../data/index.ts'
import type { ProviderName } from '../intents/index.ts'
import type { Progress } from '../progress.ts'
import type { MemoryPart } from '../student/index.ts'
import type { Preset, Setting } from '../teachers/index.ts'

export const PRESETS = ['quick', 'standard'] as const satisfies readonly Preset[]
export const MEMORY_PARTS = ['ease', 'transitions', 'text'] as const satisfies readonly MemoryPart[]
export const TIME_FORMS = [
  'seconds',
  'ms',
  'us',
  'ns',
  'iso',
  'dmy',
  'mdy',
  'order',
  'none',
] as const satisfies readonly TimeForm[]
/** Protocols that hold events out; `all` holds none out. */
export const TEST_PROTOCOLS = [
  'ratio',
  'leave-one-out',
  'unseen-users',
  'cold-items',
] as const satisfies readonly Protocol[]

/** A protocol that a model can be scored on. */
export type TestProtocol = (typeof TEST_PROTOCOLS)[number]

/** Every default of the API; the command line has no others. */
export const DEFAULTS = {
  seed: 1,
  preset: 'standard' satisfies Preset,
  memory: MEMORY_PARTS,
  lexical: true,
  adapter: true,
  minSupport: 2,
  maxMinutes: 20,
  /** Of `teach` and `intents`. */
  protocol: 'all' satisfies Protocol,
  /** Of `intents`, as all below. */
  provider: 'lexical' satisfies ProviderName,
  concurrency: 4,
  timeout: 60,
  cache: '.tacit/intents',
  /** Folder of the keys that sign packs. */
  keys: 'tacit-keys',
  /** Of `gc`: newest manifests, and hours, that are kept. */
  keep: 10,
  hours: 48,
} as const

/** Where events and items are read from, and how. */
export interface DataOptions extends Omit<LoadOptions, 'reviews'> {
  /** Folder of events and items, files, or `-` for standard input. */
  data: string | readonly string[]
}

export interface ProgressOptions {
  /** Receives bars and notes. Default: nothing is shown. */
  progress?: Progress
}

export interface ComputeOptions {
  /** Seed of all randomness. Default: 1. */
  seed?: number
  /** Number of threads. Default: one per core. */
  threads?: number
}

/** What `…+hgcl` learns from. */
export interface AttributeOptions {
  /** Columns of the items whose values are attributes, beside the categories. */
  attributes?: readonly string[]
}

/** How a student is trained. */
export interface StudentOptions extends ComputeOptions, AttributeOptions {
  /** `quick`: one fixed configuration; `standard`: a search on validation. Default: `standard`. */
  preset?: Preset
  /** Names of teachers, and folders of RUNs. Default: chosen by size, order and texts of the data. */
  teachers?: readonly string[]
  /** Parts of the memory; empty for no memory. Default: all parts. */
  memory?: readonly MemoryPart[]
  /** Whether items are compared by the words of their texts. Default: true. */
  lexical?: boolean
  /** Whether vectors of cold items are adapted to what leads to what. Default: true. */
  adapter?: boolean
  /** Min number of distinct users behind a link between items. Default: 2. */
  minSupport?: number
  /** Max minutes of the search. Default: 20. */
  maxMinutes?: number
}

/** How one teacher is fitted. */
export interface TeacherOptions extends AttributeOptions {
  /** Max epochs of a graph teacher. */
  epochs?: number
  /** Tries the teacher's grid of settings on validation and keeps the best. */
  tune?: boolean
  /** Values of the teacher's settings, by name. */
  set?: Setting
}
