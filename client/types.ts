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
  /** `fallback`: the site named the item itself. */
  kind: 'event' | 'intent' | 'popular' | 'fallback'
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

/** Where a list comes from. */
export interface Origin {
  /**
   * `model`: ranked · `popular`: popular items, for lack of a history · `cache`: ranked with the
   * pack that this device kept, which the edge has not confirmed · `fallback`: the site's own list,
   * or nothing, because of an error.
   */
  source: 'model' | 'popular' | 'cache' | 'fallback'
  /** `ok`, or why it is not: one of the codes in docs/codes.md, the same in every version. */
  code: string
  /** The same for people; absent if the code is `ok`. */
  reason?: string
  engine: EngineName
}

/** A listing: one list that can be shown. */
export interface Recommendations extends Origin {
  /** Names this listing in events. Random, and never sent. */
  id: string
  /** As it was asked for. */
  placement: string | null
  items: Recommendation[]
  /**
   * The items after these, by the history that these were ranked by: whatever happens meanwhile,
   * none is repeated or skipped. Empty at the end.
   */
  next(): Promise<Recommendations>
  /** Time to encode, score and sort. */
  milliseconds: number
  /** The pack's sequence; null without a pack. */
  sequence: number | null
  /** True if the pack is an earlier one, because the edge failed or its pack was refused. */
  stale: boolean
}

/** The site's own objects in a new order. */
export interface Ranked<T> extends Origin {
  id: string
  placement: string | null
  items: T[]
}

/** The terms of one score: score = base + prior + Σ intents + Σ events. */
export interface Explained extends Pick<Origin, 'code' | 'reason'> {
  id: string
  /** Null if the item or the pack is unknown; the code says which. */
  score: number | null
  why: Reason | null
  /** The same for every item. */
  base: number
  /** What every visitor would get. */
  prior: number
  /** By user intent. */
  intents: number[]
  /** By event that contributes. */
  events: { item: string; weight: number }[]
}

/** Options of every list. */
export interface ListOptions {
  /** Where on the site the list is shown; given back. */
  placement?: string
  /** Max number of items; default 10. */
  limit?: number
  /** Ids to leave out. */
  exclude?: readonly string[] | string
  /** Only items of this category: one step of a path, or a path from its start. */
  category?: string
  /**
   * Includes items that the catalogue marks as unlisted: unavailable, drafts, or unknown to it.
   * Default false.
   */
  includeUnlisted?: boolean
  signal?: AbortSignal
}

export interface RecommendOptions extends ListOptions {
  /** Min number of items, if `fallback` has enough; default 0, or `limit` where there is one. */
  min?: number
  /** Ids that fill the list up to `min`, in this order. */
  fallback?: readonly string[] | string
  /** Ids on the current page: they count as just viewed, are not stored, and are not listed. */
  context?: readonly string[] | string
  /** Ranks by this item instead of by the history. */
  because?: string
  /** Accepts an item for the list. */
  filter?: (facts: Facts) => boolean
  /**
   * Items from the history: by default after all others, what was bought last; true: where their
   * score puts them; false: never. Disliked ones are never listed.
   */
  includeSeen?: boolean
}

export interface RankOptions<T> {
  /** The field that holds an item's id, or a function that gives it; default `id`. */
  id?: keyof T | ((item: T) => unknown)
  /** Share of the person's order, 0…1, default 1; the rest keeps the given order. */
  weight?: number
  placement?: string
  signal?: AbortSignal
}

export interface RecommenderOptions {
  /** URL of the edge, absolute or relative to the page. */
  edge: string | URL
  /** Default `default`. */
  catalogue?: string
  /**
   * `auto` (default): the instant engine, and ONNX Runtime where a GPU makes it faster ·
   * `instant`: never loads ONNX Runtime · `ort`: waits for ONNX Runtime.
   */
  engine?: 'auto' | 'instant' | 'ort'
  /** Default `pending`. An earlier `granted` on this device overrides `pending`. */
  consent?: Consent
  /** Folder of the SDK's files; default: where this script is, or where a bundler put them. */
  assets?: string | URL
  /** `real` (default): WebGPU on real adapters only · `any`: on software too, for tests · `off`. */
  webgpu?: 'real' | 'any' | 'off'
  /** `persistent` (default): the pack, equal for everybody, is kept · `session`: in memory only. */
  cache?: 'session' | 'persistent'
  /** Max milliseconds to wait for a sign of life of anything; default 2000. */
  timeout?: number
  /** Language of reasons; default English. */
  locale?: string
  /**
   * Public keys, as `tacit keys list` prints them: only packs that one of them has signed rank.
   * Default: none, and the edge is trusted.
   */
  keys?: readonly string[]
  /** Whether an expired pack ranks, marked `stale`, where there is no other; default `rank`. */
  expired?: 'rank' | 'refuse'
  /** Warns on the console about assets, options and ids that are unknown. */
  debug?: boolean
}

/** What `on` tells, by name. */
export interface RecommenderEvents {
  /** A pack is there that was not, or a newer one ranks from now on. */
  update: { sequence: number | null; code: string }
  /** The history or the consent changed, so a ranking may. */
  change: Record<string, never>
  /** Another engine ranks from now on. */
  engine: { engine: EngineName; adapter: string }
  /** Something failed that no answer tells. */
  error: { code: string; message: string }
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
  /** Where ranking runs. */
  place: 'worker' | 'page' | 'none'
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
  /**
   * The site's own objects, such as search results, in the person's order. Objects whose id the
   * catalogue does not have keep their places. An error keeps the given order.
   */
  rank<T>(items: readonly T[], options?: RankOptions<T>): Promise<Ranked<T>>
  /** The items similar to one item or to several, without disliked ones. */
  similar(items: string | readonly string[], options?: ListOptions): Promise<Recommendations>
  /** The popular items, without what the person dislikes or has bought. */
  popular(options?: ListOptions): Promise<Recommendations>
  /** The items that the person met last, newest first. */
  recent(options?: ListOptions): Promise<Recommendations>
  /** Why an item has its score for this person. */
  explain(item: string): Promise<Explained>
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
  /** Calls the listener after each event of a name. @returns stops that */
  on<E extends keyof RecommenderEvents>(
    event: E,
    listener: (detail: RecommenderEvents[E]) => void,
  ): () => void
  /** Ends everything; calls that wait are answered with the code `sdk/disposed`. */
  dispose(): Promise<void>
}
