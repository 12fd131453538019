import { isUtf8 } from 'node:buffer'
import { shorten } from './bad-rows.ts'
import { type Dialect, shapeOf, splitCells, writeCells } from './cells.ts'
import type { Layout } from './dialect.ts'
import { LineMap } from './line-map.ts'
import { CR, LF, MAX_RECORD, RecordReader, type State } from './records.ts'

/** An open quote is looked for on this many lines. */
const MAX_LINES = 200

/** What a pass over a delimited text found. */
export interface Scan {
  lines: LineMap
  /** Rows that could not be split. */
  rejects: { line: number; reason: string; text: string }[]
  /** Whether DuckDB reads the text as it stands. */
  clean: boolean
  /** Whether some of the text is not UTF-8; the pass ends there. */
  encoded: boolean
  /** What was mended, with the line of its first occurrence. */
  mended: Map<string, number>
}

/**
 * Passes over the bytes of a delimited text in UTF-8: checks that each record has as many cells as
 * there are columns, and mends those that have not where that is certain. All other programs stop
 * at the first of them, or take rows for a part of a quoted cell.
 *
 * @param write takes the rows in standard form with LF; without it, the pass only looks, and ends at
 *   the first record that is not in standard form
 */
export async function scanTable(
  bytes: AsyncIterable<Buffer>,
  layout: Layout,
  write?: (bytes: Buffer | string) => Promise<void>,
): Promise<Scan> {
  const pass = new Pass(layout, write !== undefined)
  let rest: Buffer = Buffer.alloc(0)
  for await (const part of bytes) {
    const buffer = rest.length > 0 ? Buffer.concat([rest, part]) : part
    const used = pass.take(buffer, false)
    rest = buffer.subarray(used)
    if (write) for (const out of pass.output()) await write(out)
    else if (!pass.scan.clean || pass.scan.encoded) return pass.scan
  }
  pass.take(rest, true)
  if (write) for (const out of pass.output()) await write(out)
  return pass.scan
}

class Pass {
  readonly scan: Scan = {
    lines: new LineMap(),
    rejects: [],
    clean: true,
    encoded: false,
    mended: new Map(),
  }
  readonly #layout: Layout
  readonly #writes: boolean
  /** Whether every row is written anew, since DuckDB does not know the dialect. */
  readonly #anew: boolean
  readonly #dialect: Dialect
  readonly #width: number
  readonly #records: RecordReader
  #out: (Buffer | string)[] = []
  #line = 1
  #skip: number
  #started = false

