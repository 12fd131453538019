import type { Context } from 'hono'
import { matchesStrongly } from './http.ts'

/** One byte range, before the file's size is known. */
export type Range = { offset: number; length?: number } | { suffix: number }

/** A range inside a file. */
export interface Slice {
  offset: number
  length: number
}

/**
 * The byte range that a GET asks for (RFC 9110, 14.2). Undefined, for the whole file, without a
 * `range` header, for another method, another unit, several ranges or an invalid one, and where
 * `if-range` names another representation: a server may ignore all of these.
 *
 * @param etag strong ETag of the file
 */
export function requestedRange({ req }: Context, etag: string): Range | undefined {
  const header = req.method === 'GET' ? req.header('range') : undefined
  const ifRange = req.header('if-range')
  // A date matches nothing: no file has a `last-modified`.
  if (!header || (ifRange !== undefined && !matchesStrongly(ifRange, etag))) return undefined
  const [unit, set = ''] = header.trim().split('=')
  const ranges = set.split(',').map((range) => range.trim())
  const [range, another] = ranges.filter((text) => text !== '')
  if (unit.toLowerCase() !== 'bytes' || range === undefined || another !== undefined)
    return undefined
  return parseRange(range)
}

/** `0-9`, `10-`, `-5`; undefined for a text that is no range, such as `5-2`. */
function parseRange(text: string): Range | undefined {
  const match = /^(\d*)-(\d*)$/.exec(text)
  if (!match || text === '-') return undefined
  const [first, last] = [bound(match[1]), bound(match[2])]
  if (first === undefined) return { suffix: last! }
  if (last === undefined) return { offset: first }
  return last < first ? undefined : { offset: first, length: last - first + 1 }
}

/** More digits than a number has mean "beyond any file" all the same. */
function bound(digits: string): number | undefined {
  return digits === '' ? undefined : Math.min(Number(digits), Number.MAX_SAFE_INTEGER - 1)
}

/** Cuts a range to a file of `size` bytes. Null: nothing of the range is in the file. */
export function sliceOf(range: Range, size: number): Slice | null {
  const offset = 'suffix' in range ? Math.max(0, size - range.suffix) : range.offset
  const wanted = 'suffix' in range ? range.suffix : (range.length ?? size)
  const length = Math.min(wanted, size - offset)
  return length > 0 ? { offset, length } : null
}
