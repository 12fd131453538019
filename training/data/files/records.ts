import type { Dialect } from './cells.ts'

export const LF = 10
export const CR = 13
const BLANK = 32
/** Larger records are an open quote; DuckDB reads rows of up to 2 MB. */
export const MAX_RECORD = 1.9e6

/** How a record ends, as its bytes tell. */
export type State = 'row' | 'lines' | 'width' | 'odd' | 'open'

/**
 * Reads the records of a delimited text from bytes. What it found is in fields, because a record must
 * cost no allocation.
 */
export class RecordReader {
  /** Where the record ends. */
  end = 0
  /** Line ends in the record. */
  newlines = 0
  /** Records that ended with CR LF, and with LF. */
  crlf = 0
  lf = 0
  readonly #width: number
  readonly #delimiter: number
  readonly #second: number
  readonly #quote: number

  constructor({ delimiter, quote }: Dialect, width: number) {
    this.#width = width
    this.#delimiter = delimiter.charCodeAt(0)
    this.#second = delimiter.length > 1 ? delimiter.charCodeAt(1) : -1
    this.#quote = quote === '' ? -1 : quote.charCodeAt(0)
  }

  /** Reads one record from `start`: sets `end` and `newlines`. */
  read(buffer: Buffer, start: number, limit: number): State {
    const delimiter = this.#delimiter
    const second = this.#second
    const quote = this.#quote
    let cells = 1
    let newlines = 0
    let cell = start
    let state: State = 'row'
    let at = start
    for (; at < limit; at++) {
      const byte = buffer[at]
      if (byte === LF) {
        if (at > start && buffer[at - 1] === CR) this.crlf++
        else this.lf++
        newlines++
        at++
        break
      }
      if (byte === delimiter && (second < 0 || buffer[at + 1] === second)) {
        cells++
        if (second >= 0) at++
        cell = at + 1
      } else if (byte === CR && buffer[at + 1] !== LF) {
        state = 'odd'
        newlines++
        at++
        break
      } else if (byte === quote) {
        if (at > cell) {
          if (isBlank(buffer, cell, at)) state = 'odd'
          continue
        }
        let close = at + 1
        for (; close < limit; close++) {
          const inner = buffer[close]
          if (inner === LF) newlines++
          else if (inner === quote) {
            if (buffer[close + 1] !== quote || close + 1 >= limit) break
            close++
          }
        }
        if (close >= limit) {
          this.end = limit
          this.newlines = newlines
          return 'open'
        }
        const next = close + 1 < limit ? buffer[close + 1] : LF
        if (next !== LF && next !== CR && next !== delimiter) state = 'odd'
        at = close
      }
    }
    this.end = at
    this.newlines = newlines
    if (state === 'odd') return state
    const length = at - start - (at > start && buffer[at - 1] === LF ? 1 : 0)
    // Spreadsheets end with rows of blank cells.
    if (cells > 1 && length <= (cells - 1) * (second < 0 ? 1 : 2) + 1) {
      if (isEmpty(buffer, start, at, delimiter)) return 'odd'
    }
    if (cells !== this.#width || at - start > MAX_RECORD) return 'width'
    return newlines > 1 ? 'lines' : 'row'
  }
}

function isBlank(buffer: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (buffer[at] !== BLANK) return false
  return true
}

function isEmpty(buffer: Buffer, from: number, to: number, delimiter: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = buffer[at]
    if (byte !== delimiter && byte !== LF && byte !== CR) return false
  }
  return true
}
