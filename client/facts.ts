import type { Catalogue, LoadedPack } from '@tacit/pack'
import type { Facts } from './types.ts'

/** One item's row of the catalogue, without what is unknown. */
export function factsOf({ ids, extra, ...columns }: Catalogue, item: number): Facts {
  const facts: Facts = { id: ids[item] }
  for (const [name, column] of Object.entries({ ...extra, ...columns })) {
    const value = column?.[item]
    if (value !== null && value !== undefined) facts[name] = value
  }
  return facts
}

/** Whether an item stands in a category: `Fiction` and `Crime` both hold `Fiction > Crime`. */
export function inCategory({ categories }: Catalogue, item: number, category: string): boolean {
  return (categories?.[item] ?? []).some((path) => {
    const steps = path.split(' > ')
    return path === category || path.startsWith(`${category} > `) || steps.includes(category)
  })
}

const places = new WeakMap<LoadedPack, Map<string, number>>()

/** Index of an item in a pack, or undefined. */
export function placeOf(pack: LoadedPack, id: string): number | undefined {
  let index = places.get(pack)
  if (!index) {
    index = new Map(pack.catalogue.ids.map((known, item) => [known, item]))
    places.set(pack, index)
  }
  return index.get(id)
}
