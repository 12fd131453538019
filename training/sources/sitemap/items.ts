import type { ItemRow } from '../importer.ts'
import type { PageItem } from './product.ts'

/**
 * Items by id, as pages name them: a page of the product itself wins over one that only mentions
 * it, and two pages of one product (its variants, or languages) fill each other's blanks.
 */
export class ItemsOfPages {
  readonly #items = new Map<string, PageItem>()

  add(item: PageItem): void {
    const id = item.row.id as string
    const known = this.#items.get(id)
    if (!known || (item.own && !known.own)) this.#items.set(id, item)
    else if (item.own) this.#items.set(id, { own: true, row: joined(known.row, item.row) })
  }

  rows(): ItemRow[] {
    return [...this.#items.values()].map(({ row }) => row)
  }
}

function joined(first: ItemRow, second: ItemRow): ItemRow {
  const blanks = Object.entries(second).filter(
    ([key, value]) => isBlank(first[key as keyof ItemRow]) && !isBlank(value),
  )
  const row: ItemRow = { ...first, ...Object.fromEntries(blanks) }
  const cheaper = (second.price ?? Infinity) < (first.price ?? Infinity)
  if (cheaper && first.currency === second.currency) row.price = second.price ?? null
  if (second.availability === 'in stock') row.availability = second.availability
  return row
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0)
}
