import { type ItemFacts, parseRules, type Rules } from '@tacit-rec/pack'
import type { Recommender } from '../calls.ts'
import { readOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import { formatPrice } from '../price.ts'
import { recommenderOver } from '../recommender.ts'
import { openSession } from '../session.ts'
import type {
  Explained,
  ImportedEvent,
  ListOptions,
  Recommendation,
  Recommendations,
  RecommenderEvents,
  RecommenderOptions,
  RecommendOptions,
  Report,
  SearchResults,
  Understanding,
} from '../types.ts'
import { memoryCache, memoryJournal, memoryStorage, memoryStore } from './memory.ts'
import { packOf } from './pack.ts'

const EDGE = 'https://double.invalid'
const BASE = `${EDGE}/v1/c/default`
const DEFAULT_LIMIT = 10
const DEFAULT_ITEMS = Array.from({ length: 12 }, (_, n) => ({
  id: `item-${n + 1}`,
  title: `Item ${n + 1}`,
  categories: [n % 2 ? 'Even' : 'Odd'],
  price: n + 1,
}))

/** The calls that return lists. */
type ListCall = 'recommend' | 'similar' | 'popular' | 'recent' | 'onboarding' | 'search'
const LISTS: readonly ListCall[] = [
  'recommend',
  'similar',
  'popular',
  'recent',
  'onboarding',
  'search',
]

/** The ids of a list in their order, or why there is none: a code of docs/codes.md. */
export type ListReply = readonly string[] | { code: string; reason?: string }

/** What a test can tell the double to answer, by call. */
export type Replies = Record<ListCall, ListReply> & {
  explain: Explained
  understand: Understanding
  experiment: string | null
  report: Report
}

export interface Call {
  /** Such as `recommend`, `track` or `consent.set`. */
  name: string
  args: readonly unknown[]
}

export interface TestOptions
  extends Pick<
    RecommenderOptions,
    'consent' | 'user' | 'locale' | 'currency' | 'experiments' | 'hydrate' | 'debug'
  > {
  /** The catalogue, most popular first: facts, or ids. Default: `item-1` to `item-12`. */
  items?: readonly (ItemFacts | string)[]
  /** What the person did before. */
  history?: readonly ImportedEvent[]
  /** Rules of the pack by placement. */
  rules?: Rules
}

/** A recommender for a site's own tests. */
export interface TestRecommender extends Recommender {
  /** Every call so far, in order. */
  readonly calls: readonly Call[]
  /** Decides what a call answers from now on, and tells elements to ask again; null: as before. */
  answer<C extends keyof Replies>(call: C, reply: Replies[C] | null): void
  /** Calls the listeners of an event, such as `update` or `error`. */
  emit<E extends keyof RecommenderEvents>(event: E, detail: RecommenderEvents[E]): void
}

/**
 * A double of the recommender: the real SDK over a pack in memory. It sends nothing and stores
 * nothing, in browsers and in Node, and gives the same shapes and codes. Without an `answer`, items of
 * the categories that the history has come first, then the catalogue's order.
 *
 * @example
 * const tacit = createTestRecommender({ items: ['mug', 'cup', 'lamp'], consent: 'granted' })
 * tacit.answer('recommend', ['lamp', 'mug'])
 * const { items } = await tacit.recommend()
 */
export function createTestRecommender(options: TestOptions = {}): TestRecommender {
  const { items = DEFAULT_ITEMS, history = [], rules, ...rest } = options
  const catalogue = items.map((item) => (typeof item === 'string' ? { id: item } : item))
  const settings = readOptions({ ...rest, edge: EDGE, engine: 'instant', cache: 'session' }, EDGE)
  const session = openSession(settings, platformOf(catalogue, rules))
  const real = recommenderOver(session)
  const calls: Call[] = []
  const replies: Partial<Replies> = {}
  const facts = new Map(catalogue.map((item) => [item.id, item]))
  if (history.length > 0) void real.history.import(history)

  function itemOf(id: string, isFallback: boolean): Recommendation {
    // As in the SDK: without a pack there are no facts.
    const own: ItemFacts = (!isFallback && facts.get(id)) || { id }
    const { locale, currency } = settings.config
    const price = formatPrice(own.price, own.currency ?? currency, locale)
    const reason = { kind: 'fallback', text: 'Chosen by this site', weight: 0 } as const
    return { id, score: 0, facts: { ...own }, reason, ...(price !== null && { price }) }
  }

  /** A list as the test wants it, in the shape of the real one. */
  function told<L extends Recommendations>(list: L, reply: ListReply, given: ListOptions): L {
    if (list.code === 'sdk/aborted' || list.code === 'sdk/disposed') return list
    const { limit = DEFAULT_LIMIT, exclude = [] } = given
    const pageOf = (ids: readonly string[], more: object): L => {
      const own = ids.filter((id) => !exclude.includes(id))
      const page = {
        ...list,
        ...more,
        items: own.slice(0, limit).map((id) => itemOf(id, isProblem(reply))),
        ...('total' in list && { total: own.length }),
      }
      return { ...page, next: async () => pageOf(own.slice(limit), more) }
    }
    if (isProblem(reply)) {
      const { fallback = [], min = limit } = given as RecommendOptions
      const { code, reason = code } = reply
      const more = { source: 'fallback', code, reason, engine: 'none' }
      return pageOf([fallback].flat().slice(0, min), more)
    }
    const ok = { source: 'model', code: 'ok', reason: undefined, engine: 'instant' }
    return pageOf(reply, ok)
  }

  async function run(name: string, args: unknown[], work: () => unknown): Promise<unknown> {
    const reply = replies[name as keyof Replies]
    if (reply === undefined) return work()
    if (!LISTS.includes(name as ListCall)) return reply
    const withInput = name === 'similar' || name === 'search'
    const list = (await work()) as Recommendations | SearchResults
    return told(list, reply as ListReply, (args[withInput ? 1 : 0] ?? {}) as ListOptions)
  }

  /** The same object, whose calls are kept. */
  function recorded<T extends object>(owner: T, prefix = ''): T {
    const own = Object.getOwnPropertyDescriptors(owner)
    for (const [name, property] of Object.entries<PropertyDescriptor>(own)) {
      const { value } = property
      if (typeof value === 'function')
        property.value = (...args: unknown[]) => {
          calls.push({ name: prefix + name, args })
          const work = () => value(...args)
          return prefix === '' && name in REPLIES ? run(name, args, work) : work()
        }
      else if (typeof value === 'object' && value && !(value instanceof Promise))
        property.value = recorded(value, `${name}.`)
    }
    return Object.defineProperties({}, own) as T
  }

  return Object.assign(recorded(real), {
    calls,
    answer<C extends keyof Replies>(call: C, reply: Replies[C] | null) {
      if (reply === null) delete replies[call]
      else Object.assign(replies, { [call]: reply })
      session.emit('change', {})
    },
    emit: session.emit,
  })
}

const REPLIES: Record<keyof Replies, true> = {
  ...{
    recommend: true,
    similar: true,
    popular: true,
    recent: true,
    onboarding: true,
    search: true,
  },
  ...{ explain: true, understand: true, experiment: true, report: true },
}

function isProblem(reply: ListReply): reply is Exclude<ListReply, readonly string[]> {
  return !Array.isArray(reply)
}

/** A browser without network and disk. */
function platformOf(items: readonly ItemFacts[], rules: Rules | undefined): Platform {
  const store = memoryStore()
  const storage = memoryStorage()
  const pack = packOf(items, rules === undefined ? null : parseRules(rules))
  // Told by the answers: the items may have an id twice.
  pack.catch(() => {})
  return {
    async fetch(url) {
      const { manifest, files } = await pack
      const body =
        url === `${BASE}/manifest`
          ? new TextEncoder().encode(JSON.stringify(manifest))
          : files.get(url.slice(`${BASE}/files/`.length))
      return body ? new Response(body.slice()) : new Response(null, { status: 404 })
    },
    openCache: async () => memoryCache(),
    openStore: () => store,
    openJournal: memoryJournal,
    deviceStorage: () => storage,
    openChannel: () => null,
    createWorker: () => null,
    sight: { isVisible: () => true, watch: () => () => {} },
    onPage: () => () => {},
    whenIdle: () => {},
  }
}
