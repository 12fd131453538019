import type { Catalogue, Unlisted } from '@tacit-rec/pack'
import { decodeHTML } from 'entities'
import { ITEM_COLUMNS } from '../columns/index.ts'
import { shorten, valueError } from '../files/index.ts'
import type { ItemTable } from './items.ts'

/** The row of one item: the file's column → value; null for an item without a row. */
export type Facts = Record<string, unknown> | null

/** A column of a file: null for a blank cell, undefined if the row has no such cell. */
type Stated<T> = (T | null | undefined)[]

/** The content of an items file, under the column names of a catalogue. */
export interface StatedCatalogue {
  ids: string[]
  title?: Stated<string>
  categories?: Stated<string[]>
  description?: Stated<string>
  url?: Stated<string>
  image?: Stated<string>
  price?: Stated<number>
  currency?: Stated<string>
  availability?: Stated<string>
  unlisted?: Stated<Unlisted>
  extra: Record<string, Stated<string | number>>
}

/**
 * Converts the rows of an items file to columns and decodes HTML entities in texts. A table has
 * every cell, possibly blank; a line of JSON may lack keys.
 *
 * @param ids the items in order
 * @param facts row per item
 * @param record number of that row in the file, for errors
 */
export async function statedCatalogue(
  ids: string[],
  facts: Facts[],
  record: ArrayLike<number>,
  { file, chosen }: ItemTable,
): Promise<StatedCatalogue> {
  const column = <T>(ours: string, read: (value: unknown) => T | null) =>
    chosen[ours] === undefined ? undefined : cells(facts, chosen[ours], read)
  const decoded = (value: unknown) => {
    const text = textOf(value)
    return text === null ? null : decodeHTML(text)
  }
  const price = column('price', (value) => (textOf(value) === null ? null : numberOf(value)))
  const bad = price?.findIndex((value) => Number.isNaN(value)) ?? -1
  if (bad >= 0) {
    const value = shorten(textOf(facts[bad]?.[chosen.price]))
    const complaint = `value ${value} is not a number: write the price without a currency`
    throw await valueError(file, record[bad], chosen.price, complaint)
  }
  return {
    ids,
    title: column('title', decoded),
    categories: column('categories', categoryPaths),
    description: column('description', decoded),
    url: column('url', textOf),
    image: column('image', textOf),
    price,
    availability: column('availability', textOf),
    extra: extras(facts, new Set(Object.values(chosen)), file.format !== 'delimited'),
  }
}

/** A catalogue with the columns that have at least one value. */
export function catalogueOf({ ids, extra, ...columns }: StatedCatalogue): Catalogue {
  const catalogue: Catalogue = { ids, ...filled<string | string[] | number>(columns) }
  const filledExtra = filled(extra)
  return Object.keys(filledExtra).length > 0 ? { ...catalogue, extra: filledExtra } : catalogue
}

function filled<T>(columns: Record<string, Stated<T> | undefined>): Record<string, (T | null)[]> {
  const some = Object.entries(columns).flatMap(([name, values]) => {
    const column = values?.map((value) => value ?? null)
    return column?.some((value) => value !== null) ? [[name, column] as const] : []
  })
  return Object.fromEntries(some)
}

function cells<T>(facts: Facts[], name: string, read: (value: unknown) => T | null): Stated<T> {
  return facts.map((row) => (row && Object.hasOwn(row, name) ? read(row[name]) : undefined))
}

/** The columns that are not `taken`. Without types in the file, numbers are recognized. */
function extras(facts: Facts[], taken: Set<string>, typed: boolean): StatedCatalogue['extra'] {
  const names = new Set<string>()
  for (const row of facts) for (const name in row) if (!taken.has(name)) names.add(name)
  const columns = [...names].sort().map((name) => {
    const values = cells(facts, name, scalarOf)
    return [name, typed ? values : numbersWhereSafe(values)] as const
  })
  return Object.fromEntries(columns)
}

/** Converts a column to numbers if that loses nothing: with "007" in it, it stays text. */
function numbersWhereSafe(values: Stated<string | number>): Stated<string | number> {
  const safe = values.every(
    (value) => value == null || (Number.isFinite(Number(value)) && String(Number(value)) === value),
  )
  return safe ? values.map((value) => (value == null ? value : Number(value))) : values
}

function scalarOf(value: unknown): string | number | null {
  return typeof value === 'number' ? value : textOf(value)
}

/** A value as text: lists joined by ` | `, null if blank. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return textOf(value.map((part) => textOf(part) ?? '').join(' | '))
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.trim() === '' ? null : text.trim()
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number(textOf(value))
}

/**
 * Category paths `A > B` of one item. In text, paths are separated by `|`. In JSON and Parquet,
 * a list holds one path per element, as text or as a list of its steps.
 */
function categoryPaths(value: unknown): string[] | null {
  const paths = Array.isArray(value)
    ? value.map((path) => (Array.isArray(path) ? path.join(' > ') : String(path ?? '')))
    : (textOf(value)?.split('|') ?? [])
  const clean = paths.map((path) => namesOf(decodeHTML(path)).join(' > ')).filter((p) => p !== '')
  return clean.length > 0 ? [...new Set(clean)] : null
}

function namesOf(path: string): string[] {
  return path
    .split('>')
    .map((name) => name.trim())
    .filter((name) => name !== '')
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

/** Keeps the given rows of every column, in the given order. */
export function pickItems(catalogue: Catalogue, rows: ArrayLike<number>): Catalogue {
  const pick = <T>(values: T[]) => Array.from(rows, (row) => values[row])
  const out: Catalogue = { ids: pick(catalogue.ids) }
  for (const name of Object.keys(ITEM_COLUMNS) as (keyof typeof ITEM_COLUMNS)[]) {
    const values = name === 'id' ? undefined : catalogue[name]
    // Each column keeps its own type; TypeScript cannot follow it through the loop.
    if (values) Object.assign(out, { [name]: pick<unknown>(values) })
  }
  if (catalogue.extra) {
    const entries = Object.entries(catalogue.extra)
    out.extra = Object.fromEntries(entries.map(([name, values]) => [name, pick(values)]))
  }
  return out
}
