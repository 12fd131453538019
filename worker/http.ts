import type { Context } from 'hono'
import { Problem } from './problem.ts'

/** Fresh for a minute, then stale for a day while the cache revalidates in the background. */
export const MINUTE = 'public, max-age=60, stale-while-revalidate=86400'
/** Fresh for five minutes, then as {@link MINUTE}. */
export const MINUTES = 'public, max-age=300, stale-while-revalidate=86400'
/** For names that contain a hash of the content. */
export const FOREVER = 'public, max-age=31536000, immutable'

/** Whether the request's `if-none-match` contains an ETag. */
export function matchesEtag(c: Context, etag: string): boolean {
  const tags = c.req.header('if-none-match')?.split(',') ?? []
  return tags.some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

export interface ByteRange {
  offset: number
  length: number
}

/**
 * Parses a `range` header with one byte range (RFC 9110, 14.2). Returns undefined, for the whole
 * file, if there is no header, another unit or several ranges: a server may ignore all of these.
 *
 * @throws Problem 416 if the range is outside the file; R2 would answer with the whole file
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [first, last] = match.slice(1)
  const offset = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (offset <= end && offset < size) return { offset, length: end - offset + 1 }
  throw new Problem(
    416,
    'Range not satisfiable',
    `range "${header}" is outside the file: it has ${size} bytes`,
    { 'content-range': `bytes */${size}` },
  )
}
