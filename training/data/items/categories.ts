import { type Style, splitCategories, styleOf } from './category-text.ts'
import { isBlank, scalarText, structured, type Value } from './structure.ts'
import { plainText } from './text.ts'

/** Category paths of one item, `A > B`; null: none; undefined: the row has no such cell. */
export type Paths = string[] | null | undefined

const STEP = ' > '
/** Fields of an object that name a category, in order. */
const NAMES = `path full_path fullPath full_name fullName breadcrumb breadcrumbs name title label
  category_name categoryName value`.split(/\s+/)
/** Fields that hold the category, or the steps of its path as schema.org lists them. */
const INSIDE = ['itemListElement', 'item', 'category', 'categories', 'taxonomy']
/** What shops write where an item has none, and the root that Magento puts above all. */
const NONE = /^(?:\(?no genres listed\)?|uncategori[sz]ed|unassigned|(?:ohne|keine) kategorie)$/i
const ROOT = /^(?:default category|root catalog|root category)$/i
/** Google's number before the path, as in `2271 - Apparel & Accessories > Clothing`. */
const NUMBER = /^\d{1,6}\s+[-–]\s+(?=\p{L})/u
const PARENTS = ['parent', 'parent_category', 'parentCategory', 'ancestor']

/**
 * Reads category paths, whatever writes them: `A > B`, `A/B`, lists separated by `|`, `;` or `,`, JSON
 * and Python lists, lists of names (a path each), and objects such as Algolia's levels. How texts are
 * split is decided by the column as a whole.
 *
 * @param cells undefined: the row has no such cell
 */
export function readCategories(cells: readonly Value[]): Paths[] {
  const read = cells.map((cell) => unquoted(cell))
  const style = styleOf(read.flatMap((cell) => (typeof cell === 'string' ? [clean(cell)] : [])))
  const inLists = styleOf(read.flatMap((cell) => textsIn(cell)).map((text) => clean(text)))
  // Within a list, a comma is part of a name.
  const element: Style = { ...inLists, list: null, names: new Set() }
  return read.map((cell) => {
    if (cell === undefined) return undefined
    const paths =
      typeof cell === 'string' ? splitCategories(clean(cell), style) : pathsOf(cell, element)
    return distinctPaths(paths)
  })
}

/**
 * Joins the columns that hold the levels of one path, from the root: `category1`, `category2`. A level
 * that repeats the levels above it (`A`, `A > B`) replaces them.
 */
export function joinLevels(levels: readonly Paths[][]): Paths[] {
  return levels[0].map((_, row) => {
    const cells = levels.map((level) => level[row])
    if (cells.every((cell) => cell === undefined)) return undefined
    const some = cells.flatMap((cell) => (cell?.length ? [cell] : []))
    if (some.length === 0) return null
    const cumulative = some.some(
      (cell, at) => at > 0 && some[at - 1].some((p) => extendsAny(cell, p)),
    )
    const single = some.every((cell) => cell.length === 1)
    if (cumulative || !single) return deepest(some.flat())
    const names = some.flat()
    return [names.filter((name, at) => name !== names[at - 1]).join(STEP)]
  })
}

/** The paths that no other one goes on from. */
export function deepest(paths: string[]): string[] {
  const distinct = [...new Set(paths)]
  return distinct.filter((path) => !distinct.some((other) => other.startsWith(path + STEP)))
}

/** The categories of several columns or rows together. */
export function unionOf(parts: readonly Paths[]): Paths {
  const stated = parts.filter((part) => part !== undefined)
  if (stated.length === 0) return undefined
  const all = [...new Set(stated.flatMap((part) => part ?? []))]
  return all.length > 0 ? all : null
}

