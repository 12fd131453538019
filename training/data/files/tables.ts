import { basename, dirname } from 'node:path'
import type { Found } from './found.ts'
import { columnsInHead } from './head.ts'
import type { SourceFile } from './sniff.ts'

/** The columns of a file, to compare it with others. */
export async function columnsOf(file: SourceFile): Promise<string> {
  if (file.format === 'json') return 'JSON'
  return [...(await namesOf(file))].join('\n')
}

export async function namesOf(file: SourceFile): Promise<Set<string>> {
  const { columns } = await columnsInHead(file)
  return new Set(columns.map(({ name }) => name.toLowerCase()))
}

export function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((name) => all.has(name))
}

export async function first<T>(
  values: T[],
  test: (value: T) => Promise<boolean>,
): Promise<T | null> {
  for (const value of values) if (await test(value)) return value
  return null
}

/** The name of a file without folders and extensions. */
export function stemOf({ stored }: Found): string {
  return basename(stored.path).replace(/\..*$/, '')
}

/** Whether two files seem to be one table in two forms: `events.csv`, `event.jsonl`. */
export function sameTable(a: Found, b: Found): boolean {
  const bare = (file: Found) => stemOf(file).toLowerCase().replace(/s$/, '')
  return dirname(a.stored.path) === dirname(b.stored.path) && bare(a) === bare(b)
}

/** Names of tables that give names to ids. */
const LOOKUPS =
  /(categor(y|ies)|aisles?|departments?|genres?|brands?|tags?|types?|groups?|sections?|manufacturers?|vendors?|authors?|artists?|translation|lookup)$/i

export function isLookup(file: Found): boolean {
  return LOOKUPS.test(stemOf(file))
}
