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
import { readJson, writeJson } from './json.ts'
import type { Shape } from './manifest.ts'
import { type Catalogue, UNLISTED, type Unlisted } from './types.ts'

type ColumnName = Exclude<keyof Catalogue, 'ids' | 'extra'>
type Cell<N extends ColumnName> = NonNullable<NonNullable<Catalogue[N]>[number]>

/**
 * The type of each column's cells. Plain guards, because a schema library allocates an object per
 * cell.
 */
const COLUMNS: { [N in ColumnName]: Guard<Cell<N>> } = {
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

function isUnlisted(value: unknown): value is Unlisted {
  return UNLISTED.some((known) => known === value)
}

/** Reads `catalogue.*.json`. Unknown columns are dropped. @throws {TacitError} `pack/catalogue` */
export function decodeCatalogue(bytes: Uint8Array, { items }: Pick<Shape, 'items'>): Catalogue {
  const json = readJson('catalogue', bytes)
  const columns = Object.entries<Guard<unknown>>(COLUMNS)
    .filter(([name]) => json[name] != null)
    .map(([name, guard]) => [name, column(name, json[name], items, guard)])
  const catalogue = { ids: idsOf(json.ids, items), ...Object.fromEntries(columns) }
  return json.extra == null ? catalogue : { ...catalogue, extra: extraOf(json.extra, items) }
}

/** Writes `catalogue.*.json`, the columns in a fixed order, since a file is named by its hash. */
export function encodeCatalogue(catalogue: Catalogue): Uint8Array<ArrayBuffer> {
  const names = Object.keys(COLUMNS) as ColumnName[]
  const columns = Object.fromEntries(names.map((name) => [name, catalogue[name]]))
  return writeJson({ ids: catalogue.ids, ...columns, extra: catalogue.extra })
}

function idsOf(value: unknown, items: number): string[] {
  const ids = column('ids', value, items, isText).filter((id) => id !== null)
  if (ids.length < items) throw invalidFile('catalogue', 'an id is null')
  if (new Set(ids).size < items) throw invalidFile('catalogue', 'an id occurs twice')
  return ids
}

function extraOf(extra: unknown, items: number): Catalogue['extra'] {
  if (!isRecord(extra)) throw invalidFile('catalogue', 'extra must be an object of columns')
  // fromEntries defines properties, so a column named __proto__ stays a column.
  return Object.fromEntries(
    Object.entries(extra).map(([name, value]) => [
      name,
      column(`extra.${name.slice(0, 50)}`, value, items, isTextOrNumber),
    ]),
  )
}

/** Checks a column: one cell per item, each null or of the column's type. */
function column<T>(name: string, value: unknown, items: number, guard: Guard<T>): (T | null)[] {
  if (!Array.isArray(value)) throw invalidFile('catalogue', `${name} must be a list`)
  if (value.length !== items) {
    throw invalidFile(
      'catalogue',
      `${name} has ${value.length} entries, but the manifest declares ${items} items`,
    )
  }
  const wrong = value.findIndex((cell) => cell !== null && !guard(cell))
  if (wrong >= 0) {
    throw invalidFile('catalogue', `${name}[${wrong}] = ${show(value[wrong], 60)} has a wrong type`)
  }
  return value
}
