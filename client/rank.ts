import { explainer, nearestPrototypes, popularItems, similarItems, topK } from '@tacit-rec/engine'
import { factsOf, inCategory, isListed, type LoadedPack } from '@tacit-rec/pack'
import type { Engines } from './engines.ts'
import { indexOfItem } from './item-index.ts'
import type { Opened } from './packs.ts'
import { type KnownHistory, readHistory } from './read-history.ts'
import { popularReason, reasonOf } from './reasons.ts'
import type {
  Facts,
  HistoryEvent,
  ListOptions,
  Recommendation,
  Recommendations,
  RecommendOptions,
} from './types.ts'

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
  const known = readHistory(pack, history)
  const { events } = known
  const unwanted = unwantedItems(pack, options, known)
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

/** The popular items, optionally of one category, without those that the person dislikes. */
export function rankPopular(
  pack: LoadedPack,
  history: readonly HistoryEvent[],
  options: ListOptions & { category?: string },
): Ranking {
  const { limit = DEFAULT_LIMIT } = options
  const known = readHistory(pack, history)
  const unwanted = unwantedItems(pack, { ...options, includeSeen: true }, known)
  const items = popular(pack, limit, (item) => !unwanted(item))
  return { items, source: 'popular', engine: 'none' }
}

/**
 * The items similar to one item, without those that the person dislikes.
 *
 * @throws for an id that the catalogue does not have
 */
export function rankSimilar(
  pack: LoadedPack,
  history: readonly HistoryEvent[],
  id: string,
  options: ListOptions,
): Ranking {
  const { limit = DEFAULT_LIMIT } = options
  const item = indexOfItem(pack, id)
  if (item === undefined) throw new Error(`item "${id}" is not in the catalogue`)
  const { title: label = id } = factsOf(pack.catalogue, item)
  const known = readHistory(pack, history)
  const unwanted = unwantedItems(pack, { ...options, includeSeen: true }, known)
  const items = similarItems(pack, item, limit, (other) => !unwanted(other)).map(
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

function unwantedItems(
  pack: LoadedPack,
  { exclude = [], filter, category, includeSeen, includeUnlisted }: RecommendOptions,
  { seen, disliked }: KnownHistory,
): (item: number) => boolean {
  const excluded = new Set(includeSeen ? disliked : [...seen, ...disliked])
  for (const id of exclude) {
    const item = indexOfItem(pack, id)
    if (item !== undefined) excluded.add(item)
  }
  return (item) =>
    excluded.has(item) ||
    (!includeUnlisted && !isListed(pack.catalogue, item)) ||
    (category !== undefined && !inCategory(pack.catalogue, item, category)) ||
    (filter !== undefined && !filter(factsOf(pack.catalogue, item)))
}

function popular(
  pack: LoadedPack,
  limit: number,
  inside: (item: number) => boolean,
): Recommendation[] {
  return popularItems(pack, limit, inside).map(({ item, score }) => ({
    ...itemOf(pack, item),
    score,
    reason: popularReason(score),
  }))
}

function itemOf({ catalogue }: LoadedPack, item: number): Pick<Recommendation, 'id' | 'facts'> {
  return { id: catalogue.ids[item], facts: factsOf(catalogue, item) }
}
