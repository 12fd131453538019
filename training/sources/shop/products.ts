import type { ItemRow, Tools } from '../importer.ts'

/** What an order calls a product. */
export interface Names {
  /** The shop's number of the product or of a variant. */
  id?: string | null
  sku?: string | null
  /** Title of the product, or of the product and its variant. */
  name?: string | null
}

/** Facts of one variant; a product without variants is its own. */
export interface Variant extends Names {
  price?: number | null
  inStock?: boolean | null
}

interface Entry {
  row: ItemRow
  prices: number[]
  stock: boolean[]
  /** Name of an option, such as `Color` → its values among the variants. */
  options: Map<string, Set<string>>
}

/**
 * The products of a shop, each with its variants, found by whatever an order calls them. A name that
 * two products share finds neither.
 */
export class Products {
  readonly #entries = new Map<string, Entry>()
  readonly #byName = new Map<string, string | null>()

  get size(): number {
    return this.#entries.size
  }

  has(id: string): boolean {
    return this.#entries.has(id)
  }

  /** Adds a product; facts of one that is there already fill its blanks. */
  add(id: string, facts: Omit<ItemRow, 'id'>): void {
    const entry = this.#entries.get(id)
    if (entry) entry.row = { ...facts, ...withoutBlanks(entry.row), id }
    else this.#entries.set(id, { row: { ...facts, id }, prices: [], stock: [], options: new Map() })
    this.#name(id, { id, name: facts.title })
  }

  variant(id: string, { price, inStock, ...names }: Variant): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    if (typeof price === 'number') entry.prices.push(price)
    if (typeof inStock === 'boolean') entry.stock.push(inStock)
    this.#name(id, names)
  }

  /** Adds a value of an option, which `--keep` may name as a column. */
  option(id: string, name: string | null, value: string | null): void {
    const options = this.#entries.get(id)?.options
    if (!options || name === null || value === null) return
    options.set(name, (options.get(name) ?? new Set()).add(value))
  }

  /** The id of the product that an order names; null if no product or several have the names. */
  find({ id, sku, name }: Names): string | null {
    const keys = [`id ${id}`, `sku ${plain(sku)}`, `name ${plain(name)}`]
    for (const key of keys) {
      const found = this.#byName.get(key)
      if (found) return found
    }
    return null
  }

  /** @param currency of all prices that have none of their own */
  write(tools: Tools, currency: string | null): void {
    for (const { row, prices, stock, options } of this.#entries.values()) {
      const price = prices.length ? Math.min(...prices) : row.price
      const known = stock.length ? (stock.includes(true) ? 'in stock' : 'out of stock') : null
      tools.item({
        ...row,
        price,
        currency: price === null || price === undefined ? null : (row.currency ?? currency),
        availability: row.availability ?? known,
        extra: { ...row.extra, ...joined(options) },
      })
    }
  }

  #name(product: string, { id, sku, name }: Names): void {
    const keys = [id && `id ${id}`, sku && `sku ${plain(sku)}`, name && `name ${plain(name)}`]
    for (const key of keys) {
      if (!key) continue
      const known = this.#byName.get(key)
      this.#byName.set(key, known === undefined || known === product ? product : null)
    }
  }
}

function joined(options: ReadonlyMap<string, ReadonlySet<string>>): Record<string, string> {
  return Object.fromEntries([...options].map(([name, values]) => [name, [...values].join(', ')]))
}

function plain(name: string | null | undefined): string {
  return (name ?? '').trim().replace(/\s+/g, ' ').toLowerCase()
}

function withoutBlanks(row: ItemRow): Partial<ItemRow> {
  const known = Object.entries(row).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(known)
}
