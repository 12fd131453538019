import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { removeScratch } from './files/scratch.ts'

/**
 * Runs `work` on a new in-memory DuckDB without network access, then closes it. Data that exceeds
 * memory spills to the system's temporary folder.
 */
export async function withDuckDB<T>(work: (db: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // DuckDB's default is `.tmp` in the working directory.
    temp_directory: join(tmpdir(), `tacit-duckdb-${process.pid}`),
  })
  const db = await instance.connect()
  try {
    // Otherwise ISO times without an offset would depend on the machine.
    await db.run("SET TimeZone = 'UTC'")
    return await work(db)
  } finally {
    removeScratch(db)
    db.closeSync()
    instance.closeSync()
  }
}

/** The rows of a small result as plain objects; bigints are converted to numbers. */
export async function rowsOf(db: DuckDBConnection, sql: string): Promise<Record<string, Cell>[]> {
  const reader = await db.runAndReadAll(sql)
  return reader.getRowObjectsJS().map((row) => {
    const entries = Object.entries(row)
    return Object.fromEntries(
      entries.map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
    ) as Record<string, Cell>
  })
}

export type Cell = string | number | boolean | null

/** The first column of a result, which must be texts. */
export async function textsOf(db: DuckDBConnection, sql: string): Promise<string[]> {
  const result = await db.stream(sql)
  const texts: string[] = []
  for await (const chunk of result) {
    for (const value of chunk.getColumnValues(0)) texts.push(value as string)
  }
  return texts
}

/** A string as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A name as an SQL identifier. */
export function named(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A path as a literal for a `read_…` function, which would expand *, ? and [ as a pattern. */
export function quotedPath(path: string): string {
  return quoted(path.replace(/[*?[]/g, '[$&]'))
}

/** An SQL expression for an object of columns, as JSON text. */
export function rowObject(names: readonly string[], value: (name: string) => string): string {
  const fields = names.map((name) => `${quoted(name)}, ${value(name)}`)
  return `CAST(json_object(${fields.join(', ')}) AS VARCHAR)`
}
