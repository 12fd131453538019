import { ENVELOPE_TYPE, EnvelopeSchema, ManifestSchema } from '@tacit-rec/pack'
import type { Context } from 'hono'
import { Hono } from 'hono/quick'
import { describeRoute } from '../declare.ts'
import type { Edge } from '../env.ts'
import { filesBase } from '../files-base.ts'
import { MINUTE, precondition } from '../http.ts'
import { Problem } from '../problem.ts'
import { notPublished } from '../published.ts'

const notModified = { description: 'Not modified', types: [] }
const otherManifest = { 412: 'If-Match names another manifest' }

/** The current manifest, bare and in the envelope that signs it: one object, promoted at once. */
export const manifest = new Hono<Edge>()
  .get(
    '/manifest',
    describeRoute({
      summary: 'Get the current manifest',
      answers: {
        200: { description: 'The manifest, as it was promoted', schema: ManifestSchema },
        304: notModified,
      },
      problems: { 404: 'Nothing is published', ...otherManifest },
    }),
    async (c) => {
      const current = await c.var.storage.current()
      if (!current) throw notPublished(c.var.storage)
      return answer(c, current.bytes, current.sha256, 'application/json')
    },
  )
  .get(
    '/manifest.signed',
    describeRoute({
      summary: 'Get the current manifest in the DSSE envelope that signs it',
      answers: {
        200: {
          description: 'The envelope, as it was promoted',
          schema: EnvelopeSchema,
          types: [ENVELOPE_TYPE],
        },
        304: notModified,
      },
      problems: { 404: 'Nothing is published, or it is not signed', ...otherManifest },
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
      return answer(c, current.envelope, current.version, ENVELOPE_TYPE)
    },
  )

function answer(c: Context<Edge>, body: Uint8Array<ArrayBuffer>, version: string, type: string) {
  const etag = `"${version}"`
  const base = filesBase(c)
  const headers = { etag, 'cache-control': MINUTE, ...(base && { 'tacit-files': base }) }
  const failed = precondition(c, etag)
  if (failed === 304) return c.body(null, 304, headers)
  if (failed === 412)
    throw new Problem(412, 'Other manifest', 'if-match names no current manifest: leave it out')
  return c.body(body, 200, { ...headers, 'content-type': type })
}
