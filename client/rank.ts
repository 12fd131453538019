import {
  type EncodedEvent,
  explainer,
  nearestPrototypes,
  popularItems,
  similarItems,
  topK,
} from '@tacit-rec/engine'
import { factsOf, inCategory, type LoadedPack } from '@tacit-rec/pack'
import type { Engines } from './engines.ts'
import { indexOfItem } from './item-index.ts'
import type { Opened } from './packs.ts'
import { popularReason, reasonOf } from './reasons.ts'
import type {
  Facts,
  HistoryEvent,
  Recommendation,
  Recommendations,
  RecommendOptions,
} from './types.ts'

const DAY = 86_400_000
const DEFAULT_LIMIT = 10
/** Prototypes per user intent among which a reason looks for the item's own. */
const PROTOTYPES_PER_INTENT = 8

/** A ranking before the session adds time, sequence and staleness. */
export type Ranking = Omit<Recommendations, 'milliseconds' | 'sequence' | 'stale'>

/**
 * Ranks every item for a history, with a reason for each listed item. Without a history: the
 * popular items.
 */
export async function rank(
  { pack, fromCache, reason }: Opened,
  engines: Engines,
  history: readonly HistoryEvent[],
  options: RecommendOptions,
): Promise<Ranking> {
  const { limit = DEFAULT_LIMIT } = options
  const events = encodeHistory(pack, history)
  const unwanted = unwantedItems(pack, options, events)
  if (events.length === 0) {
    const items = popular(pack, limit, (item) => !unwanted(item))
    return { items, source: 'popular', reason: 'no history yet', engine: 'none' }
  }
  const { result, name } = await engines.run(async (engine) => {
    const encoded = await engine.encode(events)
    return { encoded, scores: await engine.score(encoded, events) }
  })
  const explain = explainer(pack, result.encoded, events)
  const near = nearestPrototypes(pack, result.encoded, PROTOTYPES_PER_INTENT)
  const items = topK(result.scores, limit, unwanted).map(({ item, score }) => ({
    ...itemOf(pack, item),
    score,
    reason: reasonOf(pack, events, explain(item), near, item),
  }))
  return { items, source: fromCache ? 'cache' : 'model', reason, engine: name }
}

/** The popular items, optionally of one category. */
export function rankPopular(
  pack: LoadedPack,
  { limit = DEFAULT_LIMIT, category }: { limit?: number; category?: string },
): Ranking {
  const inside = (item: number) =>
    category === undefined || inCategory(pack.catalogue, item, category)
  return { items: popular(pack, limit, inside), source: 'popular', engine: 'none' }
}

/** The items similar to one item. @throws for an id that the catalogue does not have */
export function rankSimilar(
  pack: LoadedPack,
  id: string,
  { limit = DEFAULT_LIMIT }: { limit?: number },
): Ranking {
  const item = indexOfItem(pack, id)
  if (item === undefined) throw new Error(`item "${id}" is not in the catalogue`)
  const { title: label = id } = factsOf(pack.catalogue, item)
  const items = similarItems(pack, item, limit).map(
    ({ item: other, score }): Recommendation => ({
      ...itemOf(pack, other),
      score,
      reason: { kind: 'event', text: `Like ${label}`, item: id, label, weight: score },
    }),
  )
  return { items, source: 'model', engine: 'none' }
}

/** The facts of every item, in the pack's order. */
export function allFacts({ catalogue }: LoadedPack): Facts[] {
  return catalogue.ids.map((_, item) => factsOf(catalogue, item))
}

/** A history in the pack's numbers. Events on items that left the catalogue are dropped. */
export function encodeHistory(pack: LoadedPack, history: readonly HistoryEvent[]): EncodedEvent[] {
  const newest = history.reduce((time, event) => Math.max(time, event.time), 0)
  const kinds = pack.manifest.kinds.map(({ name }) => name)
  return history.flatMap(({ item: id, kind, time }) => {
    const item = indexOfItem(pack, id)
    if (item === undefined) return []
    return [{ item, kind: Math.max(0, kinds.indexOf(kind)), age: (newest - time) / DAY }]
  })
}

function unwantedItems(
  pack: LoadedPack,
  { exclude = [], filter, category, includeSeen = false }: RecommendOptions,
  events: readonly EncodedEvent[],
): (item: number) => boolean {
  const excluded = new Set(includeSeen ? [] : events.map(({ item }) => item))
  for (const id of exclude) {
    const item = indexOfItem(pack, id)
    if (item !== undefined) excluded.add(item)
  }
  return (item) =>
    excluded.has(item) ||
    (category !== undefined && !inCategory(pack.catalogue, item, category)) ||
    (filter !== undefined && !filter(factsOf(pack.catalogue, item)))
}

function popular(
  pack: LoadedPack,
  limit: number,
  inside: (item: number) => boolean,
): Recommendation[] {
  return popularItems(pack.items, limit, inside).map(({ item, score }) => ({
    ...itemOf(pack, item),
    score,
    reason: popularReason(score),
  }))
}

function itemOf({ catalogue }: LoadedPack, item: number): Pick<Recommendation, 'id' | 'facts'> {
  return { id: catalogue.ids[item], facts: factsOf(catalogue, item) }
}
