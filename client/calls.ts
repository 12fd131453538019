import type { Understanding } from '@tacit-rec/engine'
import type {
  Consent,
  ContributionPreview,
  EventDetails,
  ExperimentCounts,
  Explained,
  ExportedHistory,
  Facts,
  HistoryEvent,
  ImportedEvent,
  Interest,
  ListOptions,
  Purpose,
  Ranked,
  RankOptions,
  Recommendations,
  RecommenderEvents,
  RecommendOptions,
  Report,
  SearchOptions,
  SearchResults,
  UnderstandOptions,
} from './types.ts'

export interface ConsentControl {
  /** `pending` until what is stored was read. */
  readonly status: Consent
  /**
   * Resolves once what is stored was read. Never rejects.
   *
   * @example
   * if ((await tacit.consent.ready) === 'pending') console.log('show the banner')
   */
  readonly ready: Promise<Consent>
  /**
   * The person's own answer. `granted` stores the history on this device; `denied` deletes it, and is
   * remembered; `pending` stops to store. For `contribute`, which needs a yes to that, `granted` lets the
   * device give pairs of items; every other answer deletes what it kept for them. Any other value warns
   * and counts as `pending`.
   *
   * @example
   * await tacit.consent.set('denied')
   * console.log(tacit.consent.status) // denied
   */
  set(state: Consent, purpose?: Purpose): Promise<void>
}

export interface HistoryControl {
  /**
   * The person's events by time, oldest first.
   *
   * @example
   * tacit.track('view', 'item-7')
   * const events = await tacit.history.list()
   * console.log(events.map(({ kind, item }) => `${kind} ${item}`)) // [ 'view item-7' ]
   */
  list(): Promise<HistoryEvent[]>
  /**
   * Removes the events on an item, or those that a function accepts.
   *
   * @example
   * tacit.track('view', 'item-7')
   * tacit.track('cart', 'item-3')
   * await tacit.history.remove('item-7')
   * await tacit.history.remove(({ kind }) => kind === 'cart')
   * console.log(await tacit.history.list()) // []
   */
  remove(which: string | ((event: HistoryEvent) => boolean)): Promise<void>
  /**
   * Removes all events and keeps the consent.
   *
   * @example
   * tacit.track('view', 'item-7')
   * await tacit.history.clear()
   * console.log(await tacit.history.list(), tacit.consent.status) // [] granted
   */
  clear(): Promise<void>
  /**
   * Adds events, such as a server's orders, in any order. One that is there already is not added.
   *
   * @returns how many were new
   * @example
   * const order = { kind: 'purchase', item: 'item-3', at: '2026-11-01T10:00:00Z', quantity: 2 }
   * console.log(await tacit.history.import([order])) // 1
   * console.log(await tacit.history.import([order])) // 0
   */
  import(events: readonly ImportedEvent[] | { events: readonly ImportedEvent[] }): Promise<number>
  /**
   * Everything that the SDK knows about the person, as a JSON object.
   *
   * @example
   * tacit.track('view', 'item-7')
   * const { consent, events } = await tacit.history.export()
   * console.log(consent, events.length) // granted 1
   */
  export(): Promise<ExportedHistory>
}

/** Contributing pairs of items: off unless the page offers it and the person says yes. */
export interface ContributionControl {
  /**
   * Whether the page offers it.
   *
   * @example
   * console.log(tacit.contribution.isOffered) // false
   */
  readonly isOffered: boolean
  /**
   * The person's answer; `pending` until what is stored was read.
   *
   * @example
   * console.log(tacit.contribution.status) // pending
   */
  readonly status: Consent
  /**
   * What would go next. Before a yes it asks no server.
   *
   * @example
   * const { pairs, parameters } = await tacit.contribution.preview()
   * console.log(pairs, parameters) // [] null
   */
  preview(): Promise<ContributionPreview>
}

