import { looseJson } from './loose.ts'

/** A row of a file, nested as in the file. */
export type Row = Record<string, unknown>

/** Integers that a JavaScript number may not hold. */
const LONG = /\d{16}/

/** Parses a row, as {@link exactJson}. */
export function parseRow(text: string): Row {
  return exactJson(text) as Row
}

/**
 * Parses JSON; integers above 2^53 become texts, digit for digit. A comma before a closing brace and
 * numbers that JSON does not know are overlooked, as DuckDB does.
 *
 * @throws SyntaxError for what is no JSON
 */
export function exactJson(text: string): unknown {
  try {
    return parsed(text)
  } catch (error) {
    const json = looseJson(text)
    if (json === null) throw error
    return parsed(json)
  }
}

function parsed(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_, value, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value,
  )
}
