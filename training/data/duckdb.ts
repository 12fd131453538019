import { statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { removeScratch } from './files/scratch.ts'

/** Files of more bytes than this are read into a database on disk. */
const MAX_IN_MEMORY = 2 ** 25
/** Of a database on disk: the rest of the memory is for the events and the models. */
const MEMORY_LIMIT = '512MB'

/**
 * Runs `work` on a new DuckDB without network access, then closes it. It is in memory, or in the
 * system's temporary folder if it is for large files: texts of 10⁷ rows are compressed there.
 *
 * @param files what will be read
 */
export async function withDuckDB<T>(
  work: (db: DuckDBConnection) => Promise<T>,
  files: readonly string[] = [],
): Promise<T> {
  const folder = isLarge(files) ? await mkdtemp(join(tmpdir(), 'tacit-duckdb-')) : null
  const instance = await DuckDBInstance.create(folder ? join(folder, 'data.duckdb') : ':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    // DuckDB's default is `.tmp` in the working directory.
    temp_directory: folder ?? join(tmpdir(), `tacit-duckdb-${process.pid}`),
    ...(folder && { memory_limit: MEMORY_LIMIT }),
  })
  const db = await instance.connect()
  try {
    // Otherwise ISO times without an offset would depend on the machine.
    await db.run("SET TimeZone = 'UTC'")
    if (folder) await db.run('PRAGMA disable_checkpoint_on_shutdown')
    return await work(db)
  } finally {
    removeScratch(db)
    db.closeSync()
    instance.closeSync()
    if (folder) await rm(folder, { recursive: true, force: true })
  }
}

function isLarge(files: readonly string[]): boolean {
  const sizes = files.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  return sizes.reduce((sum, size) => sum + size, 0) > MAX_IN_MEMORY
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
