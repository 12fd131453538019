import type { Condition, ItemFacts, Rule } from '@tacit-rec/pack'

export type { Understanding } from '@tacit-rec/engine'

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
export type Purpose = 'personalize' | 'contribute'

/** What a page that offers contributions says of the second party (docs/private-learning.md). */
export interface ContributeOptions {
  /** URL of the randomness server, which another party runs. */
  url: string
  /** Its long-term public key: `ed25519:…`. */
  key: string
}

/** What would be contributed next. */
export interface ContributionPreview {
  /** Host of the second party: it sees an address and a time, and no content. */
  server: string
  /** The very pairs that would go, in words. */
  pairs: { i: string; j: string; text: string }[]
  /** Whether this device gives one bit instead: if the list had what was met last; true with probability .88. */
  measures: boolean
  /** Pairs that went and are still in the history; nobody can call them back. */
  given: number
  /** Whether this device has given in the epoch that is open. */
  isGivenThisEpoch: boolean
  /** The signed terms; null before a yes, since asking for them shows the address. */
  parameters: {
    epoch: number
    /** When the epoch ends, in ms since 1970. */
    closes: number
    /** k: how many devices must give a pair before it can be read. */
    threshold: number
    /** p: the probability with which a part of a pair is given. */
    sample: number
    /** m: pairs a device and epoch. */
    pairs: number
    /** ε of an epoch and of 13, at δ = 10⁻⁶; null: k is a threshold and nothing more. */
    leak: { epoch: number; quarter: number } | null
  } | null
}

/** What this device keeps of contributing. */
export interface ContributionRecord {
  consent: Consent
  given: readonly (readonly [i: string, j: string])[]
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

/** The catalogue's facts about an item. Unknown fields are absent. */
export type Facts = ItemFacts

/** Why an item is listed: the largest part of its score. */
export interface Reason {
  /** `fallback`: the site named the item itself · `explore`: chance put it there. */
  kind: 'event' | 'intent' | 'query' | 'popular' | 'fallback' | 'explore'
  /** A sentence in the language of `locale`, ready to show. */
  text: string
  /** Kind `event`: id of the item that the event was on. */
  item?: string
  /** Kind `event`: what the person did, such as `purchase`; absent for what is only similar. */
  event?: string
  /** Kind `intent`: id of the prototype. */
  prototype?: string
  /** Kind `query`: what was typed. */
  query?: string
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
  /** The price as people read it, in the catalogue's currency; absent without price or currency. */
  price?: string
  /** The rule that pinned it or gave it a slot: its name, or its place such as `home[2]`. */
  rule?: string
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
  /**
   * Of `recommend`: the probability that the person's next item is among the ten best by their history, for
   * a shelf that shows only where it is likely to help. Absent without a history, and for packs that
   * were not calibrated.
   */
  confidence?: number
}

/** How many of the items that a search found have each value of a column. */
export interface Facet {
  /** `category`, `availability`, or a column of the catalogue. */
  name: string
  /** Most frequent first, max 20. */
  values: { value: string; count: number }[]
}

/** A listing of what a query found. */
export interface SearchResults extends Recommendations {
  /** As it was typed. */
  query: string
  /** Number of items that match about as well as the best one; `filter` is not applied. */
  total: number
  /** Of these items; empty unless asked for. */
  facets: Facet[]
  next(): Promise<SearchResults>
}

/** How an order is varied: docs/rules.md#diversity. */
export interface Diversity {
  /** λ, 0…1. */
  amount: number
  /** `items` (default): similar items apart · `intents`: in the shares of the person's intents. */
  by?: 'items' | 'intents'
}

/** The site's own objects in a new order. */
export interface Ranked<T> extends Origin {
  id: string
  placement: string | null
  items: T[]
}

/** The terms of one score: base + prior + Σ intents + Σ events + Σ queries + tastes. */
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
  /** By past query that contributes. */
  queries: { query: string; weight: number }[]
  /** By muted and boosted interests. */
  tastes: number
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
  /** What must be true of the items: a condition (docs/rules.md#conditions). */
  filter?: Condition | ((facts: Facts) => boolean)
  /** Rules for this call, beside those that the pack has for the placement: docs/rules.md. */
  rules?: readonly Rule[]
  /** Share of variety in the order, 0…1: default 0, or what rules say. */
  diversity?: number | Diversity
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
  /**
   * Share of the places for items by chance, 0…1: default 0, or what rules say. The same ones all
   * day on one device.
   */
  explore?: number
  /**
   * Items from the history: by default after all others, coming back with time, what was bought
   * last; true: where their score puts them; false: never. Disliked ones are never listed.
   */
  includeSeen?: boolean
}

export interface SearchOptions extends ListOptions {
  /** Facets to count, by name; true: every one that parts the results. */
  facets?: readonly string[] | boolean
}

export interface UnderstandOptions {
  /** Earlier queries of the same search, oldest first; the last 10 count. */
  turns?: readonly string[]
  signal?: AbortSignal
}

