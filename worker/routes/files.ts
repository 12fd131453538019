import { parseFileName } from '@tacit-rec/pack'
import { Hono } from 'hono'
import * as v from 'valibot'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { FOREVER, matchesEtag, parseRange } from '../http.ts'
import { Problem } from '../problem.ts'

const BINARY = 'application/octet-stream'
const types = [BINARY, 'application/json']

/** The pack's files: public, so that any cache can answer. */
export const files = new Hono<Edge>().get(
  '/files/:name',
  describeRoute({
    summary: 'Get a pack file; immutable, supports Range and HEAD',
    answers: {
      200: { description: 'The file', types },
      206: { description: 'The range', types },
      304: { description: 'Not modified', types: [] },
    },
    problems: { 404: 'No such file', 416: 'The range is outside the file' },
  }),
  validate(
    'param',
    v.object({ name: v.pipe(v.string(), v.description('Name of the file in the manifest')) }),
  ),
  async (c) => {
    const { storage } = c.var
    const { name } = c.req.valid('param')
    const size = parseFileName(name) ? ((await storage.stat(name))?.size ?? null) : null
    if (size === null)
      throw new Problem(404, 'No such file', `"${name}" is not stored: read the manifest again`)
    const headers = {
      etag: `"${name}"`,
      'cache-control': FOREVER,
      'accept-ranges': 'bytes',
      'content-type': name.endsWith('.json') ? 'application/json' : BINARY,
    }
    if (matchesEtag(c, headers.etag)) return c.body(null, 304, headers)
    const range = parseRange(c.req.header('range'), size)
    if (c.req.method === 'HEAD')
      return c.body(null, 200, { ...headers, 'content-length': String(size) })
    const bytes = (await storage.read(name, range)) as Uint8Array<ArrayBuffer>
    const length = String(range?.length ?? size)
    if (!range) return c.body(bytes, 200, { ...headers, 'content-length': length })
    const content = `bytes ${range.offset}-${range.offset + range.length - 1}/${size}`
    return c.body(bytes, 206, { ...headers, 'content-length': length, 'content-range': content })
  },
)
