import type { ItemFacts } from '@tacit-rec/pack'

/** Whether a person agreed that this site remembers, on their device, what they looked at. */
export type Consent = 'pending' | 'granted' | 'denied'

/** Something a person did, as the device keeps it. */
export interface HistoryEvent {
  kind: string
  /** The catalogue's id of the item. */
  item: string
  /** Milliseconds since 1970. */
  time: number
}

/** What the catalogue says of an item; fields that are unknown are absent. */
export type Facts = ItemFacts

/** Why an item is shown: the largest part of its score. */
export interface Reason {
  kind: 'event' | 'intent' | 'popular'
  /** Ready to be shown, in English. */
  text: string
  /** kind `event`: the item that was looked at. */
  item?: string
  /** kind `intent`: the prototype's id. */
  prototype?: string
  /** The item's title or the intent's name. */
  label?: string
  /** What this part adds to the score. */
  weight: number
}

export interface Recommendation {
  id: string
  score: number
  facts: Facts
  reason: Reason
}

/** Who ranked. */
export type EngineName = 'ort-webgpu' | 'ort-wasm' | 'instant' | 'none'

export interface Recommendations {
  items: Recommendation[]
  /**
   * `model`: ranked for this history · `popular`: there is no history · `cache`: ranked, with a pack
   * kept from before because the edge could not be reached · `fallback`: nothing could be ranked.
   */
  source: 'model' | 'popular' | 'cache' | 'fallback'
  /** Why it is not `model`. */
  reason?: string
  engine: EngineName
  /** Encode, score and sort. */
  milliseconds: number
  /** The pack's sequence. */
  sequence: number | null
  /** True where the pack has expired or could not be looked up. */
  stale: boolean
}

export interface RecommendOptions {
  /** 10 unless given. */
  limit?: number
  /** A category, or the path to one. */
  category?: string
  /** Ids that are not wanted. */
  exclude?: readonly string[]
  filter?: (facts: Facts) => boolean
  /** Also items that the history holds. */
  includeSeen?: boolean
  signal?: AbortSignal
}

export interface RecommenderOptions {
  /** Address of the edge. */
  edge: string
  /** `default` unless given. */
  catalogue?: string
  /** `auto`: instant until ONNX Runtime is warm, then the faster of the two. */
  engine?: 'auto' | 'instant' | 'ort'
  /** `pending` unless given; an earlier `granted` on this device is remembered. */
  consent?: Consent
  /** Folder of the SDK's own files; where this script came from unless given. */
  assets?: string
  /** `real`: WebGPU on a real adapter only · `any`: software too (tests) · `off`. */
  webgpu?: 'real' | 'any' | 'off'
}

/** What is running and what is kept, in words for a person. */
export interface Report {
  engine: EngineName
  /** The WebGPU adapter, or why there is none. */
  adapter: string
  /** Median milliseconds of each engine that was measured on this device. */
  timings: Partial<Record<EngineName, number>>
  consent: Consent
  /** What is stored on this device, and where. */
  stored: string[]
  /** What is ever requested. None of it depends on what a person did. */
  requests: string[]
}

/** Ranks on the device. Nothing that it is asked ever throws into the page. */
export interface Recommender {
  /** Settles, without failing, when the pack is there or could not be had. */
  readonly ready: Promise<void>
  consent(): Consent
  setConsent(consent: Consent): Promise<void>
  /** @param kind such as `view`, `cart`, `purchase` @param time milliseconds; now unless given */
  track(kind: string, item: string, options?: { time?: number }): Promise<void>
  recommend(options?: RecommendOptions): Promise<Recommendations>
  similar(
    item: string,
    options?: { limit?: number; signal?: AbortSignal },
  ): Promise<Recommendations>
  popular(options?: {
    limit?: number
    category?: string
    signal?: AbortSignal
  }): Promise<Recommendations>
  /** Every item's facts. */
  catalogue(): Promise<{ items: Facts[] }>
  history(): Promise<HistoryEvent[]>
  /**
   * The person's interests by name, strongest first; weights sum to 1.
   *
   * @param item of the catalogue: instead what it is for
   */
  intents(
    item?: string,
  ): Promise<{ id: string; label: string; keywords: string[]; weight: number }[]>
  /** Everything that is known, as one JSON object. */
  export(): Promise<object>
  /** Deletes history and consent on this device; packs stay, they are the same for everybody. */
  forget(): Promise<void>
  report(): Promise<Report>
  /** Called after anything that changes what `recommend` would give. */
  subscribe(listener: () => void): () => void
  dispose(): Promise<void>
}
