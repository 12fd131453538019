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

/** JSON as values; an integer that a number cannot hold is kept as text, digit for digit. */
export function exactJson(text: string): Value {
  if (!/\d{16}/.test(text)) return JSON.parse(text) as Value
  // TypeScript does not know the third argument yet.
  const exact = (_: string, value: unknown, context?: { source?: string }) =>
    Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value
  return JSON.parse(text, exact) as Value
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
    return exactJson(text)
  } catch {
    return pythonLiteral(text) ?? value
  }
}

/** A list or dictionary as Python prints it; undefined if the text is none. */
function pythonLiteral(text: string): Value {
  const json = text.replace(
    /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(None|nan|True|False)\b/g,
    (_, single?: string, double?: string, word?: string) => {
      if (word) return { None: 'null', nan: 'null', True: 'true', False: 'false' }[word] as string
      return JSON.stringify((single ?? double ?? '').replace(/\\(.)/g, '$1'))
    },
  )
  try {
    // Tuples and trailing commas are Python's too.
    return exactJson(json.replace(/,(\s*[\]}])/g, '$1'))
  } catch {
    return undefined
  }
}