export interface RankOptions<T> {
  /** The field that holds an item's id, or a function that gives it; default `id`. */
  id?: keyof T | ((item: T) => unknown)
  /** Share of the person's order, 0…1, default 1; the rest keeps the given order. */
  weight?: number
  /** What the visitor typed: orders by how well it is covered, too. */
  query?: string
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
  /** Folder of the SDK's files; default: where this script is, or where a bundler put them. */
  assets?: string | URL
  /** `real` (default): WebGPU on real adapters only · `any`: on software too, for tests · `off`. */
  webgpu?: 'real' | 'any' | 'off'
  /** `persistent` (default): the pack, equal for everybody, is kept · `session`: in memory only. */
  cache?: 'session' | 'persistent'
  /** Max milliseconds to wait for a sign of life of anything; default 2000. */
  timeout?: number
  /**
   * Language of reasons, as BCP 47, and of facts: where the catalogue has `title_de`, it stands for
   * `title`. Default: the page's `<html lang>`, else English reasons, and facts as they are.
   */
  locale?: string
  /** Currency of prices that the catalogue names none of. Prices are never converted. */
  currency?: string
  /** Live facts of what is about to be shown. It tells your server what is on the shelf. */
  hydrate?: Hydrate
  /** Experiments on lists; devices are assigned after consent. */
  experiments?: readonly Experiment[]
  /**
   * Public keys, as `tacit keys list` prints them: only packs that one of them has signed rank.
   * Default: none, and the edge is trusted.
   */
  keys?: readonly string[]
  /** Whether an expired pack ranks, marked `stale`, where there is no other; default `rank`. */
  expired?: 'rank' | 'refuse'
  /**
   * Offers visitors to contribute pairs of items that only many devices together make readable. Nothing
   * is given before `consent.set('granted', 'contribute')`. Default: not offered.
   */
  contribute?: ContributeOptions
  /** Warns on the console about the SDK's files, the edge, and unknown options of lists and ids. */
  debug?: boolean
}

/**
 * Gives live facts, such as `{ id, price, availability }`, of items that are about to be shown.
 * Whatever it does not answer within the `timeout` stays as the pack says.
 */
export type Hydrate = (
  ids: string[],
  about: { placement: string | null; signal: AbortSignal },
) => Promise<Partial<Facts>[]> | Partial<Facts>[]

/** A comparison of ways to make lists. */
export interface Experiment {
  name: string
  /** Only `recommend` with this placement; default: with any. */
  placement?: string
  /** Share of devices that get popular items instead, as the measure of all personalization. */
  holdout?: number
  /** A device gets one of them for good, by share (default: equal). */
  arms: { name: string; share?: number; options?: ExperimentOptions }[]
}

/** What an arm changes; it overrides the call's own options. */
export type ExperimentOptions = Pick<
  RecommendOptions,
  'diversity' | 'explore' | 'rules' | 'includeSeen'
>

/** What this device counted in the arm that it is in. */
export interface ExperimentCounts {
  experiment: string
  arm: string
  /** `exposures`, `impressions`, `clicks`, `purchases`, `purchase value` and so on. */
  counts: Record<string, number>
}

/** An item of a listing that was shown or clicked. */
export interface Shown {
  item: string
  /** Null if it was in no listing of this page. */
  listing: string | null
  placement: string | null
  /** From 0, over all pages of the listing. */
  position: number | null
  /** Arms of the listing, by experiment. */
  experiments: Record<string, string>
}

/** What `on` tells, by name. */
export interface RecommenderEvents {
  /** A pack is there that was not, or a newer one ranks from now on. */
  update: { sequence: number | null; code: string }
  /** The history or the consent changed, so a ranking may. */
  change: Record<string, never>
  /** Another engine ranks from now on. */
  engine: { engine: EngineName; adapter: string }
  /** A listing was made in an experiment. Nothing here names the person or the device. */
  exposure: { experiment: string; arm: string; listing: string; placement: string | null }
  /** `track('impression', …)` was called. */
  impression: Shown
  /** `track('click', …)` was called. */
  click: Shown
  /** Something failed that no answer tells. */
  error: { code: string; message: string }
}

/** What a person said of their interests, by id. */
export type Tastes = Readonly<Record<string, 'mute' | 'boost'>>

/** A person's interest: a named prototype of the pack. */
export interface Interest {
  /** The prototype's id. */
  id: string
  label: string
  keywords: string[]
  /** Share of all interests, 0…1. */
  weight: number
  /** What the person said of it; absent if nothing. */
  taste?: 'mute' | 'boost'
}

/** Everything that the SDK knows about a person. */
export interface ExportedHistory {
  edge: string
  catalogue: string
  /** ISO time of the export. */
  exported: string
  consent: Consent
  events: readonly HistoryEvent[]
  /** Muted and boosted interests, by id. */
  tastes: Tastes
  /** Only where the page offers it. */
  contribution?: ContributionRecord
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
