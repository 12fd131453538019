import { type Catalogue, TacitError, type Unlisted } from '@tacit-rec/pack'
import { pickItems, type StatedCatalogue, unlistedOf } from '../../data/index.ts'

/** What an update does to the items. */
export interface UpdateCounts {
  added: number
  changed: number
  removed: number
  /** Items of the pack that listings show again, and those that they do not show any more. */
  shownAgain: number
  hidden: number
}

/** A catalogue after an update, and the source of each row. */
export interface Merged {
  catalogue: Catalogue
  /** Row → row of the old catalogue; −1: a new item. */
  from: Int32Array
  counts: UpdateCounts
}

/**
 * Merges the rows of an items file into a catalogue. Old items keep their order, new ones follow.
 * Values in a row overwrite existing ones, including with blanks; what a row does not state is left
 * unchanged. A column without any value left is dropped. Whether an item is listed follows from its
 * availability and its status after the update.
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
  const rows = ids.map((id) => rowOf.get(id) ?? -1)
  const changed = new Set<number>()
  const noteChanges = (before: unknown[] | undefined, after: unknown[]) => {
    for (let i = 0; i < staying.length; i++)
      if (JSON.stringify(after[i]) !== JSON.stringify(before?.[i] ?? null)) changed.add(i)
    return after.some((value) => value !== null) ? after : undefined
  }
  const merge = (before: unknown[] | undefined, after: unknown[] | undefined) =>
    noteChanges(
      before,
      rows.map((row, i) => {
        const stated = after?.[row]
        return stated === undefined ? (before?.[i] ?? null) : stated
      }),
    )
  const catalogue: Catalogue = { ids }
  const { ids: _, extra: stated, draft, ...columns } = file
  const { ids: __, extra: kept = {}, unlisted, ...facts } = base
  const names = new Set([...Object.keys(facts), ...Object.keys(columns)]) as Set<
    keyof typeof columns
  >
  for (const name of names) {
    const column = merge(facts[name], columns[name])
    // `merge` keeps the type of each column, but TypeScript cannot see that through the loop.
    if (column) Object.assign(catalogue, { [name]: column })
  }
  const is = rows.map((row, i) => {
    const was = unlisted?.[i] ?? null
    if (row < 0) return was
    // A file that says nothing about a status leaves a draft a draft; a row makes an item known.
    const stays = draft?.[row] === undefined ? was === 'draft' : draft[row]
    return unlistedOf(catalogue.availability?.[i], stays)
  })
  if (noteChanges(unlisted, is)) catalogue.unlisted = is
  const extras = new Set([...Object.keys(kept), ...Object.keys(stated)])
  const extra = [...extras].flatMap((name) => {
    const column = merge(kept[name], stated[name])
    return column ? [[name, column]] : []
  })
  if (extra.length) catalogue.extra = Object.fromEntries(extra)
  const counts = {
    added: added.length,
    changed: changed.size,
    removed: old.ids.length - staying.length,
    ...flips(staying.length, unlisted, is),
  }
  return { catalogue, from, counts }
}

function flips(
  staying: number,
  before: Catalogue['unlisted'],
  after: (Unlisted | null)[],
): Pick<UpdateCounts, 'shownAgain' | 'hidden'> {
  const counts = { shownAgain: 0, hidden: 0 }
  for (let i = 0; i < staying; i++) {
    const [was, is] = [before?.[i] ?? null, after[i]]
    if (was && !is) counts.shownAgain++
    if (!was && is) counts.hidden++
  }
  return counts
}
