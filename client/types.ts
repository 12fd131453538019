import type { ItemFacts } from '@tacit-rec/pack'

/** Whether a person lets this site store their history on their device. */
export type Consent = 'pending' | 'granted' | 'denied'

/** One event, as the device keeps it. */
export interface HistoryEvent {
  kind: string
  /** The item's id in the catalogue. */
  item: string
  /** Milliseconds since 1970. */
  time: number
}

/** The catalogue's facts about an item. Unknown fields are absent. */
export type Facts = ItemFacts

/** Why an item is listed: the largest part of its score. */
export interface Reason {
  kind: 'event' | 'intent' | 'popular'
  /** An English sentence, ready to show. */
  text: string
  /** Kind `event`: id of the item that the event was on. */
  item?: string
  /** Kind `intent`: id of the prototype. */
  prototype?: string
  /** The item's title or the intent's name. */
  label?: string
  /** The contribution to the score. */
  weight: number
}

export interface Recommendation {
  id: string
  score: number
  facts: Facts
  reason: Reason
}

/** The engine that ranked. */
export type EngineName = 'ort-webgpu' | 'ort-wasm' | 'instant' | 'none'

export interface Recommendations {
  items: Recommendation[]
  /**
   * `model`: ranked · `popular`: popular items, for lack of a history · `cache`: ranked with an
   * earlier pack, because the edge failed · `fallback`: empty, because of an error.
   */
  source: 'model' | 'popular' | 'cache' | 'fallback'
  /** Why the source is not `model`. */
  reason?: string
  engine: EngineName
  /** Time to encode, score and sort. */
  milliseconds: number
  /** The pack's sequence; null without a pack. */
  sequence: number | null
  /** True if the pack is an earlier one, because the edge failed or its pack was refused. */
  stale: boolean
}

/** Options of `similar` and, with a category, of `popular`. */
export interface ListOptions {
  /** Max number of items; default 10. */
  limit?: number
  /**
   * Includes items that the catalogue marks as unlisted: unavailable, drafts, or unknown to it.
   * Default false.
   */
  includeUnlisted?: boolean
  signal?: AbortSignal
}

export interface RecommendOptions extends ListOptions {
  /** Only items of this category: one step of a path, or a path from its start. */
  category?: string
  /** Ids to leave out. */
  exclude?: readonly string[]
  /** Accepts an item for the list. */
  filter?: (facts: Facts) => boolean
  /** Includes items from the history, except disliked ones; default false. */
  includeSeen?: boolean
}

export interface RecommenderOptions {
  /** URL of the edge. */
  edge: string
  /** Default `default`. */
  catalogue?: string
  /**
   * `auto` (default): the instant engine until ONNX Runtime is warm, then the faster one ·
   * `instant`: never loads ONNX Runtime · `ort`: waits for ONNX Runtime.
   */
  engine?: 'auto' | 'instant' | 'ort'
  /** Default `pending`. An earlier `granted` on this device overrides `pending`. */
  consent?: Consent
  /** Folder of the SDK's files; default: the folder of this script. */
  assets?: string
  /** `real` (default): WebGPU on real adapters only · `any`: on software too, for tests · `off`. */
  webgpu?: 'real' | 'any' | 'off'
}

/** A person's interest: a named prototype of the pack. */
export interface Interest {
  /** The prototype's id. */
  id: string
  label: string
  keywords: string[]
  /** Share of all interests, 0…1. */
  weight: number
}

/** Everything that the SDK knows about a person. */
export interface ExportedHistory {
  edge: string
  catalogue: string
  /** ISO time of the export. */
  exported: string
  consent: Consent
  events: readonly HistoryEvent[]
}

/** What runs and what is stored, in words for people. */
export interface Report {
  engine: EngineName
  /** The WebGPU adapter, or why there is none. */
  adapter: string
  /** Median milliseconds of each engine that was measured on this device. */
  timings: Partial<Record<EngineName, number>>
  consent: Consent
  /** What is stored on this device, and where. */
  stored: string[]
  /** Every URL that the SDK may request. None depends on the person. */
  requests: string[]
}

/** Ranks on the device. No method throws into the page. */
export interface Recommender {
  /** Resolves once the pack is open or has failed to open. Never rejects. */
  readonly ready: Promise<void>
  consent(): Consent
  /** `granted` stores the history on this device; `denied` deletes it and stops tracking. */
  setConsent(consent: Consent): Promise<void>
  /**
   * Adds an event to the history.
   *
   * @param kind such as `view`, `cart`, `purchase`, `save`, `dislike`, or another name of one, such
   *   as `add_to_cart`. One that means none of Tacit's kinds, nor one that the pack was trained
   *   with, counts as `view`.
   * @param item id in the catalogue
   * @param options time in milliseconds since 1970, default now
   */
  track(kind: string, item: string, options?: { time?: number }): Promise<void>
  /** Ranks the catalogue for the person. */
  recommend(options?: RecommendOptions): Promise<Recommendations>
  /** The items similar to one item, without disliked ones. */
  similar(item: string, options?: ListOptions): Promise<Recommendations>
  /** The popular items, without disliked ones. */
  popular(options?: ListOptions & { category?: string }): Promise<Recommendations>
  /** The facts of every item, also of unlisted ones, which have a fact `unlisted`. */
  catalogue(): Promise<{ items: Facts[] }>
  /** The person's events, oldest first. */
  history(): Promise<HistoryEvent[]>
  /**
   * The person's interests, strongest first; weights sum to 1.
   *
   * @param item id in the catalogue: returns the interests that this item serves instead
   */
  intents(item?: string): Promise<Interest[]>
  /** Everything that the SDK knows about the person, as a JSON object. */
  export(): Promise<ExportedHistory>
  /** Deletes history and consent on this device. Keeps the pack, which is equal for everybody. */
  forget(): Promise<void>
  report(): Promise<Report>
  /** Calls the listener after each change that may change recommendations. @returns unsubscribes */
  subscribe(listener: () => void): () => void
  dispose(): Promise<void>
}
