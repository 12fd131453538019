import type { Catalogue, Unlisted } from './types.ts'

/** The catalogue's facts about one item. Unknown fields are absent. */
export interface ItemFacts {
  id: string
  title?: string
  /** Paths such as `Fiction > Crime`. */
  categories?: string[]
  description?: string
  url?: string
  image?: string
  price?: number
  currency?: string
  availability?: string
  unlisted?: Unlisted
  /** Columns that the site added to its items. */
  [extra: string]: unknown
}

/** One row of the columnar catalogue. A standard column overrides an extra one of the same name. */
export function factsOf({ ids, extra, ...columns }: Catalogue, item: number): ItemFacts {
  const facts: ItemFacts = { id: ids[item] }
  for (const [name, column] of Object.entries({ ...extra, ...columns })) {
    const value = column?.[item]
    if (value !== null && value !== undefined && name !== 'id') facts[name] = value
  }
  return facts
}

/** Whether listings may show an item: the catalogue does not say why not. */
export function isListed({ unlisted }: Pick<Catalogue, 'unlisted'>, item: number): boolean {
  return (unlisted?.[item] ?? null) === null
}

/**
 * Whether an item is in a category. `Fiction` and `Crime` both match `Fiction > Crime`.
 *
 * @param category a path, or one step of a path
 */
export function inCategory({ categories }: Catalogue, item: number, category: string): boolean {
  return (categories?.[item] ?? []).some(
    (path) =>
      path === category ||
      path.startsWith(`${category} > `) ||
      path.split(' > ').includes(category),
  )
}
