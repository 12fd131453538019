import { gzipSync } from 'node:zlib'
import type { World } from './world.ts'

/** A public data set, in the exact layout of its files. */
export interface Layout {
  name: string
  files(world: World): Record<string, string | Uint8Array>
  /** What is read of it, without a flag. */
  expected(world: World): Expected
}

export interface Expected {
  users: number
  items: number
  events: number
  /** Id and title of an item; null where the data set has none. */
  title: [id: string, title: string] | null
}

/** Every user, item and event, and the title of the second item. */
export function everything(
  world: World,
  id: (n: number) => string,
  title: (item: World['items'][number]) => string = (item) => item.title,
): Expected {
  const { events, items } = world
  const users = new Set(events.map(({ user }) => user)).size
  return { users, items: items.length, events: events.length, title: [id(2), title(items[1])] }
}

export const lines = (rows: string[]): string => `${rows.join('\n')}\n`
export const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** JSON lines, compressed. */
export function jsonLines(rows: object[]): Uint8Array {
  return gzipSync(lines(rows.map((row) => JSON.stringify(row))))
}

/** Lines as Python prints dictionaries, compressed; `prefix` is `u` for texts of Python 2. */
export function pythonLines(rows: object[], prefix = ''): Uint8Array {
  return gzipSync(lines(rows.map((row) => python(row, prefix))))
}

function python(value: unknown, prefix: string): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') {
    const quote = value.includes("'") && !value.includes('"') ? '"' : "'"
    const escaped = value.replaceAll('\\', '\\\\')
    return `${prefix}${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`
  }
  if (Array.isArray(value)) return `[${value.map((part) => python(part, prefix)).join(', ')}]`
  const pairs = Object.entries(value as object).map(
    ([key, part]) => `${python(key, prefix)}: ${python(part, prefix)}`,
  )
  return `{${pairs.join(', ')}}`
}

/** A CSV cell, in quotes where it needs them. */
export function cell(value: string | number): string {
  const text = String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows of CSV with a header. */
export function csv(header: string, rows: (string | number)[][]): string {
  return lines([header, ...rows.map((row) => row.map(cell).join(','))])
}

/** Texts of a moment: `2014-04-07`, `10:51:09`. */
export function dayOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

/** A number as an id of n hexadecimal digits. */
export function hex(n: number, digits: number): string {
  return (n * 2_654_435_761).toString(16).padStart(digits, '0e5c')
}