/** A person's say in their interests. Stored with the history, under the same consent. */
export interface IntentControl {
  /**
   * The person's interests, strongest first; weights sum to 1. Muted and boosted ones are always in
   * it.
   *
   * @param item id in the catalogue: returns the interests that this item serves instead
   * @example
   * console.log(await tacit.intents.list()) // []
   * const [first] = await tacit.intents.list('item-7')
   * console.log(first.label, first.weight <= 1) // Prototype 2 true
   */
  list(item?: string): Promise<Interest[]>
  /**
   * Ranks items of an interest lower from now on.
   *
   * @param id of {@link Interest}
   * @example
   * const [{ id }] = await tacit.intents.list('item-7')
   * await tacit.intents.mute(id)
   * console.log((await tacit.intents.list()).find((one) => one.id === id).taste) // mute
   */
  mute(id: string): Promise<void>
  /**
   * Ranks items of an interest higher from now on.
   *
   * @param id of {@link Interest}
   * @example
   * const [{ id }] = await tacit.intents.list('item-7')
   * await tacit.intents.boost(id)
   * console.log((await tacit.intents.list()).find((one) => one.id === id).taste) // boost
   */
  boost(id: string): Promise<void>
  /**
   * Takes back `mute` and `boost`.
   *
   * @param id of one interest; default: all
   * @example
   * const [{ id }] = await tacit.intents.list('item-7')
   * await tacit.intents.mute(id)
   * await tacit.intents.reset(id)
   * console.log(await tacit.intents.list()) // []
   */
  reset(id?: string): Promise<void>
}

