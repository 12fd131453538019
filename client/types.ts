import type { ItemFacts } from '@tacit-rec/pack'

/** Whether a person lets this site store their history on their device. */
export type Consent = 'pending' | 'granted' | 'denied'

/** Reads a person's answer from a consent platform or the browser, and hears of later ones. */
export interface ConsentAdapter {
  /** Names its readings on the device, such as `tcf`. */
  readonly name: string
  /** Reports every reading. @returns stops that */
  start(report: (reading: Consent) => void): () => void
}

/** What a person's consent is for. */
export type Purpose = 'personalize'

export interface ConsentControl {
  /** `pending` until what is stored was read. */
  readonly status: Consent
  /** Resolves once what is stored was read. Never rejects. */
  readonly ready: Promise<Consent>
  /**
   * The person's own answer. `granted` stores the history on this device; `denied` deletes it, and is
   * remembered; `pending` stops to store. Any other value warns and counts as `pending`.
   */
  set(state: Consent, purpose?: Purpose): Promise<void>
}

/** What else is known of an event. */
export interface EventDetails {
  /** Price or rating. */
  value?: number
  quantity?: number
  /** Milliseconds that the person stayed. */
  dwell?: number
  /** Id of the listing that the item was in. */
  list?: string
  placement?: string
  /** Place in the listing. */
  position?: number
  /** When it happened, if not now: milliseconds since 1970, a Date or an ISO text. */
  at?: number | string | Date
}

/** One event, as the device keeps it. */
export interface HistoryEvent extends Omit<EventDetails, 'at'> {
  kind: string
  /** The item's id in the catalogue. */
  item: string
  /** Milliseconds since 1970. */
  time: number
}

/** An event of a site's own records, such as a server's orders. */
export interface ImportedEvent extends EventDetails {
  kind: string
  item: string
  /** The same as `at`. */
  time?: number | string | Date
}

export interface HistoryControl {
  /** The person's events by time, oldest first. */
  list(): Promise<HistoryEvent[]>
  /** Removes the events on an item, or those that a function accepts. */
  remove(which: string | ((event: HistoryEvent) => boolean)): Promise<void>
  /** Removes all events and keeps the consent. */
  clear(): Promise<void>
  /**
   * Adds events, such as a server's orders, in any order. One that is there already is not added.
   *
   * @returns how many were new
   */
  import(events: readonly ImportedEvent[] | { events: readonly ImportedEvent[] }): Promise<number>
  /** Everything that the SDK knows about the person, as a JSON object. */
  export(): Promise<ExportedHistory>
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
  /**
   * Default `pending`. `granted` applies where this device stores no answer yet; a stored answer
   * lasts. An adapter reads the answer of a consent platform. Anything else warns and counts as
   * `pending`.
   */
  consent?: Consent | ConsentAdapter
  /** Name of the history; default: one for each edge and catalogue. */
  store?: string
  /** Person on a shared device: each has a consent and a history of their own. */
  user?: string
  /** Milliseconds after which an event is forgotten; default 13 months. */
  maxAge?: number
  /** Max milliseconds of each wait; default 2000. */
  timeout?: number
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
  readonly consent: ConsentControl
  readonly history: HistoryControl
  /**
   * Adds an event to the history. Its transaction begins in this call, so a navigation may follow.
   *
   * @param kind such as `view`, `cart`, `purchase`, `save`, `dislike`, or another name of one, such
   *   as `add_to_cart`. `remove_from_cart`, `unsave` and `refund` undo. One that means none of
   *   Tacit's kinds, nor one that the pack was trained with, warns and is ignored.
   * @param item id in the catalogue
   */
  track(kind: string, item: string, details?: EventDetails): void
  /**
   * Tracks what a GA4 data layer says, from its start and from now on.
   *
   * @returns stops that
   */
  listen(dataLayer: unknown[]): () => void
  /** Ranks the catalogue for the person. */
  recommend(options?: RecommendOptions): Promise<Recommendations>
  /** The items similar to one item, without disliked ones. */
  similar(item: string, options?: ListOptions): Promise<Recommendations>
  /** The popular items, without disliked ones. */
  popular(options?: ListOptions & { category?: string }): Promise<Recommendations>
  /** The facts of every item, also of unlisted ones, which have a fact `unlisted`. */
  catalogue(): Promise<{ items: Facts[] }>
  /**
   * The person's interests, strongest first; weights sum to 1.
   *
   * @param item id in the catalogue: returns the interests that this item serves instead
   */
  intents(item?: string): Promise<Interest[]>
  /** Deletes history and a granted consent on this device. Keeps the pack, which is equal for everybody. */
  forget(): Promise<void>
  report(): Promise<Report>
  /** Calls the listener after each change that may change recommendations. @returns unsubscribes */
  subscribe(listener: () => void): () => void
  dispose(): Promise<void>
}
