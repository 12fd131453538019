import { currencyInName, currencyOf, fractionDigits } from './currency.ts'
import { scalarText, structured, type Value } from './structure.ts'
import { plainText } from './text.ts'

/** The prices of a column. */
export interface Prices {
  /** null: blank or unreadable; undefined: the row has no such cell. */
  values: (number | null | undefined)[]
  /** ISO 4217 per cell; undefined where neither cell nor column states one. */
  currency: (string | undefined)[]
  /** Cells that hold no price. */
  unread: { rows: number[]; example: string | null }
  /** How ambiguous cells are read; null if there are none. */
  how: string | null
}

/** Larger numbers are no prices. */
const MAX_PRICE = 1e12

const FREE =
  /^(?:(?:for )?free(?: of charge)?|gratis|kostenlos|umsonst|gratuite?|gratuit[oa]|gr[aá]tis|za darmo|ilmainen|zdarma|ingyenes|бесплатно|безкоштовно|無料|免费|免費|무료)!?$/i

/** Words beside a price that change nothing: ranges, taxes. */
const UNREADABLE: Reading = { numbers: [], currency: null }

const WORDS =
  words(`from to ab von bis a à à desde de hasta da fra från till partir dès dal dai od vanaf and und
  et y up only nur incl inkl inc excl exkl vat mwst ust tax taxes ttc ht iva tva gst moms btw zzgl plus
  versand versandkosten shipping now was sale special regular our your price preis prix precio prezzo
  prijs cena statt vorher jetzt each per unit stück stk pcs rrp msrp uvp ca approx about circa starting
  at as low 税込 税抜 税込み 税抜き 税别 含税 us 起`)

/** What stands behind a price and is no part of it: taxes in percent, marks of notes, a unit. */
const BEHIND =
  /[-−+]?\d+(?:[.,]\d+)?\s?%|[¹²³⁴*†]+$|\s?(?:\/|\bper|\bpro|\bpar)\s?(?:\d+\s?)?(?:kg|g|mg|lb|oz|l|ml|cl|m|m²|m2|cm|mo|month|monat|mois|yr|year|jahr|day|tag|night|nacht|week|hour|h|person|pers|each|ea|unit|piece|pc|pcs|item|stück|stk|st|pack|pair|paar|user)\b\.?/giu

/** One number: digits in groups, or digits with points and commas. */
const NUMBER = /\d{1,3}(?:[ '’]\d{3})+(?!\d)(?:[.,]\d+)?|\d[\d.,'’]*|(?<![\p{L}.])[.,]\d+/gu

/** Fields of an object that hold its price, in order, and its currency. */
const AMOUNTS = `amount value price unit_amount unitAmount current currentPrice sale_price salePrice
  sale special final final_price finalPrice minVariantPrice min_price minPrice lowPrice min low from default gross
  regular_price regularPrice regular net offers price_in_cents priceInCents price_cents
  priceCents`.split(/\s+/)
const CURRENCIES = words(`currency currencyCode currency_code currencycode priceCurrency
  price_currency currencyIso iso code unit`)

interface Reading {
  /** Numbers as written, the first counts; several are a range. */
  numbers: string[]
  exact?: number
  /** In the minor unit, such as cents. */
  minor?: boolean
  currency: string | null
}

/**
 * Reads prices as shops write them: with currency, thousands, decimal comma, ranges (the lower),
 * lists (the first), objects (`{ amount, currency }`) and words for free. Cells such as `1.299` follow
 * the column's other cells.
 *
 * @param cells undefined: the row has no such cell
 * @param name the column; it may state a currency (`price_eur`) or the minor unit (`price_cents`)
 */
export function readPrices(cells: Value[], name: string): Prices {
  const readings = cells.map(readingOf)
  const point = decimalPoint(readings)
  const stated = currencyInName(name)
  const minor = isMinor(name)
  const unread: Prices['unread'] = { rows: [], example: null }
  const currency = readings.map((reading) => reading?.currency ?? stated ?? undefined)
  const values = readings.map((reading, row) => {
    if (reading === null || reading === undefined) return reading
    const digits = fractionDigits(currency[row] ?? null)
    // A currency without minor units has no decimal mark.
    const marked = (text: string) =>
      digits === 0 && markOf(text) === null ? other(text) : point.mark
    const amounts = reading.numbers.map((text) => amountOf(text, marked(text)))
    const amount = reading.exact ?? (amounts.length ? Math.min(...amounts) : Number.NaN)
    const value = minor || reading.minor ? amount / 10 ** digits : amount
    if (value >= 0 && value <= MAX_PRICE) return value
    unread.rows.push(row)
    const cell = cells[row]
    unread.example ??= typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
    return null
  })
  return { values, currency: oneCurrency(values, currency), unread, how: point.how }
}

/** A column of one currency has it also where a cell does not say so. */
function oneCurrency(
  values: Prices['values'],
  currency: (string | undefined)[],
): (string | undefined)[] {
  const [only, ...others] = new Set(currency.filter((code) => code !== undefined))
  if (only === undefined || others.length > 0) return currency
  return values.map((value) => (value === null || value === undefined ? undefined : only))
}

/** Whether a column is in cents: `price_cents`, Stripe's `unit_amount`. */
function isMinor(name: string): boolean {
  const plain = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-zø]+/g, '_')
  return /(^|_)(cents?|pennies|pence|minor|minor_units?|øre|ore)($|_)|unit_amount|cent_amount/.test(
    plain,
  )
}

