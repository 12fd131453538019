import { Hono } from 'hono'
import { describeRoute } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTE, matchesEtag } from '../http.ts'
import { notPublished } from '../parts.ts'

/** The current manifest. */
export const manifest = new Hono<Edge>().get(
  '/manifest',
  describeRoute({
    summary: 'Get the current manifest',
    answers: {
      200: { description: 'The manifest, as it was promoted' },
      304: { description: 'Not modified', types: [] },
    },
    problems: { 404: 'Nothing is published' },
  }),
  async (c) => {
    const current = await c.var.storage.current()
    if (!current) throw notPublished(c.var.storage)
    const headers = { etag: `"${current.version}"`, 'cache-control': MINUTE }
    if (matchesEtag(c, headers.etag)) return c.body(null, 304, headers)
    return c.body(current.body, 200, { ...headers, 'content-type': 'application/json' })
  },
)
