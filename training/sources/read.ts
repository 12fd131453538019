import { readFile } from 'node:fs/promises'
import { withDuckDB } from '../data/duckdb.ts'
import { openRows, type SourceFile, sourceFile } from '../data/files/index.ts'
import type { Row } from './importer.ts'

/** The rows of a file, in file order. */
export async function* readRows(path: string): AsyncGenerator<Row> {
  if (/\.(json|jsonl|ndjson)$/.test(path)) return yield* jsonRows(await readFile(path, 'utf8'))
  const rows = await withDuckDB(async (db) => {
    const source = await openRows(db, fileAt(path), 'rows_of_file')
    const names = source.columns.map(({ name }) => name)
    const select = names.map((name, at) => `${source.value(name)} AS c_${at}`).join(', ')
    const reader = await db.runAndReadAll(`SELECT ${select} FROM ${source.from}`)
    return reader.getRowsJS().map((cells) => Object.fromEntries(names.map((n, i) => [n, cells[i]])))
  })
  yield* rows
}

function jsonRows(text: string): Row[] {
  try {
    const value = JSON.parse(text)
    return Array.isArray(value) ? value : [value]
  } catch {
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  }
}

/** A text feed of Google has tabs, whatever its name. */
function fileAt(path: string): SourceFile {
  const text = /\.txt(\.gz)?$/i.exec(path)
  return text ? { path, format: 'tsv', gzip: Boolean(text[1]) } : sourceFile(path)
}
