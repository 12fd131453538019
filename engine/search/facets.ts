import type { Catalogue } from '@tacit-rec/pack'

/** Values of a facet that are listed, the most frequent. */
const MAX_VALUES = 20

/** How many of the found items have each value of a column. */
export interface Facet {
  /** `category`, or a column of the catalogue. */
  name: string
  values: { value: string; count: number }[]
}

/**
 * Counts the values of columns among items: the steps of category paths, availability, and the
 * site's own columns of texts.
 *
 * @param names facets to count; true: every one that tells at least two values apart
 */
export function facetsOf(
  catalogue: Catalogue,
  items: readonly number[],
  names: readonly string[] | true,
): Facet[] {
  const { extra = {} } = catalogue
  const wanted = names === true ? ['category', 'availability', ...Object.keys(extra)] : names
  return [...new Set(wanted)].flatMap((name) => {
    const counts = new Map<string, number>()
    for (const item of items)
      for (const value of valuesOf(catalogue, name, item))
        counts.set(value, (counts.get(value) ?? 0) + 1)
    // A column in which every item has its own value, such as titles or codes, parts nothing.
    const isUseful = counts.size > 1 && counts.size <= items.length / 2
    if (names === true ? !isUseful : counts.size === 0) return []
    const values = [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    return [{ name, values: values.slice(0, MAX_VALUES) }]
  })
}

function valuesOf(catalogue: Catalogue, name: string, item: number): string[] {
  if (name === 'category' || name === 'categories') {
    const paths = catalogue.categories?.[item] ?? []
    return [...new Set(paths.flatMap((path) => path.split(' > ')))]
  }
  if (name === 'availability') return [catalogue.availability?.[item] ?? []].flat()
  const value = catalogue.extra?.[name]?.[item]
  return value === null || value === undefined ? [] : [String(value)]
}
