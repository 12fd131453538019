import { itemPrototypes, type NearPrototype, nearestPrototypes } from '@tacit-rec/engine'
import type { Engines } from './engines.ts'
import { indexOfItem } from './item-index.ts'
import type { ClientPack } from './packs.ts'
import { readHistory } from './read-history.ts'
import type { HistoryEvent, Interest, Tastes } from './types.ts'

/** A person's interests, and those that they muted or boosted; others need a history. */
export async function interestsOf(
  pack: ClientPack,
  engines: Engines,
  history: readonly HistoryEvent[],
  tastes: Tastes = {},
): Promise<Interest[]> {
  const { events } = readHistory(pack, history)
  const near = async () => {
    const { result } = await engines.run((engine) => engine.encode(events))
    return nearestPrototypes(pack, result).flat()
  }
  const interests = events.length === 0 ? [] : nameInterests(pack, await near())
  const listed = new Set(interests.map(({ id }) => id))
  const silent = pack.prototypes.filter(({ id }) => !listed.has(id) && Object.hasOwn(tastes, id))
  return [
    ...interests,
    ...silent.map(({ id, label, keywords }) => ({ id, label, keywords, weight: 0 })),
  ].map((interest) => {
    const taste = Object.hasOwn(tastes, interest.id) ? tastes[interest.id] : undefined
    return taste ? { ...interest, taste } : interest
  })
}

/** The interests that an item serves; none for an id that the catalogue does not have. */
export function itemInterests(pack: ClientPack, id: string): Interest[] {
  const item = indexOfItem(pack, id)
  return item === undefined ? [] : nameInterests(pack, itemPrototypes(pack, item))
}

/**
 * Turns prototypes into interests, strongest first. The weight of a prototype is its share of
 * Σ max(0, cosine)² over the list, which names it once for each user intent near it.
 */
function nameInterests({ prototypes }: ClientPack, near: readonly NearPrototype[]): Interest[] {
  const weights = new Map<number, number>()
  for (const { prototype, cosine } of near)
    weights.set(prototype, (weights.get(prototype) ?? 0) + Math.max(0, cosine) ** 2)
  const total = [...weights.values()].reduce((a, b) => a + b, 0) || 1
  return [...weights]
    .sort(([a, weightA], [b, weightB]) => weightB - weightA || a - b)
    .map(([prototype, weight]) => {
      const { id, label, keywords } = prototypes[prototype]
      return { id, label, keywords, weight: weight / total }
    })
}