/** Ranks on the device. No method throws into the page. */
export interface Recommender {
  /**
   * Resolves once the pack is open or has failed to open. Never rejects.
   *
   * @example
   * await tacit.ready
   * console.log((await tacit.recommend()).code) // history/none
   */
  readonly ready: Promise<void>
  /**
   * The option `locale`, which elements speak, too; null if it was not given.
   *
   * @example
   * const tacit = createRecommender({ edge: 'https://edge.example', locale: 'de-at' })
   * console.log(tacit.locale) // de-AT
   */
  readonly locale: string | null
  readonly consent: ConsentControl
  readonly history: HistoryControl
  /**
   * Adds an event to the history. Its transaction begins in this call, so a navigation may follow.
   *
   * @param kind such as `view`, `cart`, `purchase`, `save`, `dislike`, or another name of one, such
   *   as `add_to_cart`. `remove_from_cart`, `unsave` and `refund` undo. One that means none of
   *   Tacit's kinds, nor one that the pack was trained with, warns and is ignored.
   * @param item id in the catalogue; of kind `query`: what the visitor typed
   * @example
   * tacit.track('view', 'item-7')
   * tacit.track('add_to_cart', 'item-7', { value: 39.9, quantity: 2 })
   */
  track(kind: string, item: string, details?: EventDetails): void
  /**
   * Tracks what a GA4 data layer says, from its start and from now on.
   *
   * @returns stops that
   * @example
   * const dataLayer = [{ event: 'view_item', ecommerce: { items: [{ item_id: 'item-7' }] } }]
   * const stop = tacit.listen(dataLayer)
   */
  listen(dataLayer: unknown[]): () => void
  /**
   * Ranks the catalogue for the person.
   *
   * @example
   * tacit.track('view', 'item-7') // a green lamp
   * const { items } = await tacit.recommend({ limit: 3 })
   * console.log(items[0].facts.title) // red lamp
   * console.log(items[0].reason.text) // Because you viewed green lamp
   */
  recommend(options?: RecommendOptions): Promise<Recommendations>
  /**
   * The site's own objects, such as search results, in the person's order. Objects whose id the
   * catalogue does not have keep their places. An error keeps the given order.
   *
   * @example
   * tacit.track('view', 'item-7')
   * const own = [{ sku: 'item-0' }, { sku: 'item-2' }, { sku: 'unknown' }]
   * const { items } = await tacit.rank(own, { id: 'sku' })
   * console.log(items.map(({ sku }) => sku)) // [ 'item-2', 'item-0', 'unknown' ]
   */
  rank<T>(items: readonly T[], options?: RankOptions<T>): Promise<Ranked<T>>
  /**
   * What a query finds in the catalogue, on this device: typed in part, misspelled, in any language
   * and script. Not stored; to let it count later, `track('query', text)`.
   *
   * @example
   * const { items, total } = await tacit.search('green sandls', { limit: 1 })
   * console.log(items[0].facts.title) // green sandals
   */
  search(query: string, options?: SearchOptions): Promise<SearchResults>
  /**
   * What a query asks for, by the catalogue's own columns and by rules for prices, negation and acts,
   * on this device. An error or unknown words understand nothing.
   *
   * @param options.turns earlier queries of the same search, oldest first
   * @example
   * const { slots } = await tacit.understand('sandals under 50')
   * console.log(slots.map(({ name }) => name)) // [ 'category', 'price_max' ]
   */
  understand(query: string, options?: UnderstandOptions): Promise<Understanding>
  /**
   * The items similar to one item or to several, without disliked ones.
   *
   * @example
   * const { items } = await tacit.similar('item-7', { limit: 2 })
   * console.log(items[0].reason.text) // Like green lamp
   */
  similar(items: string | readonly string[], options?: ListOptions): Promise<Recommendations>
  /**
   * The popular items, without what the person dislikes or has bought.
   *
   * @example
   * const { items } = await tacit.popular({ limit: 3 })
   * console.log(items.map(({ reason }) => reason.text)[0]) // Popular here
   */
  popular(options?: ListOptions): Promise<Recommendations>
  /**
   * Popular items that differ from one another and that the person has not met: ask a new visitor
   * which ones they like.
   *
   * @example
   * const { items } = await tacit.onboarding({ limit: 8 })
   * tacit.track('save', items[0].id)
   */
  onboarding(options?: ListOptions): Promise<Recommendations>
  /**
   * The items that the person met last, newest first.
   *
   * @example
   * tacit.track('view', 'item-7')
   * const { items } = await tacit.recent()
   * console.log(items[0].reason.text) // You viewed green lamp
   */
  recent(options?: ListOptions): Promise<Recommendations>
  /**
   * Why an item has its score for this person.
   *
   * @example
   * tacit.track('view', 'item-7')
   * const { score, events } = await tacit.explain('item-12')
   * console.log(events[0].item, events[0].weight > 0) // item-7 true
   */
  explain(item: string): Promise<Explained>
  /**
   * The facts of every item, also of unlisted ones, which have a fact `unlisted`.
   *
   * @example
   * const { items } = await tacit.catalogue()
   * console.log(items.length, items[0].title) // 20 red boots
   */
  catalogue(): Promise<{ items: Facts[] }>
  readonly intents: IntentControl
  readonly contribution: ContributionControl
  /**
   * Deletes history, muted interests and a granted consent on this device. Keeps the pack, which is
   * equal for everybody.
   *
   * @example
   * tacit.track('view', 'item-7')
   * await tacit.forget()
   * console.log(await tacit.history.list(), tacit.consent.status) // [] pending
   */
  forget(): Promise<void>
  /**
   * What runs, what is stored, and every address that the SDK may request.
   *
   * @example
   * const { engine, stored, requests } = await tacit.report()
   * console.log(stored[0]) // history: 0 events, in IndexedDB
   */
  report(): Promise<Report>
  /**
   * This device's arm in an experiment; null before consent, or for an unknown name.
   *
   * @example
   * const experiments = [{ name: 'variety', arms: [{ name: 'on', options: { diversity: 0.3 } }] }]
   * const tacit = createRecommender({ edge: 'https://edge.example', consent: 'granted', experiments })
   * console.log(await tacit.experiment('variety')) // on
   */
  experiment(name: string): Promise<string | null>
  /**
   * What this device counted in its arms. It is never sent: hand it to your own analytics.
   *
   * @example
   * const experiments = [{ name: 'variety', arms: [{ name: 'on' }] }]
   * const tacit = createRecommender({ edge: 'https://edge.example', consent: 'granted', experiments })
   * await tacit.recommend()
   * console.log((await tacit.experiments())[0].counts.exposures) // 1
   */
  experiments(): Promise<ExperimentCounts[]>
  /**
   * Calls the listener after each event of a name.
   *
   * @returns stops that
   * @example
   * const stop = tacit.on('change', () => console.log('rank again'))
   * tacit.track('view', 'item-7')
   * stop()
   */
  on<E extends keyof RecommenderEvents>(
    event: E,
    listener: (detail: RecommenderEvents[E]) => void,
  ): () => void
  /**
   * Ends everything; calls that wait are answered with the code `sdk/disposed`.
   *
   * @example
   * await tacit.dispose()
   * console.log((await tacit.recommend()).code) // sdk/disposed
   */
  dispose(): Promise<void>
}
