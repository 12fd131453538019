import { withDuckDB } from '../duckdb.ts'
import { headOf } from './bytes.ts'
import { toUtf8 } from './encoding.ts'
import { objectOf, writeJsonLines } from './json-values.ts'
import { openRows } from './rows.ts'
import type { SourceFile } from './sniff.ts'
import { writeXmlRows } from './xml.ts'

const HEAD = 1 << 16

/** Names of the columns, without reading all of the file; nested ones by their outermost name. */
export async function namesInHead(file: SourceFile): Promise<string[]> {
  const { form } = file
  if (form.format === 'delimited') return form.layout.hasHeader ? form.layout.names : []
  if (form.format === 'parquet') {
    return withDuckDB(async (db) => {
      const { columns } = await openRows(db, file)
      return columns.map(({ name }) => name)
    })
  }
  const { head } = await headOf(file, HEAD)
  const bytes = toUtf8(once(head), form.encoding)
  let text = ''
  const write = async (part: string) => {
    text += part
  }
  if ('element' in form) await writeXmlRows(bytes, form.element, write)
  else await writeJsonLines(bytes, form.json, write)
  const names = new Set<string>()
  for (const line of text.split('\n').slice(0, 100)) {
    for (const name of Object.keys(objectOf(line) ?? {})) names.add(name)
  }
  return [...names]
}

async function* once(bytes: Buffer) {
  yield bytes
}
