import { isText, isTexts, readJson, writeJson } from './json.ts'
import { refuse } from './tensors.ts'
import type { Catalogue, Shape } from './types.ts'

type Check = (value: unknown) => boolean

const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)

/** What an entry of each column is, where it is known. */
const COLUMNS: Record<Exclude<keyof Catalogue, 'ids' | 'extra'>, Check> = {
  title: isText,
  categories: isTexts,
  description: isText,
  url: isText,
  image: isText,
  price: isNumber,
  availability: isText,
}

/** Reads `catalogue.*.json`; unknown columns are dropped. @throws {TacitError} `pack/catalogue` */
export function decodeCatalogue(bytes: Uint8Array, { items }: Pick<Shape, 'items'>): Catalogue {
  const json = readJson('catalogue', bytes)
  const ids = column('ids', json.ids, items, isText) as string[]
  if (ids.includes(null as never)) throw refuse('catalogue', 'an id is null')
  if (new Set(ids).size < items) throw refuse('catalogue', 'an id is used twice')
  const known = Object.entries(COLUMNS)
    .filter(([name]) => json[name] != null)
    .map(([name, check]) => [name, column(name, json[name], items, check)])
  return { ids, ...Object.fromEntries(known), ...extraOf(json.extra, items) }
}

/** Writes `catalogue.*.json`. */
export function encodeCatalogue(catalogue: Catalogue): Uint8Array<ArrayBuffer> {
  const names = ['ids', ...Object.keys(COLUMNS), 'extra'] as (keyof Catalogue)[]
  return writeJson(Object.fromEntries(names.map((name) => [name, catalogue[name]])))
}

function extraOf(extra: unknown, items: number): Pick<Catalogue, 'extra'> {
  if (extra == null) return {}
  if (typeof extra !== 'object' || Array.isArray(extra)) {
    throw refuse('catalogue', 'extra is not an object of columns')
  }
  const check: Check = (value) => isText(value) || isNumber(value)
  // fromEntries defines properties, so a column named __proto__ stays a column.
  const columns = Object.entries(extra).map(([name, value]) => [
    name,
    column(`extra.${name.slice(0, 50)}`, value, items, check),
  ])
  return { extra: Object.fromEntries(columns) }
}

function column(name: string, value: unknown, items: number, check: Check): unknown[] {
  if (!Array.isArray(value) || value.length !== items) {
    const found = Array.isArray(value) ? `has ${value.length} entries` : 'is no list'
    throw refuse('catalogue', `${name} ${found} where the manifest says ${items} items`)
  }
  const wrong = value.findIndex((entry) => entry !== null && !check(entry))
  if (wrong >= 0) {
    const shown = JSON.stringify(value[wrong]).slice(0, 60)
    throw refuse('catalogue', `${name}[${wrong}] = ${shown} is of the wrong type`)
  }
  return value
}
