import { parseFileName } from '@tacit-rec/pack'
import { type Context, Hono } from 'hono'
import type { Edge } from '../env.ts'
import { notPublished } from '../parts.ts'
import { Problem } from '../problem.ts'
import { r2Storage } from '../storage.ts'

/** A minute, then a day while it is looked up again behind the answer. */
const SHORT = 'public, max-age=60, stale-while-revalidate=86400'
/** A name holds its content's hash, so what it names never changes. */
const FOREVER = 'public, max-age=31536000, immutable'

/** The manifest and the pack's files: public, keyless, for any cache to answer. */
export const files = new Hono<Edge>()
  .get('/manifest', async (c) => {
    const catalogue = c.req.param('catalogue') ?? ''
    const current = await r2Storage(c.env.PACKS, catalogue).current()
    if (!current) throw notPublished(catalogue)
    const headers = { etag: `"${current.version}"`, 'cache-control': SHORT }
    if (matches(c, headers.etag)) return c.body(null, 304, headers)
    return c.body(current.body, 200, { ...headers, 'content-type': 'application/json' })
  })
  .get('/files/:name', async (c) => {
    const storage = r2Storage(c.env.PACKS, c.req.param('catalogue') ?? '')
    const name = c.req.param('name')
    const size = parseFileName(name) ? await storage.size(name) : null
    if (size === null)
      throw new Problem(404, 'No such file', `"${name}" is not stored here: read the manifest`)
    const headers = {
      etag: `"${name}"`,
      'cache-control': FOREVER,
      'accept-ranges': 'bytes',
      'content-type': name.endsWith('.json') ? 'application/json' : 'application/octet-stream',
    }
    if (matches(c, headers.etag)) return c.body(null, 304, headers)
    const range = readRange(c.req.header('range'), size)
    const length = String(range ? range.length : size)
    if (c.req.method === 'HEAD')
      return c.body(null, 200, { ...headers, 'content-length': String(size) })
    const bytes = (await storage.file(name, range)) as Uint8Array<ArrayBuffer>
    if (!range) return c.body(bytes, 200, { ...headers, 'content-length': length })
    const content = `bytes ${range.offset}-${range.offset + range.length - 1}/${size}`
    return c.body(bytes, 206, { ...headers, 'content-length': length, 'content-range': content })
  })

function matches(c: Context, etag: string): boolean {
  const given = c.req.header('if-none-match')
  return given?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false
}

/**
 * One byte range (RFC 9110, 14.2), or undefined for the whole file: no header, another unit or
 * several ranges, all of which a server may ignore. R2 answers a range beyond the end with
 * everything, so it is checked here.
 */
function readRange(header: string | undefined, size: number) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  const [first, last] = match.slice(1)
  const offset = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (offset <= end && offset < size) return { offset, length: end - offset + 1 }
  throw new Problem(416, 'Range not satisfiable', `"${header}" lies outside ${size} bytes`, {
    'content-range': `bytes */${size}`,
  })
}
