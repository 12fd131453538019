import type { Catalogue } from '@tacit-rec/pack'
import { decodeHTML } from 'entities'
import { ITEM_COLUMNS } from './columns.ts'
import type { ItemTable } from './items.ts'
import { shorten, valueError } from './rows.ts'

/** One item's row: the file's column → its value, or null for an item without a row. */
export type Facts = Record<string, unknown> | null

/** A column of a file: null where a row's cell is blank, undefined where the row has no such cell. */
type Stated<T> = (T | null | undefined)[]

/** What the rows of an items file say, by the names that a catalogue has. */
export interface StatedCatalogue {
  ids: string[]
  title?: Stated<string>
  categories?: Stated<string[]>
  description?: Stated<string>
  url?: Stated<string>
  image?: Stated<string>
  price?: Stated<number>
  availability?: Stated<string>
  extra: Record<string, Stated<string | number>>
}

/**
 * Puts the rows of an items file into columns, texts without HTML entities. Every cell of a table is
 * there, if blank; a line of JSON has the keys that it has.
 *
 * @param ids the items in order
 * @param facts per item its row
 * @param record per item the row's number in the file, for errors
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
  const typed = file.format === 'jsonl' || file.format === 'parquet'
  return {
    ids,
    title: column('title', decoded),
    categories: column('categories', categoryPaths),
    description: column('description', decoded),
    url: column('url', textOf),
    image: column('image', textOf),
    price,
    availability: column('availability', textOf),
    extra: extras(facts, new Set(Object.values(chosen)), typed),
  }
}

/** A catalogue of what is stated; a column that is nowhere known is left out. */
export function catalogueOf({ ids, extra, ...columns }: StatedCatalogue): Catalogue {
  const catalogue: Catalogue = { ids, ...known(columns) }
  const more = known(extra)
  return Object.keys(more).length > 0
    ? { ...catalogue, extra: more as Catalogue['extra'] }
    : catalogue
}

function known(columns: Record<string, Stated<unknown> | undefined>): Record<string, unknown[]> {
  const some = Object.entries(columns).flatMap(([name, values]) => {
    const column = values?.map((value) => value ?? null)
    return column?.some((value) => value !== null) ? [[name, column] as const] : []
  })
  return Object.fromEntries(some)
}

function cells<T>(facts: Facts[], name: string, read: (value: unknown) => T | null): Stated<T> {
  return facts.map((row) => (row && Object.hasOwn(row, name) ? read(row[name]) : undefined))
}

function extras(facts: Facts[], taken: Set<string>, typed: boolean): StatedCatalogue['extra'] {
  const names = new Set<string>()
  for (const row of facts) for (const name in row) if (!taken.has(name)) names.add(name)
  const columns = [...names].sort().map((name) => {
    const values = cells(facts, name, scalarOf)
    return [name, typed ? values : numbersWhereSafe(values)] as const
  })
  return Object.fromEntries(columns)
}

/** Numbers, if every text is one and comes back the same: "007" stays a text. */
function numbersWhereSafe(values: Stated<string | number>): Stated<string | number> {
  const safe = values.every(
    (value) => value == null || (Number.isFinite(Number(value)) && String(Number(value)) === value),
  )
  return safe ? values.map((value) => (value == null ? value : Number(value))) : values
}

function scalarOf(value: unknown): string | number | null {
  return typeof value === 'number' ? value : textOf(value)
}

/** A value as text: lists joined by ` | `, null where blank. */
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
 * Category paths `A > B` of one item. In a text, paths are parted by `|`; in JSON and Parquet a
 * list holds one path each, as a text or as a list of its steps.
 */
export function categoryPaths(value: unknown): string[] | null {
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
 * The text of every item: title, each distinct category name once, description.
 *
 * @returns [N], '' where nothing is known; null where no item has a text
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
 * The named intents of every item, from a column `intents`: a list, or a text parted by `|`.
 *
 * @returns [N], null where an item has none; null where there is no such column
 */
export function intentsOfItems({ extra }: Catalogue): (string[] | null)[] | null {
  const column = extra?.intents
  if (!column) return null
  const names = (text: string) => text.split('|').map((name) => name.trim())
  return column.map((value) => (value === null ? null : names(String(value)).filter(Boolean)))
}

/** Keeps the rows `kept` of every column. */
export function pickItems(catalogue: Catalogue, kept: ArrayLike<number>): Catalogue {
  const pick = <T>(values: T[]) => Array.from(kept, (row) => values[row])
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
