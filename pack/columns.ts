import { invalidFile } from './errors.ts'
import {
  type Guard,
  isFiniteNumber,
  isRecord,
  isText,
  isTextOrNumber,
  isTexts,
  show,
} from './guards.ts'
import { type Catalogue, UNLISTED, type Unlisted } from './types.ts'

/** The columns of a catalogue that Tacit knows. */
export type ColumnName = Exclude<keyof Catalogue, 'ids' | 'extra'>
type Cell<N extends ColumnName> = NonNullable<NonNullable<Catalogue[N]>[number]>

/**
 * The type of each column's cells, in the order in which they are written. Plain guards, because a
 * schema library allocates an object per cell.
 */
export const COLUMNS: { [N in ColumnName]: Guard<Cell<N>> } = {
  title: isText,
  categories: isTexts,
  description: isText,
  url: isText,
  image: isText,
  price: isFiniteNumber,
  currency: isText,
  availability: isText,
  unlisted: isUnlisted,
}

/** The facts of some items, as columns. */
export type Facts = Omit<Catalogue, 'ids'>
/** A cell of any column. */
export type AnyCell = string | string[] | number | null

function isUnlisted(value: unknown): value is Unlisted {
  return UNLISTED.some((known) => known === value)
}

/**
 * Reads the columns of a JSON object. Unknown columns are dropped.
 *
 * @param file the file's role, for errors
 * @throws {TacitError} `pack/<file>`
 */
export function columnsOf(file: string, json: Record<string, unknown>, rows: number): Facts {
  const columns = Object.entries<Guard<unknown>>(COLUMNS)
    .filter(([name]) => json[name] != null)
    .map(([name, guard]) => [name, column(file, name, json[name], rows, guard)])
  const facts: Facts = Object.fromEntries(columns)
  return json.extra == null ? facts : { ...facts, extra: extraOf(file, json.extra, rows) }
}

function extraOf(file: string, extra: unknown, rows: number): Catalogue['extra'] {
  if (!isRecord(extra)) throw invalidFile(file, 'extra must be an object of columns')
  // fromEntries defines properties, so a column named __proto__ stays a column.
  return Object.fromEntries(
    Object.entries(extra).map(([name, value]) => [
      name,
      column(file, `extra.${name.slice(0, 50)}`, value, rows, isTextOrNumber),
    ]),
  )
}

/** Checks a column: one cell per row, each null or of the column's type. */
export function column<T>(
  file: string,
  name: string,
  value: unknown,
  rows: number,
  guard: Guard<T>,
): (T | null)[] {
  if (!Array.isArray(value)) throw invalidFile(file, `${name} must be a list`)
  if (value.length !== rows)
    throw invalidFile(file, `${name} has ${value.length} entries, but there are ${rows} rows`)
  const wrong = value.findIndex((cell) => cell !== null && !guard(cell))
  if (wrong >= 0)
    throw invalidFile(file, `${name}[${wrong}] = ${show(value[wrong], 60)} has a wrong type`)
  return value
}
