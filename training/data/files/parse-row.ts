/** A row of a file, nested as in the file. */
export type Row = Record<string, unknown>

/** Integers that a JavaScript number may not hold. */
const LONG = /\d{16}/

/** Parses a row in JSON; integers above 2^53 become texts, digit for digit. */
export function parseRow(text: string): Row {
  if (!LONG.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_, value, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value,
  )
}
