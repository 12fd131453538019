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

/** The price with its currency, if the catalogue has one; empty if unknown. */
export function priceOf({ price, currency }: Facts): string {
  return typeof price === 'number' ? moneyIn(currency).format(price) : ''
}

/** The sum of the known prices; empty without any, and for prices in several currencies. */
export function totalOf(items: readonly Facts[]): string {
  const priced = items.filter(({ price }) => typeof price === 'number')
  if (new Set(priced.map(({ currency }) => currency)).size !== 1) return ''
  const price = priced.reduce((sum, { price = 0 }) => sum + price, 0)
  return priceOf({ ...priced[0], price })
}

const formats = new Map<string | undefined, Intl.NumberFormat>()

function moneyIn(currency: string | undefined): Intl.NumberFormat {
  let format = formats.get(currency)
  if (!format) {
    format = formatOf(currency)
    formats.set(currency, format)
  }
  return format
}

function formatOf(currency: string | undefined): Intl.NumberFormat {
  try {
    if (currency) return new Intl.NumberFormat(undefined, { style: 'currency', currency })
  } catch {
    // Not a code of three letters: the number alone.
  }
  return new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

/** Words of the catalogue for items that nobody can order now. */
const GONE = ['out of stock', 'discontinued']

/** Whether the item can be ordered: unless the catalogue says that it cannot. */
export function canOrder({ availability, unlisted }: Facts): boolean {
  return !unlisted && !GONE.includes(availability ?? '')
}

/** The last step of a category path. */
export function leafOf(path: string): string {
  return path.slice(path.lastIndexOf(' > ') + 1).replace(/^> /, '')
}
