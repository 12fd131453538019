/** Cells that say that there is nothing. */
const BLANK = /^(|null|none|n\/?a|nan|undefined|-|—)$/i

/** A value as trimmed text; null where it is blank, or not a text or number. */
export function textOf(value: unknown): string | null {
  if (!['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return null
  const text = String(value).trim()
  return BLANK.test(text) ? null : text
}

/** The first value that is not blank, as text. */
export function firstText(...values: readonly unknown[]): string | null {
  for (const value of values) {
    const text = textOf(value)
    if (text !== null) return text
  }
  return null
}

/**
 * A number or an amount of money, such as `1,299.00`, `1.299,00 €` or `19,90`; null where there is
 * none. A single separator before three digits separates thousands only if it is a comma.
 */
export function amountOf(value: unknown): number | null {
  const text = textOf(value)?.replace(/[^\d.,-]/g, '')
  if (!text || !/\d/.test(text)) return null
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  const mark = text[at]
  const repeated = at >= 0 && text.indexOf(mark) !== at
  const thousands = mark === ',' && /,\d{3}$/.test(text) && !text.includes('.')
  const whole = at < 0 || repeated || thousands
  const digits = (part: string) => part.replace(/[.,]/g, '')
  const number = Number(whole ? digits(text) : `${digits(text.slice(0, at))}.${text.slice(at + 1)}`)
  return Number.isFinite(number) ? number : null
}

/** Texts separated by commas (or another separator), trimmed, without blanks and repeats. */
export function listOf(value: unknown, separator: string | RegExp = ','): string[] {
  const parts = (textOf(value) ?? '').split(separator).map((part) => part.trim())
  return [...new Set(parts.filter(Boolean))]
}

/** Paths without those that others pass through: `A` adds nothing to `A > B`. */
export function leafPaths(paths: readonly string[]): string[] {
  const tidy = paths.map((path) =>
    path
      .split('>')
      .map((name) => name.trim())
      .join(' > '),
  )
  const distinct = [...new Set(tidy)]
  return distinct.filter((path) => !distinct.some((other) => other.startsWith(`${path} > `)))
}

const ZONED = /(z|utc|gmt|[+-]\d\d:?\d\d)$/i
const DAY_FIRST = /^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}/

/**
 * A moment: ISO text, text such as `2023-11-14 22:13:20 -0500` or `Nov 14, 2023 10:13:20 PM`, a
 * Date, or seconds or milliseconds since 1970. A time without a zone is in UTC. Null where
 * unreadable, and for `03/04/2023`, which does not say which number is the month.
 */
export function timeOf(value: unknown): Date | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value
  const text = textOf(value)
  if (text === null) return null
  if (/^\d+(\.\d+)?$/.test(text)) return new Date(Number(text) * (Number(text) < 1e11 ? 1000 : 1))
  if (DAY_FIRST.test(text)) return slashed(text)
  const iso = text
    .replace(/^(\d{4}-\d\d-\d\d)[ T]+(?=\d)/, '$1T')
    .replace(/\s+(?=[+-]\d|utc|gmt|z$)/i, '')
    .replace(/(utc|gmt)$/i, 'Z')
    .replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  const tries = ZONED.test(iso) ? [iso, text] : [/^\d{4}-\d\d-\d\d$/.test(iso) ? iso : `${iso}Z`]
  for (const one of [...tries, `${text} UTC`]) {
    const moment = new Date(one)
    if (!Number.isNaN(moment.getTime())) return moment
  }
  return null
}

/** `14/11/2023 22:13` or `11/14/2023 22:13`, where one of the two numbers cannot be a month. */
function slashed(text: string): Date | null {
  const [, a, b, year, clock] = /^(\d+)\D(\d+)\D(\d{4})\s*(.*)$/.exec(text) ?? []
  const [day, month] = Number(a) > 12 ? [a, b] : [b, a]
  if (Number(day) <= 12 && a !== b) return null
  const moment = new Date(`${month}/${day}/${year} ${clock || '00:00'} UTC`)
  return Number.isNaN(moment.getTime()) ? null : moment
}
