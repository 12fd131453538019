import { fromBase64, sha256Hex, toHex } from '@tacit-rec/pack'
import { Problem } from './problem.ts'
import type { Expected } from './storage.ts'

/** Max size of a body that has to be hashed here, before R2 can be told what to check. */
const MAX_HASHED = 16 << 20

/** A body on its way into the store. */
export interface Upload extends Expected {
  body: ReadableStream | Uint8Array
  /** To call instead of reading the body. */
  cancel(): Promise<void>
}

/**
 * What a request brings, with the hash that its sender states in `content-digest` (RFC 9530); the
 * body is then streamed into R2, which checks it. Without one, or without a `content-length`, the
 * body is read and hashed here.
 *
 * @param prefix the first hex digits of the SHA-256
 * @throws Problem 413 or 422
 */
export async function uploadOf(request: Request, prefix: string): Promise<Upload> {
  const sha256 = digestOf(request.headers.get('content-digest'))
  const length = request.headers.get('content-length')
  if (sha256 && length && /^\d+$/.test(length) && request.body) {
    assertNamed(sha256, prefix)
    const { body } = request
    return { body, sha256, bytes: Number(length), cancel: () => body.cancel() }
  }
  const bytes = await readAtMost(request, MAX_HASHED)
  const own = await sha256Hex(bytes)
  assertNamed(own, prefix)
  return { body: bytes, sha256: own, bytes: bytes.length, cancel: async () => {} }
}

function assertNamed(sha256: string, prefix: string): void {
  if (sha256.startsWith(prefix)) return
  const detail = `the body's SHA-256 is ${sha256}, but its name says ${prefix}…: upload it as named`
  throw new Problem(422, 'Bad hash', detail)
}

/** Hex digits of `sha-256=:BASE64:`; null without one, such as with another algorithm only. */
function digestOf(header: string | null): string | null {
  const match = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '')
  return match && toHex(fromBase64(match[1]))
}

async function readAtMost(request: Request, max: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request.body ?? []) {
    length += part.length
    if (length > max)
      throw new Problem(
        413,
        'Too large',
        `a body of more than ${max} bytes needs the headers content-length and content-digest`,
      )
    parts.push(part)
  }
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer())
}
