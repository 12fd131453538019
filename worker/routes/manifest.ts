import { ENVELOPE_TYPE } from '@tacit-rec/pack'
import { Hono } from 'hono'
import { describeRoute } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTE, matchesEtag } from '../http.ts'
import { notPublished } from '../parts.ts'
import { Problem } from '../problem.ts'

const problems = { 404: 'Nothing is published' }
const notModified = { description: 'Not modified', types: [] }

/** The current manifest, bare and in the envelope that signs it: one object, promoted at once. */
export const manifest = new Hono<Edge>()
  .get(
    '/manifest',
    describeRoute({
      summary: 'Get the current manifest',
      answers: { 200: { description: 'The manifest, as it was promoted' }, 304: notModified },
      problems,
    }),
    async (c) => {
      const current = await c.var.storage.current()
      if (!current) throw notPublished(c.var.storage)
      const headers = { etag: `"${current.sha256}"`, 'cache-control': MINUTE }
      if (matchesEtag(c, headers.etag)) return c.body(null, 304, headers)
      return c.body(current.bytes, 200, { ...headers, 'content-type': 'application/json' })
    },
  )
  .get(
    '/manifest.signed',
    describeRoute({
      summary: 'Get the current manifest in a DSSE envelope',
      answers: {
        200: { description: 'The envelope, as it was promoted', types: [ENVELOPE_TYPE] },
        304: notModified,
      },
      problems: { 404: 'Nothing is published, or what is published is not signed' },
    }),
    async (c) => {
      const current = await c.var.storage.current()
      if (!current) throw notPublished(c.var.storage)
      if (!current.envelope)
        throw new Problem(
          404,
          'Not signed',
          'the current pack is not signed: publish it with a key, or pin none',
        )
      const headers = { etag: `"${current.version}"`, 'cache-control': MINUTE }
      if (matchesEtag(c, headers.etag)) return c.body(null, 304, headers)
      return c.body(current.envelope, 200, { ...headers, 'content-type': ENVELOPE_TYPE })
    },
  )
