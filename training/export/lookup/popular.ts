import type { Catalogue, ListEntry } from '@tacit-rec/pack'

/** Listed entries of a list, and entries of the list with unlisted items. */
const MAX_POPULAR = 100

interface Shelf {
  entries: ListEntry[]
  listed: number
}

/**
 * The most popular items of every category that `inCategory` knows: each path, each start of one,
 * each single step, and '' for all items. Each list has the first 100 listed items and the first 100
 * of all, most popular first.
 */
export function popularLists(
  { categories }: Pick<Catalogue, 'categories'>,
  popularity: Float32Array,
  isUnlisted: (item: number) => boolean,
): Map<string, ListEntry[]> {
  const shelves = new Map<string, Shelf>()
  const ranked = Array.from(popularity.keys()).sort(
    (a, b) => popularity[b] - popularity[a] || a - b,
  )
  for (const row of ranked) {
    const entry = { row, score: popularity[row], unlisted: isUnlisted(row) }
    for (const name of namesOf(categories?.[row] ?? [])) {
      const shelf = shelves.get(name) ?? { entries: [], listed: 0 }
      shelves.set(name, shelf)
      const isWanted = entry.unlisted
        ? shelf.entries.length < MAX_POPULAR
        : shelf.listed < MAX_POPULAR
      if (!isWanted) continue
      shelf.entries.push(entry)
      if (!entry.unlisted) shelf.listed++
    }
  }
  return new Map(Array.from(shelves, ([name, { entries }]) => [name, entries]))
}

/** Everything that an item's categories can be asked for by. */
function namesOf(paths: readonly string[]): Set<string> {
  const names = new Set([''])
  for (const path of paths) {
    const steps = path.split(' > ')
    for (const [n, step] of steps.entries()) {
      names.add(step)
      names.add(steps.slice(0, n + 1).join(' > '))
    }
  }
  return names
}
