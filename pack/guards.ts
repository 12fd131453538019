/** Type guards for parsed JSON. */

export type Guard<T> = (value: unknown) => value is T

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isText(value: unknown): value is string {
  return typeof value === 'string'
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}

export function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

export function isTextOrNumber(value: unknown): value is string | number {
  return isText(value) || isFiniteNumber(value)
}

/** A value as error messages show it: JSON, cut to `maxLength` characters. */
export function show(value: unknown, maxLength = 100): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, maxLength)
}
