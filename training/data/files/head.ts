import type { ColumnSource } from '../columns/index.ts'
import { withDuckDB } from '../duckdb.ts'
import { headOf } from './bytes.ts'
import { toUtf8 } from './encoding.ts'
import { objectOf, writeJsonLines } from './json-values.ts'
import { openRows } from './rows.ts'
import type { SourceFile } from './sniff.ts'
import { writeXmlRows } from './xml.ts'

const HEAD = 1 << 16
const MAX_ROWS = 100
const MAX_DEPTH = 4

/** The columns of a file and the lists in them, without reading all of it; no rows. */
export async function columnsInHead(file: SourceFile): Promise<ColumnSource> {
  const { form } = file
  if (form.format === 'delimited') {
    const { names, hasHeader } = form.layout
    return { columns: names.map((name) => ({ name, type: 'VARCHAR' })), hasHeader }
  }
  if (form.format === 'parquet') {
    return withDuckDB(async (db) => {
      const { columns, lists } = await openRows(db, file)
      return { columns, lists }
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
  const rows = text.split('\n').slice(0, MAX_ROWS)
  return columnsOfObjects(rows.map((row) => objectOf(row) ?? {}))
}

function columnsOfObjects(rows: Record<string, unknown>[]): ColumnSource {
  const names = new Set<string>()
  const lists = new Map<string, Set<string>>()
  const add = (row: Record<string, unknown>, before: string, depth: number) => {
    for (const [key, value] of Object.entries(row)) {
      const name = before + key
      if (isObject(value) && depth < MAX_DEPTH) add(value, `${name}.`, depth + 1)
      else names.add(name)
      if (!Array.isArray(value)) continue
      for (const part of value.filter(isObject)) {
        const fields = lists.get(name) ?? new Set()
        for (const field of Object.keys(part)) fields.add(field)
        lists.set(name, fields)
      }
    }
  }
  for (const row of rows) add(row, '', 0)
  return {
    columns: [...names].map((name) => ({ name, type: 'JSON' })),
    lists: [...lists].map(([name, fields]) => ({ name, fields: [...fields] })),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function* once(bytes: Buffer) {
  yield bytes
}
