import type { Catalogue, Unlisted } from '@tacit-rec/pack'
import { unlistedOf } from './availability.ts'
import { namesOf } from './categories.ts'

/** A column of a file: null for a blank cell, undefined if the row has no such cell. */
type Stated<T> = (T | null | undefined)[]

/** The content of items files, under the column names of a catalogue. */
export interface StatedCatalogue {
  /** Distinct, in file order. */
  ids: string[]
  title?: Stated<string>
  categories?: Stated<string[]>
  description?: Stated<string>
  url?: Stated<string>
  image?: Stated<string>
  price?: Stated<number>
  /** ISO 4217; undefined where neither the column nor the price states one. */
  currency?: Stated<string>
  /** One of `AVAILABILITY`, or the site's own word. */
  availability?: Stated<string>
  /** Whether a status hides the item. */
  draft?: Stated<boolean>
  extra: Record<string, Stated<string | number>>
}

/**
 * The catalogue of some items, with the columns that have at least one value.
 *
 * @param ids the items of the catalogue in order; those that `stated` lacks are unlisted as `unknown`,
 *   unless `keepUnknown`
 */
export function catalogueOf(
  { ids: order, extra, draft, ...columns }: StatedCatalogue,
  ids: string[] = order,
  { keepUnknown = false }: { keepUnknown?: boolean } = {},
): Catalogue {
  const at = new Map(order.map((id, row) => [id, row]))
  const rows = Int32Array.from(ids, (id) => at.get(id) ?? -1)
  const { availability } = columns
  const unlisted = Array.from(rows, (row): Unlisted | null => {
    if (row < 0) return keepUnknown ? null : 'unknown'
    return unlistedOf(availability?.[row], draft?.[row])
  })
  const placed = { ...placedAt<string | string[] | number>(columns, rows), unlisted }
  const catalogue: Catalogue = { ids, ...filled<string | string[] | number>(placed) }
  const filledExtra = filled(placedAt(extra, rows))
  return Object.keys(filledExtra).length > 0 ? { ...catalogue, extra: filledExtra } : catalogue
}

/** Columns by the places of their rows; −1: none. */
function placedAt<T>(
  columns: Record<string, Stated<T> | undefined>,
  rows: Int32Array,
): Record<string, Stated<T> | undefined> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [
      name,
      values && Array.from(rows, (row) => (row < 0 ? undefined : values[row])),
    ]),
  )
}

function filled<T>(columns: Record<string, Stated<T> | undefined>): Record<string, (T | null)[]> {
  const some = Object.entries(columns).flatMap(([name, values]) => {
    const column = values?.map((value) => value ?? null)
    return column?.some((value) => value !== null) ? [[name, column] as const] : []
  })
  return Object.fromEntries(some)
}

/**
 * Text per item: title, distinct category names, description.
 *
 * @returns [N], '' for an item without any; null if no item has text
 */
export function textsOfItems(catalogue: Catalogue): string[] | null {
  const { title, categories, description } = catalogue
  if (!title && !categories && !description) return null
  return catalogue.ids.map((_, i) => {
    const names = [...new Set((categories?.[i] ?? []).flatMap(namesOf))].join(', ')
    return [title?.[i], names, description?.[i]].filter(Boolean).join('. ')
  })
}

/**
 * Named intents per item, from the column `intents`: phrases separated by `|`.
 *
 * @returns [N], null for an item without any; null without the column
 */
export function intentsOfItems({ extra }: Catalogue): (string[] | null)[] | null {
  const column = extra?.intents
  if (!column) return null
  const names = (text: string) => text.split('|').map((name) => name.trim())
  return column.map((value) => (value === null ? null : names(String(value)).filter(Boolean)))
}

/** Keeps the given rows of every column that still has a value, in the given order. */
export function pickItems(
  { ids, extra, ...columns }: Catalogue,
  rows: ArrayLike<number>,
): Catalogue {
  const pick = <T>(values: T[]) => Array.from(rows, (row) => values[row])
  const picked = <T>(of: Record<string, T[] | undefined>) =>
    Object.fromEntries(Object.entries(of).map(([name, values]) => [name, values && pick(values)]))
  const facts = filled(picked<string | string[] | number | null>(columns))
  const extras = filled(picked(extra ?? {}))
  return { ids: pick(ids), ...facts, ...(Object.keys(extras).length > 0 && { extra: extras }) }
}