  constructor(layout: Layout, writes: boolean) {
    this.#layout = layout
    this.#writes = writes
    this.#dialect = layout.dialect
    this.#anew = isForeign(layout.dialect)
    this.#width = layout.names.length
    this.#skip = layout.skip
    this.#records = new RecordReader(layout.dialect, layout.names.length)
    if (this.#anew || layout.skip > (layout.hasHeader ? 1 : 0)) this.scan.clean = false
  }

  output(): (Buffer | string)[] {
    const out = this.#out
    this.#out = []
    return out
  }

  /** @returns how many bytes were used */
  take(buffer: Buffer, last: boolean): number {
    const { scan } = this
    let at = 0
    if (!this.#started) {
      this.#started = true
      if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) at = 3
    }
    const limit = last ? buffer.length : lineEndBefore(buffer)
    if (!isUtf8(buffer.subarray(at, limit))) {
      scan.encoded = true
      return buffer.length
    }
    if (buffer.includes(0)) scan.encoded = true
    let from = at // start of rows in standard form that are yet to be copied
    const flush = (to: number) => {
      if (this.#writes && to > from) this.#out.push(this.#copied(buffer.subarray(from, to)))
    }
    while (at < limit) {
      if (this.#skip > 0) {
        at = this.#lineEnd(buffer, at, limit)
        this.#line++
        this.#skip--
        from = at
        continue
      }
      const state = this.#records.read(buffer, at, limit)
      if (state === 'open' && !last && limit - at < MAX_RECORD) break
      let { end } = this.#records
      if (end === at + 1 && buffer[at] === LF && this.#width > 1) {
        this.#line++ // blank; DuckDB skips it too
      } else if (
        !this.#anew &&
        (state === 'row' || (state === 'lines' && !this.#swallows(buffer, at)))
      ) {
        scan.lines.add(this.#line)
        this.#line += Math.max(1, this.#records.newlines)
      } else {
        flush(at)
        end = this.#mend(buffer, at, limit, state)
        from = end
      }
      at = end
      if (!this.#writes && !scan.clean) return buffer.length
    }
    flush(at)
    if (this.#records.crlf > 0 && this.#records.lf > 0) scan.clean = false
    return at
  }

  /** Whether the quoted cells of the record at `start` contain lines that look like rows. */
  #swallows(buffer: Buffer, start: number): boolean {
    const [, ...inner] = buffer
      .toString('utf8', start, this.#records.end)
      .trimEnd()
      .split(/\r\n|\n/)
    const rows = inner.filter((line) => this.#looksLikeRow(line))
    return rows.length > 0 && rows.length >= inner.length / 2
  }

  #looksLikeRow(line: string): boolean {
    const { cells } = splitCells(line, this.#dialect, 'plain')
    const shape = shapeOf(cells[0])
    return (
      cells.length === this.#width &&
      this.#width > 1 &&
      this.#layout.shapes.has(shape) &&
      (shape.includes('9') || this.#width > 3)
    )
  }

  /** Handles a record that is not in standard form; returns where the next one begins. */
  #mend(buffer: Buffer, start: number, limit: number, state: State): number {
    this.scan.clean = false
    const line = this.#line
    const end = this.#lineEnd(buffer, start, limit)
    const text = withoutEnd(buffer.toString('utf8', start, end))
    this.#line++
    if (!this.#writes || text.trim() === '') return end
    if (this.#layout.comments && text.startsWith('#')) return end
    const inside = splitCells(text, this.#dialect, 'inside')
    const whole = inside.open ? null : this.#fit(inside.cells)
    if (whole) return this.#put(whole, line, end)
    const joined = inside.open ? this.#overLines(buffer, start, limit) : null
    if (joined) {
      this.#line = line + joined.lines
      return this.#put(joined.row, line, joined.end)
    }
    const { cells } = splitCells(text, this.#dialect, 'plain')
    const plain = this.#fit(cells)
    if (plain) {
      const swallow = state === 'lines' || state === 'open'
      if (swallow) this.#note('a quote that does not close, read as text', line)
      return this.#put(plain, line, end)
    }
    this.scan.rejects.push({ line, reason: this.#reason(cells.length, state), text: shorten(text) })
    return end
  }

  /** A row with a quoted cell over several lines, whose quotes are not in standard form. */
  #overLines(buffer: Buffer, start: number, limit: number) {
    if (this.#dialect.quote === '') return null
    let end = start
    for (let lines = 1; lines <= MAX_LINES && end < limit; lines++) {
      end = this.#lineEnd(buffer, end, limit)
      if (lines === 1) continue
      const text = withoutEnd(buffer.toString('utf8', start, end))
      const { cells, open } = splitCells(text, this.#dialect, 'inside')
      if (open) continue
      const inner = text.split(/\r\n|\n|\r/).slice(1)
      const rows = inner.filter(
        (part) => splitCells(part, this.#dialect, 'plain').cells.length === this.#width,
      )
      if (rows.length > 0 && rows.length >= inner.length / 2) return null
      const row = this.#fit(cells)
      return row && { row, end, lines }
    }
    return null
  }

  /** The cells of a row: blank ones at its end may be too many, or too few. */
  #fit(cells: string[]): string[] | null {
    const width = this.#width
    if (cells.length > width) {
      return cells.slice(width).every((cell) => cell.trim() === '') ? cells.slice(0, width) : null
    }
    if (cells.length === width) return cells
    const missing = Array<string>(width - cells.length).fill('')
    return this.#layout.pad || this.#endsBlank(cells) ? [...cells, ...missing] : null
  }

  /** A header with a delimiter at its end has one column more than the rows. */
  #endsBlank(cells: string[]): boolean {
    return cells.length === this.#width - 1 && this.#layout.names.at(-1) === `column ${this.#width}`
  }

  #put(row: string[], line: number, end: number): number {
    if (row.every((cell) => cell.trim() === '')) return end
    const { delimiter, quote } = outputDialect(this.#dialect)
    this.#out.push(quote === '' ? `${row.join(delimiter)}\n` : writeCells(row, delimiter))
    this.scan.lines.add(line)
    return end
  }

  #note(what: string, line: number): void {
    if (!this.scan.mended.has(what)) this.scan.mended.set(what, line)
  }

  #reason(found: number, state: State): string {
    if (state === 'open') return 'a quote that does not close: close it, or double it'
    if (state === 'lines')
      return 'a quoted cell runs over lines that look like rows: close the quote'
    if (found < this.#width) return `too few cells: ${found} instead of ${this.#width}`
    if (found > this.#width) {
      return `too many cells: ${found} instead of ${this.#width}; quote cells that contain the separator`
    }
    return 'text after a closing quote: double the quotes inside quotes'
  }

  #lineEnd(buffer: Buffer, start: number, limit: number): number {
    for (let at = start; at < limit; at++) {
      if (buffer[at] === LF) return at + 1
      if (buffer[at] === CR) return buffer[at + 1] === LF && at + 1 < limit ? at + 2 : at + 1
    }
    return limit
  }

  #copied(bytes: Buffer): Buffer {
    const text = this.#records.crlf > 0 ? bytes.toString('latin1').replaceAll('\r\n', '\n') : null
    const clean = text === null ? bytes : Buffer.from(text, 'latin1')
    return clean[clean.length - 1] === LF ? clean : Buffer.concat([clean, Buffer.from('\n')])
  }
}

/** Whether rows in this dialect must be written anew for DuckDB. */
function isForeign({ delimiter, quote, ...dialect }: Dialect): boolean {
  const backslash = quote === '"' && dialect.escape === 'backslash'
  return delimiter === ' ' || quote === "'" || backslash || dialect.wrapped === true
}

/** The dialect of the rows that are written. */
export function outputDialect(dialect: Dialect): Dialect {
  if (isForeign(dialect)) return { delimiter: ',', quote: '"', escape: 'quote' }
  return dialect
}

function lineEndBefore(buffer: Buffer): number {
  const end = buffer.lastIndexOf(LF) + 1
  // The last byte may be the first half of CR LF.
  return end > 0 ? end : buffer.subarray(0, -1).lastIndexOf(CR) + 1
}

function withoutEnd(text: string): string {
  return text.replace(/(\r\n|\n|\r)$/, '')
}
