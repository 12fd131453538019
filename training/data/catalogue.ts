import type { Catalogue } from '@tacit/pack'
import { decodeHTML } from 'entities'
import { ITEM_COLUMNS } from './columns.ts'
import type { ItemTable } from './items.ts'
import { shorten, valueError } from './rows.ts'

/** One item's row: the file's column → its value, or null for an item without a row. */
export type Facts = Record<string, unknown> | null

const TEXTS = ['url', 'image', 'availability'] as const

/**
 * Puts the rows of an items file into columns, texts without HTML entities.
 *
 * @param ids the items in order
 * @param facts per item its row
 * @param record per item the row's number in the file, for errors
 */
export async function catalogueOf(
  ids: string[],
  facts: Facts[],
  record: ArrayLike<number>,
  { file, chosen }: ItemTable,
): Promise<Catalogue> {
  const column = <T>(ours: string, read: (value: unknown) => T | null) =>
    chosen[ours] === undefined
      ? undefined
      : someOf(facts.map((row) => (row ? read(row[chosen[ours]]) : null)))
  const catalogue: Catalogue = { ids }
  const decoded = (value: unknown) => {
    const text = textOf(value)
    return text === null ? null : decodeHTML(text)
  }
  set(catalogue, 'title', column('title', decoded))
  set(catalogue, 'categories', column('categories', categoryPaths))
  set(catalogue, 'description', column('description', decoded))
  for (const name of TEXTS) set(catalogue, name, column(name, textOf))
  const prices = column('price', (value) => (textOf(value) === null ? null : numberOf(value)))
  const bad = prices?.findIndex((price) => Number.isNaN(price)) ?? -1
  if (bad >= 0) {
    const value = shorten(textOf(facts[bad]?.[chosen.price]))
    const complaint = `value ${value} is not a number: write the price without a currency`
    throw await valueError(file, record[bad], chosen.price, complaint)
  }
  set(catalogue, 'price', prices)
  const typed = file.format === 'jsonl' || file.format === 'parquet'
  set(catalogue, 'extra', extras(facts, new Set(Object.values(chosen)), typed))
  return catalogue
}

/** A column that is nowhere known is left out. */
function someOf<T>(values: (T | null)[]): (T | null)[] | undefined {
  return values.some((value) => value !== null) ? values : undefined
}

function set<K extends keyof Catalogue>(catalogue: Catalogue, name: K, value: Catalogue[K]): void {
  if (value !== undefined) catalogue[name] = value
}

function extras(facts: Facts[], taken: Set<string>, typed: boolean): Catalogue['extra'] {
  const names = new Set<string>()
  for (const row of facts) for (const name in row) if (!taken.has(name)) names.add(name)
  const columns = [...names].sort().flatMap((name) => {
    const values = someOf(facts.map((row) => (row ? scalarOf(row[name]) : null)))
    return values ? [[name, typed ? values : numbersWhereSafe(values)] as const] : []
  })
  return columns.length > 0 ? Object.fromEntries(columns) : undefined
}

/** Numbers, if every text is one and comes back the same: "007" stays a text. */
function numbersWhereSafe(values: (string | number | null)[]): (string | number | null)[] {
  const safe = values.every(
    (value) =>
      value === null || (Number.isFinite(Number(value)) && String(Number(value)) === value),
  )
  return safe ? values.map((value) => (value === null ? null : Number(value))) : values
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
