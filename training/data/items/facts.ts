import { AVAILABILITY } from '@tacit-rec/pack'
import type { Choice } from '../columns/index.ts'
import { addressOf } from './addresses.ts'
import { availabilityOf, isDraft } from './availability.ts'
import type { StatedCatalogue } from './catalogue.ts'
import { joinLevels, type Paths, readCategories } from './categories.ts'
import { currencyOf } from './currency.ts'
import type { Nested } from './nested.ts'
import { readPrices } from './price.ts'
import { scalarText, structured, type Value } from './structure.ts'
import { lineOf, textOf } from './text.ts'

/** Facts per row, before rows of one item are merged. */
export type RowFacts = Omit<StatedCatalogue, 'ids'>

/** What was found in the values: per column of ours, and sentences. */
export interface FactNotes {
  how: Record<string, string>
  notes: string[]
  /** Cells that hold no price or no address; they are left blank. */
  unread: { column: string; row: number; value: string; what: string }[]
}

type Cells = ReadonlyMap<string, Value[]>
type Stated<T> = (T | null | undefined)[]

/**
 * Converts the cells of an items file to facts.
 *
 * @param typed whether the file has types (JSON, Parquet); otherwise numbers are recognized in extras
 */
export function factsOf(
  cells: Cells,
  choice: Choice,
  typed: boolean,
  nested: Nested | null = null,
): { facts: RowFacts; found: FactNotes } {
  const found: FactNotes = { how: {}, notes: [], unread: [] }
  const columnsOf = (ours: string) =>
    choice.several[ours] ?? (choice.chosen[ours] === undefined ? [] : [choice.chosen[ours]])
  const first = <T>(ours: string, read: (value: Value) => T | null) => {
    const names = columnsOf(ours)
    if (names.length === 0) return undefined
    return firstStated(names.map((name) => cellsOf(cells, name).map(stated(read))))
  }
  const addresses = (ours: 'url' | 'image') => {
    const read = first(ours, addressOf)
    if (read) noteAddresses(found, choice.chosen[ours], cells, read)
    return read
  }
  const price = pricesOf(columnsOf('price'), cells, found) ?? within(nested)
  const currency = currencies(first('currency', scalarText), price?.currency)
  const status = columnsOf('status')
  const draft = draftOf(status, cells)
  const availability =
    first('availability', availabilityOf) ?? nested?.availability ?? inStatus(status, cells)
  if (availability) {
    noteWords(found, choice.chosen.availability ?? status[0] ?? 'variants', availability)
  }
  const extras = Object.entries(choice.extra).map(([name, column]) => {
    const values = cellsOf(cells, column).map(stated(extraOf))
    return [name, typed ? values : numbersWhereSafe(values)] as const
  })
  const facts: RowFacts = {
    title: first('title', lineOf),
    categories: categoriesOf(columnsOf('categories'), cells),
    description: first('description', textOf),
    url: addresses('url'),
    image: addresses('image'),
    price: price?.values,
    currency,
    availability,
    draft,
    extra: Object.fromEntries(extras),
  }
  const code = new Set(currency?.filter(Boolean))
  if (facts.price && code.size > 0) {
    const how = found.how.price
    found.how.price = `${[...code].slice(0, 5).join(', ')}${how ? `; ${how}` : ''}`
  }
  return { facts, found }
}

function cellsOf(cells: Cells, name: string): Value[] {
  return cells.get(name) ?? []
}

/** Keeps the difference between a blank cell and none. */
function stated<T>(read: (value: Value) => T | null): (value: Value) => T | null | undefined {
  return (value) => (value === undefined ? undefined : read(value))
}

/** Per row, the first value of several columns. */
function firstStated<T>(columns: Stated<T>[]): Stated<T> {
  const [only, ...others] = columns
  if (others.length === 0) return only
  return only.map((_, row) => {
    const values = columns.map((column) => column[row]).filter((value) => value !== undefined)
    return values.find((value) => value !== null) ?? (values.length > 0 ? null : undefined)
  })
}

function categoriesOf(names: string[], cells: Cells): Paths[] | undefined {
  if (names.length === 0) return undefined
  const columns = names.map((name) => readCategories(cellsOf(cells, name)))
  return columns.length === 1 ? columns[0] : joinLevels(columns)
}

function pricesOf(names: string[], cells: Cells, found: FactNotes) {
  if (names.length === 0) return undefined
  const columns = names.map((name) => {
    const column = cellsOf(cells, name)
    const { how, unread, ...prices } = readPrices(column, name)
    if (how) found.how.price = how
    noteUnread(found, name, unread.rows, unread.example, 'price')
    return prices
  })
  const values = firstStated(columns.map((column) => column.values))
  const currency = values.map(
    (_, row) => columns.find((column) => column.values[row] != null)?.currency[row],
  )
  return { values, currency }
}

