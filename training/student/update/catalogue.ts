import { type Catalogue, TacitError } from '@tacit-rec/pack'
import { pickItems, type StatedCatalogue } from '../../data/index.ts'

/** A catalogue after an update, and the source of each row. */
export interface Merged {
  catalogue: Catalogue
  /** Row → row of the old catalogue; −1: a new item. */
  from: Int32Array
  counts: { added: number; changed: number; removed: number }
}

/**
 * Merges the rows of an items file into a catalogue. Old items keep their order, new ones follow.
 * Values in a row overwrite existing ones, including with blanks; what a row does not state is left
 * unchanged. A column without any value left is dropped.
 *
 * @param removeMissing whether items that the file lacks are removed
 * @throws TacitError `update/nothing-left`
 */
export function mergeCatalogues(
  old: Catalogue,
  file: StatedCatalogue,
  removeMissing: boolean,
): Merged {
  const rowOf = new Map(file.ids.map((id, row) => [id, row]))
  const known = new Set(old.ids)
  const staying = Array.from(old.ids.keys()).filter((i) => !removeMissing || rowOf.has(old.ids[i]))
  const added = file.ids.filter((id) => !known.has(id))
  const from = Int32Array.from([...staying, ...added.map(() => -1)])
  if (!from.length)
    throw new TacitError(
      'update/nothing-left',
      'no item would be left after the update: list the items that stay in the file, or omit ' +
        '--remove-missing',
    )
  const base = pickItems(old, staying)
  const ids = [...base.ids, ...added]
  const changed = new Set<number>()
  const merge = (before: unknown[] | undefined, after: unknown[] | undefined) => {
    const merged = ids.map((id, i) => {
      const was = before?.[i] ?? null
      const stated = after?.[rowOf.get(id) ?? -1]
      const is = stated === undefined ? was : stated
      if (i < staying.length && JSON.stringify(is) !== JSON.stringify(was)) changed.add(i)
      return is
    })
    return merged.some((value) => value !== null) ? merged : undefined
  }
  const catalogue: Catalogue = { ids }
  const names = new Set([...Object.keys(base), ...Object.keys(file)])
  for (const name of names as Set<keyof Catalogue>) {
    if (name === 'ids' || name === 'extra') continue
    const column = merge(base[name], file[name])
    // `merge` keeps the type of each column, but TypeScript cannot see that through the loop.
    if (column) Object.assign(catalogue, { [name]: column })
  }
  const extras = new Set([...Object.keys(base.extra ?? {}), ...Object.keys(file.extra)])
  const extra = [...extras].flatMap((name) => {
    const column = merge(base.extra?.[name], file.extra[name])
    return column ? [[name, column]] : []
  })
  if (extra.length) catalogue.extra = Object.fromEntries(extra)
  const removed = old.ids.length - staying.length
  return { catalogue, from, counts: { added: added.length, changed: changed.size, removed } }
}
