/** A row that could not be split into cells or values. */
export interface BadRow {
  /** `file:line` */
  place: string
  reason: string
  /** The row, at most 60 characters. */
  text: string
}

/** A value as errors show it: quoted, at most 60 characters. */
export function shorten(value: unknown): string {
  const text = String(value)
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text)
}
