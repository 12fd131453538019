import type { Catalogue, ListEntry } from '@tacit-rec/pack'

/** Listed entries of a list, and entries of the list with unlisted items. */
const MAX_POPULAR = 100

interface List {
  entries: ListEntry[]
  listed: number
  /** Of all items, listed or not. */
  users: number
}

/**
 * The most popular items of every category that `inCategory` knows: each path, each start of one,
 * each single step, and '' for all items. Each list has the first 100 listed items and the first 100
 * of all, most popular first. The lists with most users come first.
 */
export function popularLists(
  catalogue: Catalogue,
  popularity: Float32Array,
  isUnlisted: (item: number) => boolean,
): { category: string; entries: ListEntry[] }[] {
  const lists = new Map<string, List>()
  const ranked = Array.from(popularity.keys()).sort(
    (a, b) => popularity[b] - popularity[a] || a - b,
  )
  for (const row of ranked) {
    const entry = { row, score: popularity[row], unlisted: isUnlisted(row) }
    for (const name of namesOf(catalogue.categories?.[row] ?? [])) {
      const list = lists.get(name) ?? { entries: [], listed: 0, users: 0 }
      lists.set(name, list)
      list.users += entry.score
      const isWanted = entry.unlisted
        ? list.entries.length < MAX_POPULAR
        : list.listed < MAX_POPULAR
      if (!isWanted) continue
      list.entries.push(entry)
      if (!entry.unlisted) list.listed++
    }
  }
  const byUsers = Array.from(lists).sort(([, a], [, b]) => b.users - a.users)
  return byUsers.map(([category, { entries }]) => ({ category, entries }))
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
