import { exactJson } from '../files/index.ts'
/** Values as files hold them; a list or an object may be written as text. */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | Value[]
  | { [key: string]: Value }

/** Words for a blank cell, beside the empty text. */
const BLANK =
  /^(?:null|\(null\)|<null>|\\n|none|nil|nan|<na>|n\/?a|n\.a\.|#n\/a|undefined|-+|–|—|\?)$/i

/** Whether a text says that there is no value. */
export function isBlank(text: string): boolean {
  const trimmed = text.trim()
  return trimmed === '' || (trimmed.length < 10 && BLANK.test(trimmed))
}

/** A value as trimmed text; null if blank, a list or an object. */
export function scalarText(value: Value): string | null {
  if (value === null || value === undefined || typeof value === 'object') return null
  const text = String(value).trim()
  return isBlank(text) ? null : text
}

/**
 * The list or object that a text writes as JSON or as Python does (`['a', None]`); other values stay
 * as they are.
 */
export function structured(value: Value): Value {
  if (typeof value !== 'string') return value
  const text = value.trim()
  const [first, last] = [text[0], text.at(-1)]
  if (!((first === '[' && last === ']') || (first === '{' && last === '}'))) return value
  try {
    return exactJson(text) as Value
  } catch {
    return value
  }
}

/** A column's name without case, blanks and punctuation. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}
