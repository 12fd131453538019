import type { PackState } from './current-pack.ts'
import type { Problem } from './failure.ts'
import type { Pins } from './manifests.ts'
import type {
  EngineName,
  Explained,
  Facts,
  HistoryEvent,
  Interest,
  Recommendations,
  Tastes,
} from './types.ts'

/** Raised whenever the messages between page and Worker change: a page may load old files. */
export const PROTOCOL = 2

/** What the part that ranks is told at its start. */
export interface Config {
  /** Root of the catalogue's routes on the edge: …/v1/c/NAME. */
  base: string
  timeout: number
  engine: 'auto' | 'instant' | 'ort'
  webgpu: 'real' | 'any' | 'off'
  cache: 'session' | 'persistent'
  /** URLs of ONNX Runtime's files. */
  ort: OrtFiles
  pins: Pins
  /** Whether the browser asks to save data, so that ONNX Runtime is fetched only on demand. */
  saveData: boolean
}

/** ONNX Runtime's files, by build. */
export interface OrtFiles {
  wasm: OrtBuild
  webgpu: OrtBuild
}

interface OrtBuild {
  worker: string
  /** The .wasm file, compressed with gzip. */
  runtime: string
}

/** Everything about packs and engines that a page may ask without waiting. */
export interface BrainState extends PackState {
  engine: EngineName
  adapter: string
  timings: Partial<Record<EngineName, number>>
  /** Names of the pack's kinds of events; null without a pack. */
  kinds: readonly string[] | null
}

/** What to list. */
export interface Query {
  limit: number
  /** Items of the list to skip. */
  skip?: number
  exclude?: readonly string[]
  category?: string
  includeSeen?: boolean
  includeUnlisted?: boolean
  /** Items of the current page: they count as just viewed, and are not listed. */
  context?: readonly string[]
  /** Ranks by this item instead of the history. */
  because?: string
  /** Fills up to this number with `fallback`. */
  min?: number
  fallback?: readonly string[]
  /** A history other than the latest. */
  history?: readonly HistoryEvent[]
}

/** One answer; the page adds its id and placement. */
export type Answer = Omit<Recommendations, 'id' | 'placement' | 'next'>

/** Opens packs and ranks with them: in a Worker, or on the page where there is none. */
export interface Brain {
  /** The history that calls without one of their own rank by. */
  setHistory(history: readonly HistoryEvent[], tastes?: Tastes): void
  rank(query: Query): Promise<Answer>
  popular(query: Query): Promise<Answer>
  similar(items: readonly string[], query: Query): Promise<Answer>
  recent(query: Query): Promise<Answer>
  /** The score of each id, null where the catalogue does not have it. */
  scores(ids: readonly string[], history?: readonly HistoryEvent[]): Promise<Scores>
  explain(item: string): Promise<Explained>
  facts(): Promise<Facts[]>
  intents(item?: string): Promise<Interest[]>
  /** Asks the edge for a newer pack. */
  look(): Promise<void>
  /** Ranks with the newer pack from now on. */
  swap(): Promise<void>
  /** The page is idle: an engine may warm up. */
  idle(): Promise<void>
  /** Resolves once the chosen engine ranks, or cannot. */
  settled(): Promise<void>
  dispose(): void
}

export interface Scores extends Pick<Answer, 'source' | 'code' | 'reason' | 'engine'> {
  scores: (number | null)[]
}

/** What a method resolves to. */
export type Reply<M extends Method> = Awaited<ReturnType<Brain[M]>>

/** A method that a Worker answers. */
export type Method = Exclude<keyof Brain, 'setHistory' | 'dispose'>

export type ToWorker =
  | { do: 'start'; protocol: number; config: Config }
  | { do: 'history'; history: readonly HistoryEvent[]; tastes: Tastes }
  | { do: 'call'; id: number; method: Method; args: unknown[] }
  | { do: 'ping' }

export type FromWorker =
  | { done: 'hello'; protocol: number }
  | { done: 'state'; state: BrainState }
  | { done: 'problem'; problem: Problem }
  | { done: 'call'; id: number; value?: unknown; problem?: Problem }
  /** Something is under way, so silence is no sign of death. */
  | { done: 'alive' }

/** Tells the page what changed. */
export interface Notices {
  state(state: BrainState): void
  /** Something failed that calls do not tell. */
  problem(problem: Problem): void
  alive(): void
}