function within(nested: Nested | null) {
  const { price, currency = [] } = nested ?? {}
  return price && { values: price, currency }
}

/** ISO codes of the column `currency`, else those that the prices state. */
function currencies(
  column: Stated<string> | undefined,
  ofPrices: (string | undefined)[] | undefined,
): Stated<string> | undefined {
  const some = ofPrices?.some((code) => code !== undefined) ? ofPrices : undefined
  if (!column) return some
  return column.map((text, row) => {
    const code = text ? currencyOf(text) : text
    return code ?? some?.[row] ?? (text === undefined ? undefined : null)
  })
}

/** A status column may hide an item by one of several columns. */
function draftOf(names: string[], cells: Cells): Stated<boolean> | undefined {
  if (names.length === 0) return undefined
  const columns = names.map((name) => {
    const column = cellsOf(cells, name)
    const coded = /visib/i.test(name) && isMagentoVisibility(column)
    return column.map((cell) => (coded && String(cell).trim() === '1' ? true : isDraft(cell, name)))
  })
  return columns[0].map((_, row) => {
    const values = columns.map((column) => column[row]).filter((value) => value !== undefined)
    if (values.length === 0) return undefined
    if (values.includes(true)) return true
    return values.includes(false) ? false : null
  })
}

/** Magento codes visibility: 1 is nowhere, 2 the catalogue, 3 the search, 4 both. */
function isMagentoVisibility(column: Value[]): boolean {
  const codes = new Set(column.map(scalarText).filter((text) => text !== null))
  return [...codes].every((code) => /^[1-4]$/.test(code)) && [...codes].some((code) => code > '1')
}

/** A status may say `sold out`; its yes and no do not. */
function inStatus(names: string[], cells: Cells): Stated<string> | undefined {
  const known: readonly string[] = AVAILABILITY
  for (const name of names) {
    const column = cellsOf(cells, name).map((cell) => {
      const word = typeof cell === 'string' && cell.length > 5 ? availabilityOf(cell) : null
      return word !== null && known.includes(word) ? word : null
    })
    if (column.some((word) => word === 'out of stock' || word === 'discontinued')) return column
  }
  return undefined
}

/** Converts a column to numbers if that loses nothing: with "007" in it, it stays text. */
function numbersWhereSafe(values: Stated<string | number>): Stated<string | number> {
  const safe = values.every(
    (value) => value == null || (Number.isFinite(Number(value)) && String(Number(value)) === value),
  )
  return safe ? values.map((value) => (value == null ? value : Number(value))) : values
}

/** A public fact: a number, or text in one line; lists are joined by ` | `, objects give a name. */
function extraOf(cell: Value): string | number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null
  const value = structured(cell)
  if (value === null || typeof value !== 'object') return lineOf(cell)
  if (!Array.isArray(value))
    return lineOf(value.name ?? value.title ?? value.label ?? value.value ?? null)
  const parts = value.map(extraOf).filter((part) => part !== null)
  return parts.length > 0 ? parts.join(' | ') : null
}

/** Words that are not known leave an item listed: it is said, in case that is wrong. */
function noteWords(found: FactNotes, column: string, values: Stated<string>): void {
  const known = new Set<string>(AVAILABILITY)
  const others = values.filter((value) => value != null && !known.has(value))
  if (others.length > 0)
    found.notes.push(
      `Column "${column}": ${others.length} ${others.length === 1 ? 'cell is' : 'cells are'} no ` +
        `known availability, such as "${others[0]}": these items stay listed.`,
    )
}

function noteAddresses(found: FactNotes, column: string, cells: Cells, read: Stated<string>): void {
  const raw = cellsOf(cells, column)
  const rows = read.flatMap((value, row) =>
    value === null && scalarText(raw[row]) !== null ? [row] : [],
  )
  noteUnread(found, column, rows, scalarText(raw[rows[0]]), 'address')
}

function noteUnread(
  found: FactNotes,
  column: string,
  rows: readonly number[],
  example: string | null,
  what: 'price' | 'address',
): void {
  if (rows.length === 0) return
  const text = example ?? ''
  const value = text.length > 60 ? `${text.slice(0, 57)}…` : text
  found.unread.push({ column, row: rows[0], value, what })
  const cells = rows.length === 1 ? '1 cell is' : `${rows.length} cells are`
  found.notes.push(`Column "${column}": ${cells} no ${what}, such as "${value}": left blank.`)
}
