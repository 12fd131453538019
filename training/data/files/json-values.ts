import { shorten } from './bad-rows.ts'
import { columnNames, isHeader, numberedColumns } from './header.ts'
import { LineMap } from './line-map.ts'
import { looseJson } from './loose.ts'

const LF = 10
const QUOTE = 34
const APOSTROPHE = 39
const BACKSLASH = 92

/** Elasticsearch's line before each document of a bulk file. */
const BULK = /^\{\s*"(index|create)"\s*:\s*\{[^{}]*\}\s*\}$/
/** Keys of lists that describe the rows. */
const NO_ROWS = /^(schema|fields|columns|errors|warnings|facets|aggregations|meta|links|headers?)$/i
/** Keys of a row; a file of one object that has one of them is a table of one row. */
const SINGLE = /user|session|visitor|customer|client|^_?id$|_id$|sku|asin|handle/i

/** How the values of a JSON text are laid out. */
export type JsonLayout =
  /** One object a line. */
  | 'lines'
  /** Objects one after another, or in a list. */
  | 'values'
  /** One object that holds the list of objects somewhere. */
  | 'wrapped'
  /** Lists of cells, one a line or in a list; the first may name the columns. */
  | 'arrays'

/** Whether a text is a table of lists: `["user","item"]` a line, or `[["user","item"],…]`. */
export function isArrays(start: string): boolean {
  if (/^\[\s*\[/.test(start)) return true
  const lines = start.split(/\r\n|\n|\r/, 3).filter((line) => line.trim() !== '')
  return lines.length > 1 && lines.slice(0, 2).every((line) => Array.isArray(parsedValue(line)))
}

/** Recognizes the layout by the first part of a text; `whole` tells whether it is all. */
export function jsonLayoutOf(text: string, whole: boolean): JsonLayout {
  const start = text.trimStart()
  if (/^\[\s*[^{\]\s]/.test(start)) return 'arrays'
  if (start.startsWith('[')) return 'values'
  const [first, ...more] = start.split(/\r\n|\n|\r/)
  const others = more.some((line) => line.trim() !== '')
  if (BULK.test(first)) return 'values'
  const line = objectOf(first)
  if (line && (others || !whole)) return 'lines'
  if (line) return wrapsRows(line) ? 'wrapped' : 'lines'
  if (!others && !whole) return 'wrapped'
  // Not one a line: a broken first line, or an object over several.
  const end = endOfValue(start)
  if (end < 0) {
    const broken = more.some((other) => objectOf(other.replace(/,\s*$/, '')) !== null)
    return broken ? 'lines' : 'wrapped'
  }
  if (start.slice(end).trim() !== '') return 'values'
  return wrapsRows(objectOf(start.slice(0, end))) ? 'wrapped' : 'values'
}

function wrapsRows(value: Record<string, unknown> | null): boolean {
  if (!value) return false
  const isRow = Object.entries(value).some(([key, part]) => SINGLE.test(key) && !isNested(part))
  if (isRow) return false
  return listIn(value) || tableOf(value) !== null
}

function listIn(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 4) return false
  return Object.values(value).some(
    (part) =>
      (Array.isArray(part) && part.length > 0 && part.every(isObject)) ||
      (!Array.isArray(part) && listIn(part, depth + 1)),
  )
}

const isNested = (value: unknown) => typeof value === 'object' && value !== null
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The object that a text is, in JSON or in Python's notation. */
export function objectOf(text: string): Record<string, unknown> | null {
  const value = parsedValue(text)
  return isObject(value) ? value : null
}

function parsedValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const json = looseJson(text)
    if (json === null) return null
    try {
      return JSON.parse(json)
    } catch {
      return null
    }
  }
}

/** Where the first value of a text ends; −1 if it does not. */
function endOfValue(text: string): number {
  let depth = 0
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (quote !== '') {
      if (char === '\\') at++
      else if (char === quote) quote = ''
    } else if (char === '"') quote = char
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1
  }
  return -1
}

