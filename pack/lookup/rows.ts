import { packAddresses } from '../addresses.ts'
import { invalidFile } from '../errors.ts'
import type { ItemFacts } from '../facts.ts'
import { isRecord } from '../guards.ts'

/** The cells of a column, null where an item has none; or a shorter form of them. */
type Column = unknown[] | Repeated | Addresses

/** Cells that repeat. */
interface Repeated {
  /** The distinct ones. */
  cells: unknown[]
  /** Which of them each item has. */
  at: number[]
}

/** Texts with a common start and end. */
interface Addresses {
  prefix: string
  suffix: string
  /** What is between; 1: the item's id. */
  rest: (string | number | null)[]
}

/** The facts of some items by column, so that what they share stands once: a third of their JSON. */
export function encodeRows(items: readonly ItemFacts[]): Record<string, Column> {
  const names = new Set(items.flatMap((item) => Object.keys(item)))
  const ids = items.map(({ id }) => id)
  return Object.fromEntries(
    Array.from(names, (name) => {
      const cells = items.map((item) => item[name] ?? null)
      return [name, name === 'id' ? cells : shortest(cells, ids)]
    }),
  )
}

function shortest(cells: unknown[], ids: readonly string[]): Column {
  const forms: Column[] = [cells, ...repeated(cells), ...addresses(cells, ids)]
  if (forms.length === 1) return cells
  const lengths = forms.map((form) => JSON.stringify(form).length)
  return forms[lengths.indexOf(Math.min(...lengths))]
}

function repeated(cells: readonly unknown[]): Repeated[] {
  const places = new Map<unknown, number>()
  const distinct: unknown[] = []
  const at = cells.map((cell) => {
    const key = Array.isArray(cell) ? JSON.stringify(cell) : cell
    const place = places.get(key) ?? distinct.push(cell) - 1
    places.set(key, place)
    return place
  })
  return distinct.length < cells.length ? [{ cells: distinct, at }] : []
}

function addresses(cells: readonly unknown[], ids: readonly string[]): Addresses[] {
  const isAddress = (cell: unknown): cell is string | null =>
    cell === null || (typeof cell === 'string' && /^(https?:)?\//.test(cell))
  if (!cells.every(isAddress)) return []
  const packed = packAddresses(cells, { ids })
  return Array.isArray(packed) ? [] : [packed]
}

/**
 * Reads what {@link encodeRows} wrote.
 *
 * @throws {TacitError} `pack/index`
 */
export function decodeRows(columns: Record<string, unknown>): ItemFacts[] {
  const { id: ids, ...others } = columns
  if (!Array.isArray(ids)) throw invalidFile('index', 'facts have no ids')
  const items: ItemFacts[] = ids.map((id) => ({ id }))
  for (const [name, column] of Object.entries(others)) {
    const cells = cellsOf(column, ids)
    if (cells?.length !== ids.length)
      throw invalidFile('index', `facts of ${ids.length} items have another number of "${name}"`)
    for (const [n, cell] of cells.entries()) if (cell !== null) items[n][name] = cell
  }
  return items
}

function cellsOf(column: unknown, ids: readonly string[]): unknown[] | null {
  if (Array.isArray(column)) return column
  if (!isRecord(column)) return null
  const { cells, at, prefix, suffix, rest } = column
  if (Array.isArray(cells) && Array.isArray(at)) return at.map((place) => cells[place] ?? null)
  if (!Array.isArray(rest)) return null
  return rest.map((middle, n) =>
    middle === null ? null : `${prefix}${middle === 1 ? ids[n] : middle}${suffix}`,
  )
}
