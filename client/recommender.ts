import type { EncodedEvent } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import type * as Core from './core.ts'
import { type Engines, startEngines } from './engines.ts'
import { type History, openHistory } from './history.ts'
import { type Opened, openCurrent } from './packs.ts'
import { placeOf } from './places.ts'
import type {
  EngineName,
  HistoryEvent,
  Recommendation,
  Recommendations,
  Recommender,
  RecommenderOptions,
  RecommendOptions,
} from './types.ts'

const DAY = 86_400_000

/** What is there once the pack has arrived. */
interface Ready extends Opened {
  core: typeof Core
  engines: Engines
}

/**
 * Recommendations that are made on this device. Touches nothing before it is called.
 *
 * @example
 * const tacit = createRecommender({ edge: 'https://edge.example', consent: 'granted' })
 * await tacit.track('view', 'le-guin-the-dispossessed')
 * const { items } = await tacit.recommend({ limit: 5 })
 */
export function createRecommender(options: RecommenderOptions): Recommender {
  const { catalogue = 'default', engine = 'auto', consent = 'pending', webgpu = 'real' } = options
  const base = `${options.edge.replace(/\/+$/, '')}/v1/c/${catalogue}`
  const assets = options.assets ?? new URL('./', import.meta.url).href
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of [...listeners]) quietly(listener)
  }
  const history: History = openHistory(`tacit ${base}`, consent, changed)
  let failure = ''
  const loading: Promise<Ready | null> = load().catch((error: unknown) => {
    failure = error instanceof Error ? error.message : String(error)
    return null
  })

  async function load(): Promise<Ready> {
    const core = await import('./core.ts')
    const opened = await openCurrent(core, base)
    const engines = await startEngines(core, opened.pack, { engine, assets, webgpu }, changed)
    return { ...opened, core, engines }
  }

  function encoded({ pack }: Ready, events: readonly HistoryEvent[]): EncodedEvent[] {
    const newest = events.reduce((time, event) => Math.max(time, event.time), 0)
    const kinds = pack.manifest.kinds.map(({ name }) => name)
    return events.flatMap(({ item, kind, time }) => {
      const place = placeOf(pack, item)
      // An item that the catalogue has dropped says nothing any more.
      if (place === undefined) return []
      const age = (newest - time) / DAY
      return [{ item: place, kind: Math.max(0, kinds.indexOf(kind)), age }]
    })
  }

  /** Whatever goes wrong, the page gets an answer. */
  async function answered(
    work: (ready: Ready) => Promise<Omit<Recommendations, 'milliseconds' | 'sequence' | 'stale'>>,
    signal?: AbortSignal,
  ): Promise<Recommendations> {
    const ready = await loading
    const began = performance.now()
    const sequence = ready?.pack.manifest.sequence ?? null
    const stale = ready?.fromCache ?? false
    try {
      if (!ready) throw new Error(failure)
      signal?.throwIfAborted()
      const result = await work(ready)
      signal?.throwIfAborted()
      return { ...result, milliseconds: performance.now() - began, sequence, stale }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const milliseconds = performance.now() - began
      const nothing = { source: 'fallback', engine: 'none' } as const
      return { items: [], ...nothing, reason, milliseconds, sequence, stale }
    }
  }

  /** Encodes and scores with the current engine; where that fails, with the instant one. */
  async function score({ core, pack, engines }: Ready, events: EncodedEvent[]) {
    const run = async () => {
      const { engine, name } = engines.current()
      const intents = await engine.encode(events)
      return { name, intents, scores: await engine.score(intents, events) }
    }
    let outcome: Awaited<ReturnType<typeof run>>
    try {
      outcome = await run()
    } catch (error) {
      engines.failed(error)
      outcome = await run()
    }
    const { name, intents, scores } = outcome
    const explain = core.explainer(pack, intents, events)
    return { name, intents, scores, explain, named: core.nearestPrototypes(pack, intents, 8) }
  }

  async function rank(ready: Ready, options: RecommendOptions) {
    const { core, pack, fromCache, reason } = ready
    const events = encoded(ready, await history.events())
    const unwanted = unwantedItems(ready, options, events)
    const limit = options.limit ?? 10
    if (events.length === 0) {
      const items = popularItems(ready, limit, (item) => !unwanted(item))
      return {
        items,
        source: 'popular' as const,
        reason: 'no history yet',
        engine: 'none' as const,
      }
    }
    const { name, scores, explain, named } = await score(ready, events)
    const items = core.topK(scores, limit, unwanted).map(({ item, score }) => ({
      id: pack.catalogue.ids[item],
      score,
      facts: core.factsOf(pack.catalogue, item),
      reason: core.reasonOf(pack, events, explain(item), named, item),
    }))
    const source = fromCache ? ('cache' as const) : ('model' as const)
    return { items, source, reason, engine: name }
  }

  return {
    ready: Promise.all([loading, history.events()]).then(() => undefined),
    consent: () => history.consent,
    setConsent: (next) => quietly(() => history.setConsent(next).then(changed)),
    track: (kind, item, { time = Date.now() } = {}) =>
      quietly(async () => {
        await history.add({ kind: String(kind), item: String(item), time })
        changed()
      }),
    recommend: (wanted = {}) => answered((ready) => rank(ready, wanted), wanted.signal),
    similar: (id, { limit = 10, signal } = {}) =>
      answered(async ({ core, pack }) => {
        const item = placeOf(pack, id)
        if (item === undefined) throw new Error(`item "${id}" is not in the catalogue`)
        const { title = id } = core.factsOf(pack.catalogue, item)
        const items = core.similarItems(pack, item, limit).map(({ item: other, score }) => ({
          id: pack.catalogue.ids[other],
          score,
          facts: core.factsOf(pack.catalogue, other),
          reason: { kind: 'event', text: `Like ${title}`, item: id, label: title, weight: score },
        })) satisfies Recommendation[]
        return { items, source: 'model', engine: 'none' }
      }, signal),
    popular: ({ limit = 10, category, signal } = {}) =>
      answered(async (ready) => {
        const inside = (item: number) =>
          category === undefined || ready.core.inCategory(ready.pack.catalogue, item, category)
        return { items: popularItems(ready, limit, inside), source: 'popular', engine: 'none' }
      }, signal),
    async catalogue() {
      const ready = await loading
      const known = ready?.pack.catalogue
      return { items: known?.ids.map((_, item) => ready!.core.factsOf(known, item)) ?? [] }
    },
    history: async () => (await history.events()).map((event) => ({ ...event })),
    async intents(id) {
      const ready = await loading
      if (!ready) return []
      if (id !== undefined) {
        const item = placeOf(ready.pack, id)
        const near = item === undefined ? [] : ready.core.itemPrototypes(ready.pack, item)
        return namedIntents(ready.pack, [near])
      }
      const events = encoded(ready, await history.events())
      if (events.length === 0) return []
      const { named } = await score(ready, events)
      return namedIntents(ready.pack, named)
    },
    async export() {
      const events = await history.events()
      const exported = new Date().toISOString()
      return { edge: options.edge, catalogue, exported, consent: history.consent, events }
    },
    forget: () => quietly(() => history.forget().then(changed)),
    async report() {
      const ready = await loading
      const engine: EngineName = ready?.engines.current().name ?? 'none'
      const count = (await history.events()).length
      const kept = history.consent === 'granted' ? 'in IndexedDB' : 'in memory only'
      return {
        engine,
        adapter: ready?.engines.adapter() ?? `no pack: ${failure}`,
        timings: { ...ready?.engines.timings },
        consent: history.consent,
        stored: [`history: ${count} events, ${kept}`, 'the pack, in the Cache API'],
        requests: [
          `${base}/manifest`,
          `${base}/files/… (the same files for everybody)`,
          ...(engine === 'instant' && options.engine === 'instant' ? [] : [`${assets}ort-…`]),
        ],
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async dispose() {
      listeners.clear()
      history.dispose()
      await (await loading)?.engines.dispose()
    },
  }
}

function popularItems(
  { core, pack }: Ready,
  limit: number,
  inside: (item: number) => boolean,
): Recommendation[] {
  return core.popularItems(pack.items, limit, inside).map(({ item, score }) => ({
    id: pack.catalogue.ids[item],
    score,
    facts: core.factsOf(pack.catalogue, item),
    reason: core.popularReason(score),
  }))
}

function unwantedItems(
  { core, pack }: Ready,
  { exclude = [], filter, category, includeSeen = false }: RecommendOptions,
  events: readonly EncodedEvent[],
): (item: number) => boolean {
  const out = new Set<number>(includeSeen ? [] : events.map(({ item }) => item))
  for (const id of exclude) {
    const item = placeOf(pack, id)
    if (item !== undefined) out.add(item)
  }
  return (item) =>
    out.has(item) ||
    (category !== undefined && !core.inCategory(pack.catalogue, item, category)) ||
    (filter !== undefined && !filter(core.factsOf(pack.catalogue, item)))
}

/** Each user intent, or an item, speaks for its nearest prototypes by how near they are. */
function namedIntents(
  { prototypes }: LoadedPack,
  named: ReturnType<typeof Core.nearestPrototypes>,
) {
  const weights = new Map<number, number>()
  for (const near of named)
    for (const { prototype, cosine } of near.slice(0, 3))
      weights.set(prototype, (weights.get(prototype) ?? 0) + Math.max(0, cosine) ** 2)
  const total = [...weights.values()].reduce((a, b) => a + b, 0) || 1
  return [...weights]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .map(([at, weight]) => {
      const { id, label, keywords } = prototypes[at]
      return { id, label, keywords, weight: weight / total }
    })
}

/** Runs something for the page that must not fail into it. */
async function quietly(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.debug('[tacit]', error)
  }
}
