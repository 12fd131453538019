import type { Catalogue, ItemFacts } from '@tacit-rec/pack'

/** The facts of a few items as columns, which rules are compiled for. */
export function catalogueOf(items: readonly ItemFacts[]): Catalogue {
  const names = new Set(items.flatMap((facts) => Object.keys(facts)))
  const columns = Array.from(names, (name) => [name, items.map((facts) => facts[name] ?? null)])
  // Extra columns and standard ones have different names here, so each can stand as either.
  const { id, ...facts } = Object.fromEntries(columns)
  return { ...facts, ids: items.map(({ id }) => id) }
}
