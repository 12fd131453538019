import type { Row } from '../importer.ts'
import { textOf } from '../values.ts'

const PLAIN = new Map<string, string>()

/** A column's name without case, spaces and punctuation: exports of all versions agree on that. */
export function plainName(name: string): string {
  let plain = PLAIN.get(name)
  if (plain === undefined) {
    plain = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
    PLAIN.set(name, plain)
  }
  return plain
}

/** A row of a table whose columns are asked for by any of the names that they have had. */
export class Fields {
  readonly #cells = new Map<string, unknown>()

  constructor(row: Row) {
    for (const [name, value] of Object.entries(row)) {
      const plain = plainName(name)
      if (!this.#cells.has(plain)) this.#cells.set(plain, value)
    }
  }

  /** The first cell that is not blank, among the columns named. */
  text(...names: readonly string[]): string | null {
    for (const name of names) {
      const text = textOf(this.#cells.get(plainName(name)))
      if (text !== null) return text
    }
    return null
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.#cells.has(plainName(name)))
  }
}

/** An object of JSON; empty for anything else. */
export function objectOf(value: unknown): Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : {}
}

/** A list of objects of JSON; empty for anything else. */
export function objectsOf(value: unknown): Row[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}
