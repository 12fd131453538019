import type { Facts } from '@tacit-rec/client'

/** What an item is called: its title, or its id where the catalogue knows no more. */
export function titleOf({ id, title }: Facts): string {
  return title?.trim() || `No. ${id}`
}

const MAKERS = ['author', 'artist', 'director', 'brand', 'maker']

/** Who made it, where the catalogue says so. */
export function makerOf(facts: Facts): string {
  for (const name of MAKERS) {
    const value = facts[name]
    if (typeof value === 'string' && value.trim()) return value.trim()
  }
  return ''
}

/** Year of publication; the catalogue counts years before our era as negative. */
export function yearOf({ year }: Facts): string {
  if (typeof year !== 'number') return ''
  return year < 0 ? `${-year} BCE` : String(year)
}

const MONEY = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
})

/** Without a currency, which a catalogue does not name; empty where there is no price. */
export function priceOf({ price }: Facts): string {
  return typeof price === 'number' ? MONEY.format(price) : ''
}

export function totalOf(items: readonly Facts[]): string {
  const prices = items.flatMap(({ price }) => (typeof price === 'number' ? [price] : []))
  return prices.length ? MONEY.format(prices.reduce((sum, price) => sum + price, 0)) : ''
}

/** The last step of a category's path. */
export function leafOf(path: string): string {
  return path.slice(path.lastIndexOf(' > ') + 1).replace(/^> /, '')
}