export interface JsonScan {
  lines: LineMap
  rejects: { line: number; reason: string; text: string }[]
}

/** Writes the objects of a JSON text as JSON lines; what is not an object is rejected. */
export async function writeJsonLines(
  bytes: AsyncIterable<Buffer>,
  layout: JsonLayout,
  write: (text: string) => Promise<void>,
): Promise<JsonScan> {
  const scan: JsonScan = { lines: new LineMap(), rejects: [] }
  const values =
    layout === 'lines'
      ? linesIn(bytes)
      : layout === 'arrays'
        ? arraysIn(bytes)
        : valuesIn(bytes, layout === 'wrapped')
  let out = ''
  for await (const { text, line, cut } of values) {
    if (BULK.test(text)) continue
    const json = cut ? null : jsonOf(text)
    if (json !== null) {
      scan.lines.add(line)
      out += `${json}\n`
      if (out.length > 1 << 20) {
        await write(out)
        out = ''
      }
    } else if (text.trim() !== '') {
      const reason = cut ? 'the file ends inside this object' : 'not a JSON object'
      scan.rejects.push({ line, reason, text: shorten(text.trim()) })
    }
  }
  await write(out)
  return scan
}

/** One line of JSON; null if the text is no object. Numbers keep their digits. */
function jsonOf(text: string): string | null {
  try {
    if (!isObject(JSON.parse(text))) return null
    return text.includes('\n') || text.includes('\r') ? text.replace(/[\r\n]/g, ' ') : text
  } catch {
    const json = looseJson(text)
    return json?.startsWith('{') ? json : null
  }
}

interface Value {
  text: string
  line: number
  cut?: boolean
}

async function* linesIn(bytes: AsyncIterable<Buffer>): AsyncGenerator<Value> {
  const decoder = new TextDecoder()
  let rest = ''
  let line = 1
  const trimmed = (text: string) =>
    text
      .trim()
      .replace(/^(?:data:\s*)|,$/g, '')
      .replace('\u001e', '')
  for await (const part of bytes) {
    const lines = (rest + decoder.decode(part, { stream: true })).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop()!
    for (const text of lines) yield { text: trimmed(text), line: line++ }
  }
  yield { text: trimmed(rest), line }
}

