import { withDuckDB } from '../duckdb.ts'
import { parseRow, type Row } from './parse-row.ts'
import { openRows, runOn } from './rows.ts'
import type { SourceFile } from './sniff.ts'
import { sourceFile } from './sources.ts'

/**
 * The rows of a file in any form that Tacit reads, as values of JavaScript: cells of a delimited file
 * are texts or null, objects and lists are nested as in the file. Integers above 2^53 are texts,
 * digit for digit. Rows that cannot be split are left out.
 */
export async function* rowsOfFile(path: string): AsyncGenerator<Row> {
  const file = await sourceFile(path)
  const chunks = new Channel<Row[]>()
  const reading = withDuckDB((db) => readInto(db, file, chunks)).then(
    () => chunks.end(),
    (error) => chunks.end(error),
  )
  try {
    for await (const rows of chunks) yield* rows
  } finally {
    chunks.close()
    await reading
  }
}

async function readInto(
  db: Parameters<typeof openRows>[0],
  file: SourceFile,
  chunks: Channel<Row[]>,
): Promise<void> {
  const source = await openRows(db, file)
  const names = source.columns.map(({ name }) => name)
  if (names.length === 0) return
  const delimited = file.format === 'delimited'
  const select = delimited ? names.map(source.value).join(', ') : source.row
  const result = await runOn(file, () => db.stream(`SELECT ${select} FROM ${source.from}`))
  for await (const chunk of result) {
    const rows = chunk.getRows().map((cells) => {
      if (!delimited) return parseRow(String(cells[0]))
      return Object.fromEntries(names.map((name, at) => [name, cells[at]]))
    })
    if (!(await chunks.push(rows))) return
  }
}

/** Hands values from a callback to a generator, one at a time. */
class Channel<T> {
  #values: T[] = []
  #ended = false
  #closed = false
  #error: unknown = null
  #wake = () => {}
  #taken = () => {}

  /** Resolves when there is room again; false if nobody reads any more. */
  async push(value: T): Promise<boolean> {
    if (this.#closed) return false
    this.#values.push(value)
    this.#wake()
    await new Promise<void>((resolve) => {
      this.#taken = resolve
    })
    return !this.#closed
  }

  end(error: unknown = null): void {
    this.#ended = true
    this.#error = error
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#taken()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const value = this.#values.shift()
      if (value !== undefined) {
        yield value
        this.#taken()
      } else if (this.#ended) break
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
      }
    }
    if (this.#error) throw this.#error
  }
}