/** The names of a path. */
export function namesOf(path: string): string[] {
  return path
    .split('>')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function extendsAny(paths: string[], root: string): boolean {
  return paths.some((path) => path.startsWith(root + STEP))
}

/** A list or an object that text writes; also RecBole's `'A', 'B'`. */
function unquoted(cell: Value): Value {
  if (typeof cell === 'string' && /^\s*(['"]).*\1\s*$/.test(cell)) {
    const list = structured(`[${cell}]`)
    if (Array.isArray(list) && list.every((name) => typeof name === 'string')) return list
  }
  if (typeof cell === 'string' && /^\s*(?:\(.*\)|\{.*\})\s*$/.test(cell)) return setIn(cell)
  return typeof cell === 'number' || typeof cell === 'boolean' ? String(cell) : structured(cell)
}

/** The members of a tuple or set of Python, or of an array of PostgreSQL (`{Shoes,"Hats, caps"}`). */
function setIn(text: string): Value {
  const inner = text.trim().slice(1, -1)
  const read = structured(text)
  if (read !== text) return read
  const list = structured(`[${inner.replace(/,\s*$/, '')}]`)
  if (Array.isArray(list)) return list
  if (!text.trim().startsWith('{')) return text
  const members = inner.match(/"(?:[^"\\]|\\.)*"|[^,]+/g) ?? []
  return members.map((name) => name.trim().replace(/^"|"$/g, ''))
}

function clean(text: string): string {
  return isBlank(text) ? '' : plainText(text)
}

/** The texts within a list or an object. */
function textsIn(value: Value): string[] {
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap((part) =>
    typeof part === 'string' ? [part] : textsIn(part as Value),
  )
}

function pathsOf(value: Value, style: Style): string[][] {
  if (Array.isArray(value)) {
    if (isLadder(value)) return [value.map((step) => nameOf(step as Record<string, Value>) ?? '')]
    return value.flatMap((part) => {
      // A list within the list holds the names of one path.
      if (Array.isArray(part)) return [part.map((name) => nameIn(name))]
      return pathsOf(part as Value, style)
    })
  }
  if (value !== null && typeof value === 'object') return pathsOfObject(value, style)
  const text = scalarText(value)
  return text === null ? [] : splitCategories(clean(text), style)
}

/** Algolia's levels, a category with a name and perhaps a parent, or names by number or language. */
function pathsOfObject(object: { [key: string]: Value }, style: Style): string[][] {
  const keys = Object.keys(object)
  const levels = keys.filter((key) => /^(?:lvl|level)_?\d+$/i.test(key)).sort()
  if (levels.length > 0) {
    const paths = levels.flatMap((key) =>
      pathsOf(object[key], style).map((names) => names.join(STEP)),
    )
    const cumulative = deepest(paths)
    const isPath = cumulative.length > 1 && levels.every((key) => typeof object[key] === 'string')
    const plain = isPath && !paths.some((path) => path.includes(STEP))
    return plain ? [paths] : cumulative.map(namesOf)
  }
  const inside = INSIDE.map((key) => object[key]).find((part) => part && typeof part === 'object')
  const name = nameOf(object)
  if (name === null && inside !== undefined) return pathsOf(inside, style)
  if (name !== null) {
    const above = PARENTS.map((key) => object[key]).find((parent) => parent)
    const parents = above && typeof above === 'object' ? pathsOf(above, style) : []
    return splitCategories(name, style).map((names) => [...(parents[0] ?? []), ...names])
  }
  const numbered = keys.every((key) => /^\d+$/.test(key))
  const values = numbered ? Object.values(object) : Object.values(object).slice(0, 1)
  const isNames = numbered || keys.every((key) => /^[a-z]{2}(?:[-_][a-z]{2})?$/i.test(key))
  return isNames ? values.flatMap((part) => pathsOf(part, style)) : []
}

/** Whether a list holds the steps of one path: objects with rising levels. */
function isLadder(list: Value[]): boolean {
  const level = (step: Value) =>
    step && typeof step === 'object' && !Array.isArray(step)
      ? Number(step.level ?? step.depth ?? step.position ?? Number.NaN)
      : Number.NaN
  return list.length > 1 && list.every((step, at) => level(step) - level(list[0]) === at)
}

function nameOf(object: { [key: string]: Value }): string | null {
  for (const key of NAMES) {
    const value = object[key]
    const text = Array.isArray(value) ? value.map(nameIn).join(STEP) : scalarText(value)
    if (text) return clean(text)
    // A name by language: { en: 'Shoes' }.
    if (value && typeof value === 'object') return nameIn(Object.values(value)[0])
  }
  const { item } = object
  return item && typeof item === 'object' && !Array.isArray(item) ? nameOf(item) : null
}

function nameIn(value: Value): string {
  if (value && typeof value === 'object' && !Array.isArray(value)) return nameOf(value) ?? ''
  return clean(scalarText(value) ?? '')
}

function distinctPaths(paths: string[][]): string[] | null {
  const texts = paths
    .map(([first = '', ...rest]) => [first.replace(NUMBER, ''), ...rest])
    .map((names) => (names.length > 1 && ROOT.test(names[0]) ? names.slice(1) : names))
    .map((names) => names.filter((name) => !isBlank(name) && !NONE.test(name)).join(STEP))
    .filter((path) => path !== '')
  return texts.length > 0 ? [...new Set(texts)].map((path) => path.replace(/\s+/g, ' ')) : null
}
