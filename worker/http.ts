import type { Context } from 'hono'

/** Fresh for a minute, then stale for a day while the cache revalidates in the background. */
export const MINUTE = 'public, max-age=60, stale-while-revalidate=86400'
/** Fresh for five minutes, then as {@link MINUTE}. */
export const MINUTES = 'public, max-age=300, stale-while-revalidate=86400'
/** For names that contain a hash of the content. */
export const FOREVER = 'public, max-age=31536000, immutable'
/** For what is not there: a burst of wrong addresses reaches the Worker once. */
export const SECONDS = 'public, max-age=10'

const BINARY = 'application/octet-stream'
const TYPES: Record<string, string> = { json: 'application/json' }

/** Media type of a pack file, by its extension. */
export function contentTypeOf(name: string): string {
  return TYPES[name.slice(name.indexOf('.', name.indexOf('.') + 1) + 1)] ?? BINARY
}

/**
 * Evaluates `if-match` and `if-none-match` for a GET or HEAD of a resource that exists (RFC 9110,
 * 13.2.2). Conditions on dates are ignored, as for any resource without a `last-modified`.
 *
 * @returns the status to answer without a body; null: answer as usual
 */
export function precondition({ req }: Context, etag: string): 304 | 412 | null {
  const match = req.header('if-match')
  if (match !== undefined && !isAny(match) && !matchesStrongly(match, etag)) return 412
  const none = req.header('if-none-match')
  if (none !== undefined && (isAny(none) || matchesWeakly(none, etag))) return 304
  return null
}

const isAny = (list: string) => list.trim() === '*'

/** Whether a list of ETags has this one, by the strong comparison: no weak one is equal to any. */
export function matchesStrongly(list: string, etag: string): boolean {
  return etagsOf(list).includes(etag) && !etag.startsWith('W/')
}

function matchesWeakly(list: string, etag: string): boolean {
  const opaque = (tag: string) => tag.replace(/^W\//, '')
  return etagsOf(list).map(opaque).includes(opaque(etag))
}

/** An opaque tag can contain a comma, so the list is not split at commas. */
function etagsOf(list: string): string[] {
  return list.match(/(W\/)?"[!#-~\x80-\xff]*"/g) ?? []
}

/**
 * A stream of exactly `length` bytes, as R2 wants for a put and as `content-length` promises: one
 * that ends early or goes on fails, and a response with it is cut off instead of complete.
 */
export function exactly(stream: ReadableStream, length: number): ReadableStream {
  const { readable, writable } = new FixedLengthStream(length)
  // The reader sees the error too.
  stream.pipeTo(writable as WritableStream).catch(() => {})
  return readable as ReadableStream
}
