import type { DuckDBConnection } from '@duckdb/node-api'
import { quoted, quotedPath, rowObject } from '../duckdb.ts'
import type { Layout } from './dialect.ts'
import { prepareTable } from './prepare.ts'
import type { BareRows } from './row-source.ts'
import type { SourceFile } from './sniff.ts'
import { outputDialect } from './table.ts'

/** The rows of a delimited file; every column is text. */
export async function delimitedRows(
  db: DuckDBConnection,
  file: SourceFile,
  layout: Layout,
): Promise<BareRows> {
  const { names, hasHeader } = layout
  const prepared = await prepareTable(db, file, layout)
  const { delimiter, quote } = prepared.rewritten ? outputDialect(layout.dialect) : layout.dialect
  // Named by position: DuckDB refuses blank names, and treats `ID` and `id` as the same.
  const column = (name: string) => `c${names.indexOf(name)}`
  const columns = names.map((name) => `${column(name)}: 'VARCHAR'`).join(', ')
  const from =
    `read_csv(${quotedPath(prepared.path)}, columns = {${columns}}, auto_detect = false, ` +
    `delim = ${quoted(delimiter)}, quote = ${quoted(quote)}, escape = ${quoted(quote)}, ` +
    `header = ${hasHeader && !prepared.rewritten}, compression = 'none', ` +
    'hive_partitioning = false)'
  return {
    columns: names.map((name) => ({ name, type: 'VARCHAR' })),
    from,
    value: column,
    text: column,
    row: rowObject(names, column),
    hasHeader,
    mended: prepared.mended,
    rejects: prepared.rejects,
    placeOf: async (record) => `${file.path}:${prepared.lines!.lineOf(record)}`,
  }
}
