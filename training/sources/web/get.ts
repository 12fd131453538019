import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import pRetry, { AbortError } from 'p-retry'
import { errorCode } from '../../files.ts'

/** How every request of an import names itself; robots.txt may address `TacitImport`. */
export const USER_AGENT = 'TacitImport/1.0 (+https://www.npmjs.com/package/tacit-rec)'

/** Status codes that may pass: worth another attempt. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504])
/** The longest `Retry-After` that is waited for. */
const MAX_WAIT_SECONDS = 60
const GZIP = [0x1f, 0x8b]

/** Why something could not be fetched, in words that repeat from page to page. */
export class WebError extends Error {}

export interface Answer {
  status: number
  /** The header `Location`; null without one. */
  location: string | null
  /** The header `Content-Type`; empty without one. */
  type: string
  body: Buffer
}

export interface GetOptions {
  /** Max size after decompression. */
  maxBytes: number
  /** Time limit of one attempt, with its body. */
  timeoutMs: number
  /** Pause before the second attempt; doubled before the third, the last. */
  pauseMs: number
  signal?: AbortSignal | undefined
}

/**
 * One GET with at most three attempts. Redirects are answers, so that the caller can decide on the
 * next address. A gzipped body is unpacked, whether or not the headers say so.
 *
 * @returns any answer that is not worth another attempt, such as 200, 301 or 404
 * @throws WebError if there is none, or if it is too large
 */
export async function get(url: string, options: GetOptions): Promise<Answer> {
  return pRetry(() => attempt(url, options), {
    retries: 2,
    minTimeout: options.pauseMs,
    factor: 2,
    ...(options.signal && { signal: options.signal }),
    onFailedAttempt: async ({ error, retriesLeft }) => {
      if (error instanceof Busy && retriesLeft > 0) {
        await sleep(error.seconds * 1000, undefined, { signal: options.signal })
      }
    },
  })
}

/** The server asks to come back later. */
class Busy extends WebError {
  readonly seconds: number
  constructor(status: number, seconds: number) {
    super(`HTTP ${status}`)
    this.seconds = seconds
  }
}

async function attempt(url: string, options: GetOptions): Promise<Answer> {
  const limit = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal ? AbortSignal.any([limit, options.signal]) : limit
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      signal,
      headers: { 'user-agent': USER_AGENT, accept: 'text/html,application/xml;q=0.9,*/*;q=0.5' },
    })
    const { status, headers } = response
    if (PASSING.has(status)) {
      await response.body?.cancel()
      throw busy(status, headers.get('retry-after'))
    }
    const body = unpack(await read(response, options.maxBytes), options.maxBytes)
    const type = headers.get('content-type') ?? ''
    return { status, location: headers.get('location'), type, body }
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof WebError || error instanceof AbortError) throw error
    if (limit.aborted) throw new WebError(`no answer within ${options.timeoutMs / 1000} s`)
    throw unreachable(error)
  }
}

function busy(status: number, retryAfter: string | null): Error {
  const seconds = retryAfter === null ? 0 : secondsOf(retryAfter)
  if (seconds <= MAX_WAIT_SECONDS) return new Busy(status, seconds)
  return new AbortError(new WebError(`HTTP ${status}: asks to wait over ${MAX_WAIT_SECONDS} s`))
}

/** `Retry-After` is a number of seconds or a date. */
function secondsOf(retryAfter: string): number {
  const seconds = Number(retryAfter)
  if (!Number.isNaN(seconds)) return Math.max(0, seconds)
  const left = (Date.parse(retryAfter) - Date.now()) / 1000
  return Number.isNaN(left) ? 0 : Math.max(0, left)
}

/** Another attempt helps against a lost connection, not against a name that does not exist. */
function unreachable(error: unknown): Error {
  const cause = error instanceof Error ? error.cause : undefined
  const code = errorCode(cause) ?? errorCode(error)
  const reason = new WebError(`unreachable${code ? ` (${code})` : ''}`, { cause: error })
  return code === 'ENOTFOUND' ? new AbortError(reason) : reason
}

async function read(response: Response, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += part.byteLength
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Unpacks gzip by its first two bytes, and no more than `maxBytes` of it. */
export function unpack(body: Buffer, maxBytes: number): Buffer {
  if (body[0] !== GZIP[0] || body[1] !== GZIP[1]) return body
  try {
    return gunzipSync(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw new AbortError(new WebError('a gzip file that is cut off or damaged', { cause: error }))
  }
}

function tooLarge(maxBytes: number): Error {
  return new AbortError(new WebError(`larger than ${maxBytes / 1e6} MB`))
}
