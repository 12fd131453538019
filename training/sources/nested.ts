import type { Row } from './importer.ts'

/**
 * A list as exports nest it: an array, an array or object in JSON text, Parquet's
 * `{ list: [{ element }] }`, XML's `<row>`s, or an object with numbered keys.
 */
export function rowsOf(value: unknown): Row[] {
  const found = parsed(value)
  if (Array.isArray(found)) return found.map(elementOf).filter(isRow)
  if (!isRow(found)) return []
  const { list, array, items, row } = found
  const inner = [list, array, items, row].find(Array.isArray)
  return inner ? rowsOf(inner) : Object.values(found).map(parsed).filter(isRow)
}

/** An object, also in JSON text; empty where there is none. */
export function rowOf(value: unknown): Row {
  const found = parsed(value)
  return isRow(found) ? found : {}
}

export function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function elementOf(value: unknown): unknown {
  const one = parsed(value)
  if (!isRow(one)) return one
  const keys = Object.keys(one)
  return keys.length === 1 && /^(element|item)$/.test(keys[0]!) ? one[keys[0]!] : one
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
