import type { Understanding } from '@tacit-rec/engine'
import type { Contributable } from './contributable.ts'
import type { PackState } from './current-pack.ts'
import type { Problem } from './failure.ts'
import type { Pins } from './manifests.ts'
import type {
  Diversity,
  EngineName,
  Explained,
  Facet,
  Facts,
  HistoryEvent,
  Interest,
  Recommendations,
  Tastes,
} from './types.ts'

/** Raised whenever the messages between page and Worker change: a page may load old files. */
export const PROTOCOL = 4

/** What the part that ranks is told at its start. */
export interface Config {
  /** Root of the catalogue's routes on the edge: …/v1/c/NAME. */
  base: string
  timeout: number
  engine: 'auto' | 'instant' | 'ort'
  webgpu: 'real' | 'any' | 'off'
  cache: 'session' | 'persistent'
  /** Language of reasons and facts, as BCP 47; null: English, and facts as they are. */
  locale: string | null
  /** Of prices that the catalogue names no currency of; null: none. */
  currency: string | null
  pins: Pins
  /** URL of the file for search and queries. */
  queries: string
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
  /** Where the list is shown, which rules may be about. */
  placement?: string
  limit: number
  /** Items on the pages before this one; all of them are in `exclude`. */
  offset?: number
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
  /** Of a search: the facets to count; true: all. */
  facets?: readonly string[] | true
  /** Rules of this call, unchecked. */
  rules?: unknown
  /** A condition, unchecked. */
  filter?: unknown
  diversity?: Diversity
  /** Share of places that are filled by chance. */
  explore?: number
  /** The number that chance depends on. */
  seed?: number
  /** Lists the candidates in their order, without rules by place. */
  isPlain?: boolean
  /** A history other than the latest. */
  history?: readonly HistoryEvent[]
}

/** One answer; the page adds its id and placement. */
export type Answer = Omit<Recommendations, 'id' | 'placement' | 'next'>

/** The answer to a search. */
export interface SearchAnswer extends Answer {
  total: number
  facets: Facet[]
}

/** Whether the list of 10 that a pack makes of a history has the item that was held back. */
export interface Measured {
  hit: boolean
  /** The pack's sequence. */
  arm: number
}

/** Opens packs and ranks with them: in a Worker, or on the page where there is none. */
export interface Brain {
  /** The history that calls without one of their own rank by. */
  setHistory(history: readonly HistoryEvent[], tastes?: Tastes): void
  rank(query: Query): Promise<Answer>
  popular(query: Query): Promise<Answer>
  similar(items: readonly string[], query: Query): Promise<Answer>
  recent(query: Query): Promise<Answer>
  onboarding(query: Query): Promise<Answer>
  search(typed: string, query: Query): Promise<SearchAnswer>
  understand(typed: string, turns: readonly string[]): Promise<Understanding>
  /**
   * The score of each id, null where the catalogue does not have it.
   *
   * @param asked.typed scores by this query, too
   * @param asked.placement whose rules order them
   */
  scores(ids: readonly string[], asked: ScoresAsked): Promise<Scores>
  explain(item: string): Promise<Explained>
  facts(): Promise<Facts[]>
  intents(item?: string): Promise<Interest[]>
  /** What the history could contribute pairs of. Only pages that offer it ask. */
  contributable(): Promise<Contributable>
  /** Whether a list would have had the newest item of the history that was met once; null without one. */
  measure(): Promise<Measured | null>
  /** Asks the edge for a newer pack. */
  look(): Promise<void>
  /** Ranks with the newer pack from now on. */
  swap(): Promise<void>
  /** The page is idle: an engine may warm up. @param files URLs of ONNX Runtime's files */
  idle(files: OrtFiles): Promise<void>
  /** Resolves once the chosen engine ranks, or cannot. */
  settled(files: OrtFiles): Promise<void>
  dispose(): void
}

export interface ScoresAsked extends Pick<Query, 'placement' | 'history'> {
  typed?: string
}

export interface Scores extends Pick<Answer, 'source' | 'code' | 'reason' | 'engine'> {
  scores: (number | null)[]
}

/** A method that makes a list. */
export type ListMethod = 'rank' | 'similar' | 'popular' | 'recent' | 'onboarding' | 'search'

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
