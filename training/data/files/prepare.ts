import { isUtf8 } from 'node:buffer'
import type { BadRow } from './bad-rows.ts'
import { bytesOf } from './bytes.ts'
import type { Layout } from './dialect.ts'
import { linesOf, toUtf8 } from './encoding.ts'
import { writeJsonLines } from './json-values.ts'
import type { LineMap } from './line-map.ts'
import { writeScratch } from './scratch.ts'
import type { SourceFile } from './sniff.ts'
import { type Scan, scanTable } from './table.ts'
import { writeXmlRows } from './xml.ts'

/** A file that DuckDB can read: itself, or a temporary one. */
export interface Prepared {
  /** On disk. */
  path: string
  /** Whether the rows are written anew: without header, with LF. */
  rewritten: boolean
  /** Where the records are; null for JSON lines that are read in place. */
  lines: LineMap | null
  rejects: BadRow[]
  /** What was mended, for people. */
  mended: string[]
}

const bad = ({ path }: SourceFile, rows: Scan['rejects']): BadRow[] =>
  rows.map(({ line, reason, text }) => ({ place: `${path}:${line}`, reason, text }))

/** Makes a delimited file readable; one in plain UTF-8 whose rows are all in order stays in place. */
export async function prepareTable(
  owner: object,
  file: SourceFile,
  layout: Layout,
): Promise<Prepared> {
  const { form } = file
  const encoding = form.format === 'delimited' ? form.encoding : 'utf-8'
  let path = file.file
  const plain = file.packed.length === 0 && encoding === 'utf-8'
  let scan: Scan | null = plain ? await scanTable(bytesOf(file), layout) : null
  if (!scan || scan.encoded) {
    const decoded = await writeScratch(owner, 'txt', async (write) => {
      for await (const part of toUtf8(bytesOf(file), encoding)) await write(part)
    })
    path = decoded.path
    scan = await scanTable(bytesOf({ path: file.path, file: path }), layout)
  }
  if (scan.clean) return { path, rewritten: false, lines: scan.lines, rejects: [], mended: [] }
  const mended = await writeScratch(owner, 'csv', (write) =>
    scanTable(bytesOf({ path: file.path, file: path }), layout, write),
  )
  const { lines, rejects, mended: notes } = mended.result
  return {
    path: mended.path,
    rewritten: true,
    lines,
    rejects: bad(file, rejects),
    mended: [...notes].map(([what, line]) => `${what} (line ${line})`),
  }
}

/** Writes the rows of a JSON or XML file as JSON lines in UTF-8. */
export async function rewriteJson(owner: object, file: SourceFile): Promise<Prepared> {
  const { form } = file
  if (form.format !== 'json') throw new Error(`${file.path} is not JSON`)
  const bytes = toUtf8(bytesOf(file), form.encoding)
  const { path, result } = await writeScratch(owner, 'jsonl', (write) =>
    'element' in form
      ? writeXmlRows(bytes, form.element, write)
      : writeJsonLines(bytes, form.json, write),
  )
  return {
    path,
    rewritten: true,
    lines: result.lines,
    rejects: bad(file, result.rejects),
    mended: [],
  }
}

/** Unpacks a file without looking into it. */
export async function unpack(owner: object, file: SourceFile, extension: string): Promise<string> {
  if (file.packed.length === 0) return file.file
  const { path } = await writeScratch(owner, extension, async (write) => {
    for await (const part of bytesOf(file)) await write(part)
  })
  return path
}

/** Whether DuckDB reads these JSON lines as they stand: UTF-8, without NaN and infinity. */
export async function isPlainJson(file: SourceFile): Promise<boolean> {
  const { form } = file
  if (form.format !== 'json' || 'element' in form || form.json !== 'lines') return false
  if (file.packed.length > 0 || form.encoding !== 'utf-8') return false
  for await (const part of linesOf(bytesOf(file))) {
    if (!isUtf8(part) || part.includes('NaN') || part.includes('Infinity')) return false
  }
  return true
}

/** The line of a record in JSON lines that are read in place; blank lines are no records. */
export async function lineOfJson(file: SourceFile, record: number): Promise<number> {
  let line = 0
  let left = record
  for await (const part of linesOf(bytesOf(file))) {
    for (const text of part.toString('utf8').split('\n')) {
      line++
      if (text.trim() !== '' && left-- === 0) return line
    }
    if (part[part.length - 1] === 10) line--
  }
  return line
}
