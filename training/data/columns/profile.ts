import { kindNamed } from '@tacit-rec/pack'

/** The values of one column in the first rows. */
export interface Profile {
  /** One per row, '' where blank. */
  cells: string[]
  /** Those that are not blank. */
  filled: string[]
  distinct: Set<string>
}

const BLANK = /^(null|none|nan|na|n\/a|nil|undefined|-|—|–)?$/i

export function profileOf(cells: (string | null | undefined)[]): Profile {
  const clean = cells
    .map((cell) => cell?.trim() ?? '')
    .map((cell) => (BLANK.test(cell) ? '' : cell))
  const filled = clean.filter((cell) => cell !== '')
  return { cells: clean, filled, distinct: new Set(filled) }
}

/** Share of the filled values that pass; 0 without any. */
export function share({ filled }: Profile, test: (value: string) => boolean): number {
  return filled.length === 0 ? 0 : filled.filter(test).length / filled.length
}

/** Whether all rows have one value: it tells nothing apart. */
export function isConstant({ filled, distinct }: Profile): boolean {
  return filled.length >= MIN_ROWS && distinct.size === 1
}

/** Fewer values than this say nothing about a column. */
export const MIN_ROWS = 5

export const isNumber = (value: string): boolean =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)
export const isWhole = (value: string): boolean => /^\d+$/.test(value)

/** Whether a value looks like a time: a number, or a date in some form. */
export function isTimeLike(value: string): boolean {
  return isNumber(value) || isDateLike(value)
}

/** At least two groups of digits and a separator, or a month by name. */
export function isDateLike(value: string): boolean {
  if (!/\d/.test(value) || value.length > 90) return false
  if (/^\d{1,4}([-/.\s])\s*\d{1,2}\1?,?\s*\d{1,4}([T\s,].*)?$/.test(value)) return true
  if (/^\d{4}-W\d{2}-\d$/.test(value)) return true
  if (/^\d{8}T?\d{0,6}/.test(value)) return true
  if (/^\d{1,2}:\d{2}/.test(value)) return true
  if (/^\/Date\(-?\d+/.test(value)) return true
  return /\b(jan|ene|gen|f[eé][bv]|mar|m[aä]r|a[bpv]r|ma[iy]|mag|jun|jui|giu|jul|lug|a[uo][gû]|sep|set|o[cku]t|nov|d[eéi][cz])\p{L}*\b/iu.test(
    value,
  )
}

/** Seconds since 1970 of the years 1990 to 2100, or the same in ms. */
export function isUnixTime(value: string): boolean {
  if (!/^\d{9,13}(\.\d+)?$/.test(value)) return false
  const seconds = Number(value) > 1e11 ? Number(value) / 1000 : Number(value)
  return seconds > 631e6 && seconds < 4102e6
}

/** A rating from 0 to 10 in steps of a half. */
export function isRating(value: string): boolean {
  return /^(10|\d)([.,][05]0*)?$/.test(value)
}

/** A kind of event by name, also in the plural, or in Taobao's and Steam's words. */
export function isKind(value: string): boolean {
  if (/^(pv|buy|cart|fav|play)$/i.test(value)) return true
  return kindNamed(value) !== null || kindNamed(value.replace(/s$/i, '')) !== null
}

/** A word without blanks that can be an id. */
export const isToken = (value: string): boolean => /^[^\s,;|[\]{}"]+$/.test(value)

/** `i1 i3 i4`, `i1-1 i9-0`, `["i1","i3"]`: several ids in one cell. */
export function isListOfIds(value: string): boolean {
  const list = /^\[(.*)\]$/s.exec(value)
  if (list) return true
  const parts = value.split(/[\s,;|]+/).filter(Boolean)
  return parts.length > 1 && parts.every((part) => /^[\p{L}_-]{0,8}\d[\w.-]*$/u.test(part))
}
