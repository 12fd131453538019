import { type Choice, mapFlag } from '../columns/index.ts'
import { readPrices } from './price.ts'
import { plain, scalarText, type Value } from './structure.ts'

/** What is paid while a sale lasts; its dates, if it has any, are not judged here. */
const SALE =
  /^(sale|special|discount|discounted|offer|promo|promotional)price$|^(aktions|angebots|sonder)preis$|^preciooferta$/
const SALE_DATES =
  /^(date)?(sale|special)(price)?(starts?|ends?|from|to|effectivedate|fromdate|todate)|^special(price)?(from|to)date$/

export interface Sale {
  column: string
  /** Columns that say from when to when it lasts. */
  dates: string[]
}

/** The column of sale prices beside that of the usual ones; null if there is none. */
export function saleOf(names: readonly string[], price: string | undefined): Sale | null {
  if (price === undefined || SALE.test(plain(price))) return null
  const column = names.find((name) => SALE.test(plain(name)))
  const dates = names.filter((name) => SALE_DATES.test(plain(name)))
  return column === undefined ? null : { column, dates }
}

/** Replaces prices by lower ones of the column of sales, in rows without dates of the sale. */
export function withSales(
  choice: Choice,
  cells: Map<string, Value[]>,
  { column: sale, dates }: Sale,
): void {
  const { price } = choice.chosen
  const column = cells.get(price) ?? []
  const usual = readPrices(column, price).values
  const sales = readPrices(cells.get(sale) ?? [], sale).values
  const dated = (row: number) => dates.some((name) => scalarText(cells.get(name)?.[row]) !== null)
  let lower = 0
  const paid = column.map((cell, row) => {
    const [was, is] = [usual[row], sales[row]]
    if (!is || (was != null && is >= was) || dated(row)) return cell
    lower++
    return cells.get(sale)?.[row]
  })
  if (lower === 0) return
  cells.set(price, paid)
  choice.ignored = choice.ignored.filter((other) => other.column !== sale)
  choice.notes.push(
    `"${sale}" is the price of ${lower} ${lower === 1 ? 'row' : 'rows'}, because it is lower than "${price}"; pass ` +
      `${mapFlag('price', price)} to ignore it.`,
  )
}
