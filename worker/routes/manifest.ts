import { Hono } from 'hono'
import { describeRoute } from '../declare.ts'
import type { Edge } from '../env.ts'
import { filesBase } from '../files-base.ts'
import { MINUTE, precondition } from '../http.ts'
import { notPublished } from '../parts.ts'
import { Problem } from '../problem.ts'

/** The current manifest. */
export const manifest = new Hono<Edge>().get(
  '/manifest',
  describeRoute({
    summary: 'Get the current manifest',
    answers: {
      200: { description: 'The manifest, as it was promoted' },
      304: { description: 'Not modified', types: [] },
    },
    problems: { 404: 'Nothing is published', 412: 'If-Match names another manifest' },
  }),
  async (c) => {
    const current = await c.var.storage.current()
    if (!current) throw notPublished(c.var.storage)
    const etag = `"${current.version}"`
    const base = filesBase(c)
    const headers = { etag, 'cache-control': MINUTE, ...(base && { 'tacit-files': base }) }
    const failed = precondition(c, etag)
    if (failed === 304) return c.body(null, 304, headers)
    if (failed === 412)
      throw new Problem(412, 'Other manifest', 'if-match names no current manifest: leave it out')
    return c.body(current.body, 200, { ...headers, 'content-type': 'application/json' })
  },
)
