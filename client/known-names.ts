const OPTIONS = new Set(
  (
    'edge catalogue store user consent engine webgpu assets cache timeout maxAge locale currency ' +
    'keys expired debug hydrate experiments contribute'
  ).split(' '),
)

const LIST_OPTIONS =
  'placement limit exclude category includeUnlisted filter rules diversity signal'
const LISTS: Record<string, string> = {
  search: `${LIST_OPTIONS} facets`,
  rank: `${LIST_OPTIONS} min fallback context because includeSeen explore`,
}

/** Tells of options of `createRecommender` that there are none of. */
export function unknownOptions(names: readonly string[]): string[] {
  return names.filter((name) => !OPTIONS.has(name)).map((name) => `${name} is not an option`)
}

/** Tells of options of a list that there are none of. @param method that makes the list */
export function unknownListOptions(method: string, names: readonly string[]): string[] {
  const known = (LISTS[method] ?? LIST_OPTIONS).split(' ')
  return names
    .filter((name) => !known.includes(name))
    .map((name) => `${name} is not an option of this list`)
}