/** null: blank; undefined: no cell; a reading without numbers: unreadable. */
function readingOf(cell: Value): Reading | null | undefined {
  if (cell === undefined) return undefined
  if (typeof cell === 'number')
    return Number.isNaN(cell) ? null : { numbers: [], exact: cell, currency: null }
  const value = structured(cell)
  if (Array.isArray(value)) {
    const all = value.map(readingOf).filter((reading) => reading != null)
    return all[0] ?? null
  }
  if (value !== null && typeof value === 'object') return ofObject(value as Record<string, Value>)
  const text = scalarText(value as Value)
  if (text === null) return null
  const plain = /[<&]/.test(text) ? plainText(text).replace(/\s+/g, ' ') : text
  return ofText(plain.replace(/[\u00a0\u202f\u2007\u2009\u200a]/g, ' '))
}

function ofText(text: string): Reading {
  if (FREE.test(text)) return { numbers: [], exact: 0, currency: null }
  // As Excel and programs write numbers; three digits of an exponent are no price.
  if (/^\d(?:\.\d+)?e[+-]?\d{1,2}$/i.test(text))
    return { numbers: [], exact: Number(text), currency: null }
  const [first] = text.split(/[|;\n]|,\s+(?=[^\d\s]{0,4}\s?\d)/, 1)
  const plain = first
    .replace(BEHIND, '')
    .trim()
    .replace(/^(\D*\d+):(\d\d)(?=\D*$)/, '$1.$2')
    .replace(/(\d)\s?[.,:]\s?[-–—]+/g, '$1')
    .replace(/^(\d+)([€£$])(\d\d)$/, '$1.$3$2')
  const cents = /^(\d+)\s?(¢|cents?|p)$/i.exec(plain)
  if (cents) {
    const currency = cents[2] === 'p' ? 'GBP' : cents[2] === '¢' ? 'USD' : null
    return { numbers: [cents[1]], currency, minor: true }
  }
  const numbers = (plain.match(NUMBER) ?? []).map((number) => number.replace(/[.,'’]+$/, ''))
  const negative = /^[^\d\s]*\s?[-−]\s?[^\d\s]{0,3}\s?\d/.test(plain) || /^\(.*\d.*\)$/.test(plain)
  if (numbers.length > 2 || negative) return UNREADABLE
  let currency: string | null = null
  let sign = ''
  for (const word of plain.replace(NUMBER, ' ').split(/[\s()（）[\]/~≈–—+*:!,…-]+/)) {
    if (word === '' || word === '.' || word === "'") continue
    const code = currencyOf(word) ?? currencyOf(word.replace(/\.$/, ''))
    if (code === undefined && !WORDS.has(word.toLowerCase().replace(/\.$/, ''))) return UNREADABLE
    // `$12 CAD`: the code says which dollar.
    if (currency === null || (code && /^[$¥￥]$/.test(sign))) {
      currency = code ?? currency
      if (code !== undefined) sign = word
    }
  }
  // Letters that touch digits are a currency: 10EUR, not 10a.
  for (const [touching] of plain.matchAll(/(?<=\d)\p{L}+|\p{L}+(?=\d)/gu))
    if (currencyOf(touching) === undefined) return UNREADABLE
  return { numbers, currency }
}

function ofObject(object: Record<string, Value>, depth = 0): Reading | null {
  const code = Object.keys(object).find((key) => CURRENCIES.has(key) && isCode(object[key]))
  const currency = code === undefined ? null : (currencyOf(String(object[code])) ?? null)
  // commercetools writes cents, and how many digits they have.
  if (typeof object.centAmount === 'number') {
    const digits = Number(object.fractionDigits ?? fractionDigits(currency))
    return { numbers: [], exact: object.centAmount / 10 ** digits, currency }
  }
  for (const key of AMOUNTS) {
    if (object[key] == null) continue
    const reading = nested(object[key], depth)
    if (reading) {
      const minor = isMinor(key) || isMinor(String(object.unit ?? ''))
      return { ...reading, currency: reading.currency ?? currency, ...(minor && { minor }) }
    }
  }
  // Prices by currency: { EUR: 5, USD: 6 }.
  for (const [key, value] of Object.entries(object)) {
    const reading = isCode(key) && nested(value, depth)
    if (reading) return { ...reading, currency: currencyOf(key) ?? null }
  }
  return Object.keys(object).length > 0 ? UNREADABLE : null
}

function nested(value: Value, depth: number): Reading | null | undefined {
  if (depth > 3) return null
  const [first] = Array.isArray(value) ? value : [value]
  const isObject = first !== null && typeof first === 'object' && !Array.isArray(first)
  return isObject ? ofObject(first, depth + 1) : readingOf(first)
}

function isCode(value: Value): boolean {
  return typeof value === 'string' && typeof currencyOf(value) === 'string'
}

type Mark = '.' | ','

/** The decimal mark of a column, by the numbers that can be read in one way only. */
function decimalPoint(
  readings: (Reading | null | undefined)[],
): Pick<Prices, 'how'> & { mark: Mark } {
  const votes = { '.': 0, ',': 0 }
  const unsure: string[] = []
  const currencies = new Set<string>()
  for (const reading of readings) {
    if (reading?.currency) currencies.add(reading.currency)
    for (const number of reading?.numbers ?? []) {
      const mark = markOf(number)
      if (mark) votes[mark]++
      else if (/[.,]/.test(number)) unsure.push(number)
    }
  }
  const [example] = unsure
  if (example === undefined) return { mark: '.', how: null }
  const decided = votes['.'] !== votes[',']
  const written: Mark = example.includes('.') ? '.' : ','
  const thousandths = currencies.size === 1 && fractionDigits([...currencies][0]) === 3
  const mark = decided
    ? votes['.'] > votes[',']
      ? '.'
      : ','
    : thousandths
      ? written
      : other(example)
  return { mark, how: `${example} is ${amountOf(example, mark)}` }
}

function other(number: string): Mark {
  return number.includes('.') ? ',' : '.'
}

/** The decimal mark that a number itself shows; null if it has none or may be read in two ways. */
function markOf(number: string): Mark | null {
  const [points, commas] = [number.split('.').length - 1, number.split(',').length - 1]
  if (points && commas) return number.lastIndexOf('.') > number.lastIndexOf(',') ? '.' : ','
  if (points > 1) return ','
  if (commas > 1) return '.'
  if (!points && !commas) return null
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(number) ? null : points ? '.' : ','
}

function amountOf(number: string, columnMark: Mark): number {
  const plain = number.replace(/[ '’]/g, '')
  const mark = markOf(plain) ?? columnMark
  const [whole, fraction = '', ...more] = plain.split(mark)
  const groups = whole.split(/[.,]/)
  const grouped = groups.slice(1).every((group) => group.length === 3 || group.length === 2)
  if (more.length > 0 || !grouped || /[.,]/.test(fraction)) return Number.NaN
  return Number(`${groups.join('') || '0'}.${fraction || '0'}`)
}

function words(list: string): Set<string> {
  return new Set(list.trim().split(/\s+/))
}
