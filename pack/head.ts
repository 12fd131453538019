import { readRows, rowsOf } from './blocks.ts'
import { type AnyCell, column, type Facts } from './columns.ts'
import { invalidFile } from './errors.ts'
import { factsOf, type ItemFacts, isListed } from './facts.ts'
import { isText } from './guards.ts'
import { gzipJson } from './gzip.ts'
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
  /** The start of a category's path; null: of all categories. */
  category: string | null
  /** Indices into `Head.items`. */
  items: number[]
}

/** What everybody loads first: enough to paint a first shelf before anything else is there. */
export interface Head {
  /** Facts of the items, most popular first. */
  items: ItemFacts[]
  /** All categories first, then by popularity. */
  shelves: HeadShelf[]
}

/**
 * Reads `head.*.json.gz`.
 *
 * @returns null for one of an earlier build, which listed rows: a device waits for the facts instead
 * @throws {TacitError} `pack/head`
 */
export function decodeHead(json: Record<string, unknown>): Head | null {
  if (json.rows !== undefined) return null
  const length = (list: unknown) => (Array.isArray(list) ? list.length : 0)
  const ids = column('head', 'ids', json.ids, length(json.ids), isText)
  const shown = column('head', 'shelves', json.shelves, length(json.shelves), isText)
  const { first, perShelf, steps } = json
  if (ids.includes(null) || shown.includes(null))
    throw invalidFile('head', 'an id or a category is null')
  if (!isCount(first) || !isCount(perShelf) || !isCount(steps))
    throw invalidFile('head', 'first, perShelf and steps must be whole numbers')
  const catalogue = { ids: ids as string[], ...readRows('head', json, ids as string[]) }
  const places = Array.from(ids.keys())
  const starts = places.map((n) => startsOf(catalogue.categories?.[n], steps))
  return {
    items: places.map((n) => factsOf(catalogue, n)),
    shelves: [
      { category: null, items: places.slice(0, first) },
      ...(shown as string[]).map((category) => ({
        category,
        items: places.filter((n) => starts[n].has(category)).slice(0, perShelf),
      })),
    ],
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
  { steps, found }: ReturnType<typeof byCategory>,
  { shelves, perShelf, first }: (typeof SIZES)[number],
): object {
  const chosen = found.slice(0, shelves)
  const kept = new Set([
    ...ranked.slice(0, first),
    ...chosen.flatMap(({ items }) => items.slice(0, perShelf)),
  ])
  // In the order of popularity, so that a shelf is the first items of its category.
  const rows = ranked.filter((row) => kept.has(row))
  const named = { ids: rows.map((row) => ids[row]), title: title && rows.map((row) => title[row]) }
  const pick = (cells: readonly AnyCell[]) => rows.map((row) => short(cells[row]))
  return {
    ids: named.ids,
    ...rowsOf(facts, named, pick),
    first,
    perShelf,
    steps,
    shelves: chosen.map(({ category }) => category),
  }
}

/** Max steps of a path that a shelf is about. */
const MAX_STEPS = 3
/** Max share of the items in one category, while there are more steps. */
const MAX_SHARE = 0.9

/**
 * Items by the start of their categories' paths, the categories with most users first: the first
 * step, or more of them where nearly all items share it.
 */
function byCategory(
  { categories }: Catalogue,
  ranked: readonly number[],
  popularity: Float32Array,
): { steps: number; found: { category: string; items: number[] }[] } {
  for (let steps = 1; ; steps++) {
    const found = new Map<string, { users: number; items: number[] }>()
    for (const item of ranked) {
      for (const category of startsOf(categories?.[item], steps)) {
        const shelf = found.get(category) ?? { users: 0, items: [] }
        found.set(category, shelf)
        shelf.users += popularity[item]
        shelf.items.push(item)
      }
    }
    const largest = Math.max(0, ...Array.from(found.values(), ({ items }) => items.length))
    if (largest > MAX_SHARE * ranked.length && steps < MAX_STEPS) continue
    const sorted = Array.from(found, ([category, shelf]) => ({ category, ...shelf })).sort(
      (a, b) => b.users - a.users || (a.category < b.category ? -1 : 1),
    )
    return { steps, found: sorted }
  }
}

/** The first steps of an item's paths, each once. */
function startsOf(paths: readonly string[] | null | undefined, steps: number): Set<string> {
  return new Set((paths ?? []).map((path) => path.split(' > ').slice(0, steps).join(' > ')))
}

function short(cell: AnyCell): AnyCell {
  return typeof cell === 'string' && cell.length > MAX_CELL ? null : cell
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}
