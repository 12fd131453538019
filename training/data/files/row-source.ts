import type { BadRow } from './bad-rows.ts'

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
  /** Expression for a row as JSON text, nested as in the file. */
  row: string
  /**
   * JSON only, to put after FROM: the objects as written, in the column `json`. Unlike `row` they tell
   * numbers from texts, and null from what is not there.
   */
  objects?: string
  /** How the file was recognized, such as `['gzip', 'separated by ;']`; empty for plain files. */
  form: string[]
  /** Whether the columns have names; else they are `column 1`, `column 2`, … */
  hasHeader: boolean
  /** Columns that are lists of objects, such as the items of an order. */
  lists: { name: string; fields: string[] }[]
  /** One row per object of a list: its fields are columns `name.field` beside those of the row. */
  explode(name: string): RowSource
  /** The first rows, at most 1000, as texts. */
  sample(): Promise<Record<string, string | null>[]>
  /** Rows that could not be split. */
  rejects(): Promise<BadRow[]>
  /** `file:line` of a row of `from`, or its number in a Parquet file. */
  placeOf(record: number): Promise<string>
}

/** What the sources of all formats bring along; the rest is alike. */
export interface BareRows {
  columns: RowSource['columns']
  from: string
  value(name: string): string
  text(name: string): string
  row: string
  objects?: string
  lists?: RowSource['lists']
  explode?(name: string): BareRows
  hasHeader: boolean
  mended: string[]
  rejects: BadRow[]
  placeOf(record: number): Promise<string>
}
