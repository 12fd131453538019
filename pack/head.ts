import { readRows, rowsOf } from './blocks.ts'
import { type AnyCell, column, type Facts } from './columns.ts'
import { invalidFile } from './errors.ts'
import { factsOf, type ItemFacts, isListed } from './facts.ts'
import { isFiniteNumber, isRecord, isText } from './guards.ts'
import { gzipJson } from './gzip.ts'
import type { Shape } from './manifest.ts'
import type { Catalogue } from './types.ts'

/** Max bytes of the head, as transferred. */
export const MAX_HEAD = 30_000
/** Longer texts, such as images inside `data:` addresses, are left out of the head. */
const MAX_CELL = 500
/** Items of the first shelf, and of each category: what is tried, until all of it fits. */
const SIZES = [
  { shelves: 24, perShelf: 12, first: 60 },
  { shelves: 24, perShelf: 8, first: 40 },
  { shelves: 16, perShelf: 8, first: 24 },
  { shelves: 12, perShelf: 4, first: 16 },
  { shelves: 4, perShelf: 4, first: 12 },
  { shelves: 0, perShelf: 0, first: 8 },
  { shelves: 0, perShelf: 0, first: 1 },
]

/** Popular items of one category, most popular first. */
export interface HeadShelf {
  /** The first step of a category's path; null: of all categories. */
  category: string | null
  /** Indices into `Head.items`. */
  items: number[]
}

/** What everybody loads first: enough to paint a first shelf before anything else is there. */
export interface Head {
  /** Facts of the items, and their rows in every table. */
  items: (ItemFacts & { row: number })[]
  /** All categories first, then by popularity. */
  shelves: HeadShelf[]
}

/** Reads `head.*.json.gz`. @throws {TacitError} `pack/head` */
export function decodeHead(json: Record<string, unknown>, { items }: Pick<Shape, 'items'>): Head {
  const list = Array.isArray(json.rows) ? json.rows : []
  const rows = column('head', 'rows', json.rows, list.length, isIndexBelow(items))
  const ids = column('head', 'ids', json.ids, list.length, isText)
  if (rows.includes(null) || ids.includes(null)) throw invalidFile('head', 'a row or an id is null')
  const catalogue = { ids: ids as string[], ...readRows('head', json, ids as string[]) }
  if (!Array.isArray(json.shelves)) throw invalidFile('head', 'shelves must be a list')
  const inHead = isIndexBelow(list.length)
  return {
    items: ids.map((_, n) => ({ ...factsOf(catalogue, n), row: rows[n]! })),
    shelves: json.shelves.map((shelf: unknown, n) => {
      const { category = null, items = null } = isRecord(shelf) ? shelf : {}
      const isShelf = Array.isArray(items) && items.every(inHead)
      if (!isShelf || !(category === null || isText(category)))
        throw invalidFile('head', `shelves[${n}] is not a category with items of the head`)
      return { category, items }
    }),
  }
}

/** The JSON of `head.*.json.gz`, compressed to at most 30 kB; null for a catalogue that cannot be. */
export function encodeHead(
  catalogue: Catalogue,
  facts: Facts,
  popularity: Float32Array,
): ReturnType<typeof gzipJson> | null {
  const ranked = Array.from(popularity.keys())
    .filter((item) => isListed(catalogue, item))
    .sort((a, b) => popularity[b] - popularity[a] || a - b)
  if (!ranked.length) return null
  const categories = byCategory(catalogue, ranked, popularity)
  for (const size of SIZES) {
    const head = gzipJson(headOf(catalogue, facts, ranked, categories, size))
    if (head.bytes.length <= MAX_HEAD) return head
  }
  return null
}

function headOf(
  { ids, title }: Catalogue,
  facts: Facts,
  ranked: readonly number[],
  categories: readonly { category: string; items: number[] }[],
  { shelves, perShelf, first }: (typeof SIZES)[number],
): object {
  const chosen = [
    { category: null, items: ranked.slice(0, first) },
    ...categories
      .slice(0, shelves)
      .map(({ category, items }) => ({ category, items: items.slice(0, perShelf) })),
  ]
  const rows = [...new Set(chosen.flatMap(({ items }) => items))]
  const place = new Map(rows.map((row, n) => [row, n]))
  const named = { ids: rows.map((row) => ids[row]), title: title && rows.map((row) => title[row]) }
  const pick = (cells: readonly AnyCell[]) => rows.map((row) => short(cells[row]))
  return {
    rows,
    ids: named.ids,
    ...rowsOf(facts, named, pick),
    shelves: chosen.map(({ category, items }) => ({
      category,
      items: items.map((row) => place.get(row)),
    })),
  }
}

/** Items by the first step of their categories' paths, the categories with most users first. */
function byCategory(
  { categories }: Catalogue,
  ranked: readonly number[],
  popularity: Float32Array,
): { category: string; items: number[] }[] {
  const found = new Map<string, { users: number; items: number[] }>()
  for (const item of ranked) {
    for (const category of new Set(
      (categories?.[item] ?? []).map((path) => path.split(' > ')[0]),
    )) {
      const shelf = found.get(category) ?? { users: 0, items: [] }
      found.set(category, shelf)
      shelf.users += popularity[item]
      shelf.items.push(item)
    }
  }
  return Array.from(found, ([category, { users, items }]) => ({ category, users, items })).sort(
    (a, b) => b.users - a.users || (a.category < b.category ? -1 : 1),
  )
}

function short(cell: AnyCell): AnyCell {
  return typeof cell === 'string' && cell.length > MAX_CELL ? null : cell
}

function isIndexBelow(end: number) {
  return (value: unknown): value is number =>
    isFiniteNumber(value) && Number.isInteger(value) && value >= 0 && value < end
}
