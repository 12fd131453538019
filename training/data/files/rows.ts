import type { DuckDBConnection } from '@duckdb/node-api'
import { rowsOf } from '../duckdb.ts'
import { delimitedRows } from './delimited-rows.ts'
import { readFault } from './faults.ts'
import { jsonRows } from './json-rows.ts'
import { parquetRows } from './parquet-rows.ts'
import type { BareRows, RowSource } from './row-source.ts'
import { formWords, type SourceFile } from './sniff.ts'

/**
 * Opens a file as a source of rows. What DuckDB cannot read as it stands is written to a temporary
 * file first, which `withDuckDB` deletes.
 */
export async function openRows(db: DuckDBConnection, file: SourceFile): Promise<RowSource> {
  return completed(db, file, await runOn(file, () => bareRows(db, file)))
}

function bareRows(db: DuckDBConnection, file: SourceFile): Promise<BareRows> {
  if (file.form.format === 'parquet') return parquetRows(db, file)
  if (file.form.format === 'json') return jsonRows(db, file)
  return delimitedRows(db, file, file.form.layout)
}

function completed(db: DuckDBConnection, file: SourceFile, bare: BareRows): RowSource {
  const { columns, from, hasHeader, lists = [], rejects } = bare
  return {
    columns,
    from,
    value: bare.value,
    text: bare.text,
    row: bare.row,
    objects: bare.objects,
    form: [...formWords(file), ...bare.mended],
    hasHeader,
    lists,
    explode(name) {
      if (!bare.explode) throw new Error(`${file.path}: "${name}" is no list of objects`)
      return completed(db, file, bare.explode(name))
    },
    async sample() {
      const texts = columns.map(({ name }, at) => `${bare.text(name)} AS c${at}`)
      if (texts.length === 0) return []
      const rows = await runOn(file, () =>
        rowsOf(db, `SELECT ${texts.join(', ')} FROM ${from} LIMIT 1000`),
      )
      return rows.map((row) =>
        Object.fromEntries(columns.map(({ name }, at) => [name, row[`c${at}`] as string | null])),
      )
    },
    rejects: async () => rejects,
    placeOf: bare.placeOf,
  }
}

/** Runs a read; an error of DuckDB becomes a TacitError of one line that names the file. */
export async function runOn<T>(file: SourceFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw readFault(file.path, error)
  }
}
