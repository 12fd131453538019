import type { Facts } from '@tacit-rec/client'

/** The item's title, or its id if the catalogue has no title. */
export function titleOf({ id, title }: Facts): string {
  return title?.trim() || `No. ${id}`
}

const MAKERS = ['author', 'artist', 'director', 'brand', 'maker']

/** The author, artist or brand; empty if unknown. */
export function makerOf(facts: Facts): string {
  for (const name of MAKERS) {
    const value = facts[name]
    if (typeof value === 'string' && value.trim()) return value.trim()
  }
  return ''
}

/** Year of publication. The catalogue stores years BCE as negative numbers. */
export function yearOf({ year }: Facts): string {
  if (typeof year !== 'number') return ''
  return year < 0 ? `${-year} BCE` : String(year)
}

const MONEY = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
})

/** The price without a currency, which catalogues do not have; empty if unknown. */
export function priceOf({ price }: Facts): string {
  return typeof price === 'number' ? MONEY.format(price) : ''
}

export function totalOf(items: readonly Facts[]): string {
  const prices = items.flatMap(({ price }) => (typeof price === 'number' ? [price] : []))
  return prices.length ? MONEY.format(prices.reduce((sum, price) => sum + price, 0)) : ''
}

/** The last step of a category path. */
export function leafOf(path: string): string {
  return path.slice(path.lastIndexOf(' > ') + 1).replace(/^> /, '')
}
