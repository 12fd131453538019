import { type Catalogue, TacitError } from '@tacit-rec/pack'
import { pickItems, type StatedCatalogue } from '../../data/index.ts'

/** A catalogue after an update, and where its rows come from. */
export interface Merged {
  catalogue: Catalogue
  /** Row → row of the old catalogue, −1 where new. */
  from: Int32Array
  counts: { added: number; changed: number; removed: number }
}

/**
 * Puts the rows of an items file over a catalogue: old items keep their order, new ones follow. What
 * a row states is true of its item, a blank cell too; what it does not state stays. A column that is
 * nowhere known any more is left out.
 *
 * @param removeMissing whether the file is the whole catalogue, so that what it lacks is gone
 * @throws TacitError `update/nothing-left`
 */
export function mergeCatalogues(
  old: Catalogue,
  file: StatedCatalogue,
  removeMissing: boolean,
): Merged {
  const rowOf = new Map(file.ids.map((id, row) => [id, row]))
  const known = new Set(old.ids)
  const kept = Array.from(old.ids.keys()).filter((i) => !removeMissing || rowOf.has(old.ids[i]))
  const fresh = file.ids.filter((id) => !known.has(id))
  const from = Int32Array.from([...kept, ...fresh.map(() => -1)])
  if (!from.length)
    throw new TacitError(
      'update/nothing-left',
      'the update would remove every item: give the items that are to stay, or leave ' +
        '--remove-missing out',
    )
  const base = pickItems(old, kept)
  const ids = [...base.ids, ...fresh]
  const touched = new Set<number>()
  const merge = (before: unknown[] | undefined, after: unknown[] | undefined) => {
    const merged = ids.map((id, i) => {
      const was = before?.[i] ?? null
      const stated = after?.[rowOf.get(id) ?? -1]
      const is = stated === undefined ? was : stated
      if (i < kept.length && JSON.stringify(is) !== JSON.stringify(was)) touched.add(i)
      return is
    })
    return merged.some((value) => value !== null) ? merged : undefined
  }
  const catalogue: Catalogue = { ids }
  const names = new Set([...Object.keys(base), ...Object.keys(file)])
  for (const name of names as Set<keyof Catalogue>) {
    if (name === 'ids' || name === 'extra') continue
    const column = merge(base[name], file[name])
    // Each column keeps its own type; TypeScript cannot follow it through the loop.
    if (column) Object.assign(catalogue, { [name]: column })
  }
  const extras = new Set([...Object.keys(base.extra ?? {}), ...Object.keys(file.extra)])
  const extra = [...extras].flatMap((name) => {
    const column = merge(base.extra?.[name], file.extra[name])
    return column ? [[name, column]] : []
  })
  if (extra.length) catalogue.extra = Object.fromEntries(extra)
  const removed = old.ids.length - kept.length
  return { catalogue, from, counts: { added: fresh.length, changed: touched.size, removed } }
}
