import { bestOf } from './availability.ts'
import { unionOf } from './categories.ts'
import type { RowFacts } from './facts.ts'

/** Rows that are one item. */
export interface Group {
  id: string
  /** In file order. */
  rows: number[]
  /** The product's own row, whose facts come first. */
  head: number | null
  /** Whether that row is no variant itself. */
  apart: boolean
  /** Whether the rows are variants of a product; otherwise one of them replaces the others. */
  variants: boolean
}

type Cell<T> = T | null | undefined

/** The facts of items from those of their rows. */
export function mergeRows(facts: RowFacts, groups: readonly Group[], newest: Newest): RowFacts {
  const chosen = groups.map((group) => (group.variants ? ordered(group) : [newest(group.rows)]))
  const own = (row: number, at: number) => groups[at].apart && row === groups[at].head
  const column = <T>(
    values: Cell<T>[] | undefined,
    merge: (values: Cell<T>[], at: number) => Cell<T>,
  ) =>
    values &&
    chosen.map((rows, at) =>
      rows.length === 1
        ? values[rows[0]]
        : merge(
            rows.map((row) => values[row]),
            at,
          ),
    )
  const first = <T>(values: Cell<T>[] | undefined) => column(values, firstOf)
  /** Variants say whether they can be bought; the product's own row only if they do not. */
  const ofVariants = <T>(values: Cell<T>[], at: number): Cell<T>[] => {
    const parts = values.filter((value, n) => value != null && !own(chosen[at][n], at))
    return parts.length > 0 ? parts : values
  }
  const cheapest = chosen.map((rows) => lowest(rows, facts.price))
  return {
    title: first(facts.title),
    categories: column(facts.categories, (values) => unionOf(values)),
    description: first(facts.description),
    url: first(facts.url),
    image: first(facts.image),
    price: facts.price && cheapest.map((row, at) => facts.price?.[row ?? chosen[at][0]]),
    currency: facts.currency && cheapest.map((row, at) => facts.currency?.[row ?? chosen[at][0]]),
    availability: column(facts.availability, (values, at) => bestOf(ofVariants(values, at))),
    draft: column(facts.draft, (values, at) => {
      const head = groups[at].head === null ? null : values[0]
      if (head != null) return head
      const some = values.filter((value) => value != null)
      return some.length > 0 ? some.every(Boolean) : firstOf(values)
    }),
    extra: Object.fromEntries(
      Object.entries(facts.extra).map(([name, values]) => [
        name,
        (name === 'tags' ? column(values, tagsOf) : first(values)) as Cell<string | number>[],
      ]),
    ),
  }
}

/** Chooses one of the rows that repeat an item. */
export type Newest = (rows: number[]) => number

/**
 * The row with the latest time, else the last one.
 *
 * @param times [rows] in any unit; NaN where unknown
 */
export function newestBy(times: ArrayLike<number> | null): Newest {
  return (rows) =>
    rows.reduce((best, row) => {
      const [was, is] = [times?.[best] ?? Number.NaN, times?.[row] ?? Number.NaN]
      return is < was || (Number.isNaN(is) && !Number.isNaN(was)) ? best : row
    })
}

function ordered({ rows, head }: Group): number[] {
  return head === null ? rows : [head, ...rows.filter((row) => row !== head)]
}

function firstOf<T>(values: Cell<T>[]): Cell<T> {
  const known = values.find((value) => value !== null && value !== undefined)
  return known ?? (values.some((value) => value === null) ? null : undefined)
}

/** The row of the lowest price; 0 counts only if all are 0, since products without one write it. */
function lowest(rows: number[], prices: Cell<number>[] | undefined): number | null {
  const priced = rows.filter((row) => prices?.[row] != null)
  const price = (row: number) => prices?.[row] || Number.POSITIVE_INFINITY
  return priced.length > 0 ? priced.reduce((a, b) => (price(b) < price(a) ? b : a)) : null
}

function tagsOf(values: Cell<string | number>[]): Cell<string | number> {
  const distinct = [...new Set(values.filter((value) => value != null))]
  return distinct.length > 1 ? distinct.join(' | ') : firstOf(values)
}