/** Lists of cells as objects. Files of them are answers of services, which fit into memory. */
async function* arraysIn(bytes: AsyncIterable<Buffer>): AsyncGenerator<Value> {
  const parts: Buffer[] = []
  for await (const part of bytes) parts.push(part)
  const text = Buffer.concat(parts).toString('utf8').trim()
  const whole = /^\[\s*\[/.test(text) ? parsedValue(text) : null
  const rows: { cells: unknown; line: number; text: string }[] = Array.isArray(whole)
    ? whole.map((cells) => ({ cells, line: 1, text: JSON.stringify(cells) }))
    : text
        .split(/\r\n|\n|\r/)
        .map((row, at) => ({ cells: parsedValue(row), line: at + 1, text: row }))
  const cellsOf = (row: unknown) => (Array.isArray(row) ? row : [])
  const texts = (row: unknown) => cellsOf(row).map((cell) => String(cell ?? ''))
  const [first] = rows
  const below = rows.slice(1, 200).map(({ cells }) => texts(cells))
  const headed = cellsOf(first?.cells).every((cell) => typeof cell === 'string')
  const named = headed && isHeader(texts(first?.cells), below)
  const names = named
    ? columnNames(texts(first.cells))
    : numberedColumns(cellsOf(first?.cells).length)
  for (const { cells, line, text: row } of named ? rows.slice(1) : rows) {
    const object = cellsOf(cells).length === names.length
    const entries = names.map((name, at) => [name, cellsOf(cells)[at]])
    yield { text: object ? JSON.stringify(Object.fromEntries(entries)) : row, line }
  }
}

/**
 * The objects that stand one after another, in a list, or in the first list of objects inside of an
 * object.
 */
async function* valuesIn(bytes: AsyncIterable<Buffer>, wrapped: boolean): AsyncGenerator<Value> {
  // Brackets that are around the objects.
  let outside = wrapped ? -1 : 0
  const stack: number[] = []
  let quote = 0 // the quote of the string that is open
  let escaped = false
  let line = 1
  let begun = 0
  let beginLine = 1
  let value: Buffer[] = []
  let open = false
  let done = false
  let last = 0 // the last byte that is not blank, before this one
  let string = 0 // where the last string begins, in this part
  let key = '' // the name before the last colon
  let listKey = '' // that of the list that was opened last
  const all: Buffer[] = []
  for await (const part of bytes) {
    if (outside < 0 && !done) all.push(part)
    let from = 0
    for (let at = 0; at < part.length; at++) {
      const byte = part[at]
      if (byte === LF) line++
      if (quote !== 0) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === quote) {
          quote = 0
          if (outside < 0 && at - string < 40) key = part.toString('utf8', string, at)
        }
        continue
      }
      if (byte <= 32) continue
      // JSON has no apostrophes outside of strings, but Python quotes with them.
      if (byte === QUOTE || byte === APOSTROPHE) {
        quote = byte
        string = at + 1
      } else if (byte === 0x7b || byte === 0x5b) {
        // The first list of objects, whose depth is then known.
        if (byte === 0x5b) listKey = key
        const isList = byte === 0x7b && last === 0x5b && !NO_ROWS.test(listKey)
        if (outside < 0 && isList && !done) outside = stack.length
        const around = outside === 0 && stack.length === 1 && stack[0] === 0x5b ? 1 : outside
        if (!open && byte === 0x7b && stack.length === around) {
          open = true
          begun = stack.length
          beginLine = line
          from = at
        }
        stack.push(byte)
      } else if (byte === 0x7d || byte === 0x5d) {
        stack.pop()
        if (open && stack.length === begun) {
          open = false
          value.push(part.subarray(from, at + 1))
          yield { text: Buffer.concat(value).toString('utf8'), line: beginLine }
          value = []
        } else if (wrapped && outside > 0 && stack.length < outside) {
          outside = -1
          done = true
        }
      }
      last = byte
    }
    if (open) {
      value.push(part.subarray(from))
    }
  }
  if (open) yield { text: Buffer.concat(value).toString('utf8'), line: beginLine, cut: true }
  else if (wrapped && outside < 0 && !done) yield* rowsIn(Buffer.concat(all).toString('utf8'))
}

/** The rows of an object that is a table by itself. */
function* rowsIn(text: string): Generator<Value> {
  const value = objectOf(text)
  const rows = value && tableOf(value)
  if (rows) for (const row of rows) yield { text: JSON.stringify(row), line: 1 }
  else yield { text, line: 1 }
}

/**
 * Tables as pandas and databases write them: objects by id, columns of lists, columns of objects by
 * row, and `{ columns, data }`.
 */
function tableOf(value: Record<string, unknown>): Record<string, unknown>[] | null {
  const { columns, data } = value
  if (Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray)) {
    return data.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])))
  }
  const parts = Object.entries(value)
  if (parts.length < 2) return null
  if (parts.every(([, part]) => Array.isArray(part))) {
    const lists = parts as [string, unknown[]][]
    const { length } = lists[0][1]
    if (length < 2 || lists.some(([, list]) => list.length !== length)) return null
    return lists[0][1].map((_, row) =>
      Object.fromEntries(lists.map(([name, list]) => [name, list[row]])),
    )
  }
  if (!parts.every(([, part]) => isObject(part))) return null
  const objects = parts as [string, Record<string, unknown>][]
  const rows = Object.keys(objects[0][1])
  const numbered = rows.length > 1 && rows.every((key, at) => key === String(at))
  if (numbered) {
    return rows.map((row) => Object.fromEntries(objects.map(([name, part]) => [name, part[row]])))
  }
  return objects.map(([id, part]) => ({ id, ...part }))
}
