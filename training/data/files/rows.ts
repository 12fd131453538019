import type { DuckDBConnection } from '@duckdb/node-api'
import { TacitError } from '@tacit-rec/pack'
import { named, quoted, quotedPath, rowsOf } from '../duckdb.ts'
import { headerOf } from './header.ts'
import { lineOfByte, lineOfRecord } from './lines.ts'
import { delimiterOf, hasQuotes, type SourceFile } from './sources.ts'

/** The rows of a file as SQL: what to select from, and one expression per column. */
export interface RowSource {
  /** Columns of the file; their types are meaningful for Parquet only. */
  columns: { name: string; type: string }[]
  /** To put after FROM; rows are in file order. */
  from: string
  /** Expression for a column in its own type. */
  value(name: string): string
  /** Expression for a column as text. */
  text(name: string): string
  form?: string[]
  lists?: { name: string; fields: string[] }[]
  hasHeader?: boolean
  sample?(): Promise<Record<string, string | null>[]>
  explode?(name: string): RowSource
  rejects?(): Promise<BadRow[]>
  placeOf?(record: number): string | Promise<string>
}

/** A row that could not be split. */
export interface BadRow {
  place: string
  reason: string
  text: string
}

/** A character that JSON cannot contain unescaped, so that each line is read as one column. */
const NO_DELIMITER = "'\x01'"

/**
 * Opens a file as a source of rows. JSON lines are loaded into `table` and checked here, because
 * DuckDB's JSON reader reports wrong line numbers.
 */
export async function openRows(
  db: DuckDBConnection,
  file: SourceFile,
  table: string,
): Promise<RowSource> {
  if (file.format === 'parquet') return parquetRows(db, file)
  if (file.format === 'jsonl') return jsonRows(db, file, table)
  const names = await headerOf(file)
  // Named by position: DuckDB refuses blank names, and treats `ID` and `id` as the same.
  const column = (name: string) => `c${names.indexOf(name)}`
  const columns = names.map((name) => `${column(name)}: 'VARCHAR'`).join(', ')
  const quote = hasQuotes(file) ? `'"'` : "''"
  const from =
    `read_csv(${quotedPath(file.path)}, columns = {${columns}}, auto_detect = false, ` +
    `delim = ${quoted(delimiterOf(file))}, quote = ${quote}, escape = ${quote}, header = true, ` +
    'store_rejects = true, hive_partitioning = false)'
  return {
    columns: names.map((name) => ({ name, type: 'VARCHAR' })),
    from,
    value: column,
    text: column,
  }
}

async function parquetRows(db: DuckDBConnection, file: SourceFile): Promise<RowSource> {
  const from =
    `read_parquet(${quotedPath(file.path)}, binary_as_string = true, ` +
    'hive_partitioning = false)'
  const described = await runOn(file, () => rowsOf(db, `DESCRIBE SELECT * FROM ${from}`))
  return {
    columns: described.map((row) => ({
      name: String(row.column_name),
      type: String(row.column_type),
    })),
    from,
    value: named,
    text: (name) => `CAST(${named(name)} AS VARCHAR)`,
  }
}

async function jsonRows(db: DuckDBConnection, file: SourceFile, table: string): Promise<RowSource> {
  const lines =
    `read_csv(${quotedPath(file.path)}, columns = {'line': 'VARCHAR'}, auto_detect = false, ` +
    `delim = ${NO_DELIMITER}, quote = '', escape = '', header = false, store_rejects = true, ` +
    'hive_partitioning = false)'
  await runOn(file, () => db.run(`CREATE TABLE ${table} AS SELECT line FROM ${lines}`))
  await throwFirstReject(db, file)
  const bad = await rowsOf(
    db,
    `SELECT rowid AS at, line FROM ${table} WHERE trim(line) <> '' AND NOT
      CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END
      ORDER BY rowid LIMIT 1`,
  )
  if (bad.length > 0) {
    throw new TacitError(
      'data/json',
      `${file.path}:${Number(bad[0].at) + 1}: ${shorten(bad[0].line)} is not a JSON object: ` +
        'write one object per line',
    )
  }
  const keys = await rowsOf(
    db,
    `SELECT DISTINCT unnest(keys) AS key FROM
      (SELECT DISTINCT json_keys(line) AS keys FROM ${table} WHERE trim(line) <> '') ORDER BY key`,
  )
  const text = (name: string) =>
    `json_extract_string(line, ${quoted(`$."${name.replaceAll('"', '\\"')}"`)})`
  return {
    columns: keys.map((row) => ({ name: String(row.key), type: 'JSON' })),
    from: `(SELECT line FROM ${table} WHERE trim(line) <> '')`,
    value: text,
    text,
  }
}

/** Runs a read; an error of DuckDB becomes a TacitError of one line that names the file. */
export async function runOn<T>(file: SourceFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TacitError) throw error
    const [first] = (error as Error).message.split('\n')
    throw new TacitError(
      'data/unreadable',
      `${file.path}: ${first}: check that the file is complete and has the format of its extension`,
    )
  }
}

/** DuckDB's types of row errors → what to do. */
const REMEDIES: Record<string, string> = {
  'MISSING COLUMNS': 'give every row as many cells as the header',
  'TOO MANY COLUMNS':
    'give every row as many cells as the header, and quote cells that contain the delimiter',
  'UNQUOTED VALUE': 'close the quote, and double each quote inside quotes',
  'INVALID ENCODING': 'save the file as UTF-8',
  'LINE SIZE OVER MAXIMUM': 'shorten the line, or close a quote before it',
}

/** @throws TacitError with the line of the first row that DuckDB could not split into cells */
export async function throwFirstReject(
  db: DuckDBConnection,
  file: SourceFile,
  names: string[] = [],
): Promise<void> {
  const [first] = await rowsOf(
    db,
    `SELECT line_byte_position AS position, error_type AS type, error_message AS message,
      column_idx AS place FROM reject_errors ORDER BY line_byte_position LIMIT 1`,
  )
  if (!first) return
  const line = await lineOfByte(file, Number(first.position) - 1)
  const remedy = REMEDIES[String(first.type)] ?? 'correct the line'
  const message = String(first.message).replace(/\.$/, '')
  const column =
    first.type === 'UNQUOTED VALUE' ? `column "${names[Number(first.place) - 1]}": ` : ''
  throw new TacitError('data/row', `${file.path}:${line}: ${column}${message}: ${remedy}`)
}

/** `file:line`, or the row number in a Parquet file. */
export async function placeOf(file: SourceFile, record: number): Promise<string> {
  if (file.format === 'parquet') return `${file.path}: row ${record + 1}`
  return `${file.path}:${await lineOfRecord(file, record)}`
}

/** An error about one cell. */
export async function valueError(
  file: SourceFile,
  record: number,
  column: string,
  complaint: string,
): Promise<TacitError> {
  const place = await placeOf(file, record)
  return new TacitError('data/value', `${place}: column "${column}": ${complaint}`)
}

/** A value as errors show it: quoted, at most 60 characters. */
export function shorten(value: unknown): string {
  const text = String(value)
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text)
}
