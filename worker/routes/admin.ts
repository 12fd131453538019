import { type Manifest, openPack, parseFileName, parseManifest, TacitError } from '@tacit-rec/pack'
import { Hono } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { timingSafeEqual } from 'hono/utils/buffer'
import * as v from 'valibot'
import { purge } from '../cache.ts'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { Problem } from '../problem.ts'
import { uploadOf } from '../upload.ts'

const MAX_FILE = 64 << 20
const MAX_MANIFEST = 1 << 20

const Stored = v.object({ name: v.string(), bytes: v.number() })
const Promoted = v.object({ name: v.string(), sequence: v.number() })

const requireToken = createMiddleware<Edge>(async (c, next) => {
  if (!c.env.ADMIN_TOKEN)
    throw new Problem(
      503,
      'Not configured',
      'the secret ADMIN_TOKEN is not set: run wrangler secret put ADMIN_TOKEN',
    )
  await next()
})

const maxBody = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Problem(413, 'Too large', `the body must have at most ${maxSize} bytes`)
    },
  })

/** Upload and promotion. Both require the admin token. */
export const admin = new Hono<Edge>()
  .use(
    describeRoute({
      bearer: true,
      problems: {
        401: 'The bearer token is missing or wrong',
        413: 'The body is too large',
        503: 'The edge has no ADMIN_TOKEN',
      },
    }),
    requireToken,
    bearerAuth<Edge>({
      verifyToken: (token, c) => timingSafeEqual(token, c.env.ADMIN_TOKEN!),
      noAuthenticationHeader: { message: 'the request has no bearer token' },
      invalidAuthenticationHeader: {
        message: 'the authorization header must be "Bearer TOKEN"',
      },
      invalidToken: { message: 'the bearer token differs from the ADMIN_TOKEN of the edge' },
    }),
  )
  .put(
    '/files/:name',
    describeRoute({
      summary: 'Upload a pack file',
      answers: {
        200: { description: 'It was already stored', schema: Stored },
        201: { description: 'Stored', schema: Stored },
      },
      problems: { 422: 'The name is not valid, or its hash is not that of the body' },
    }),
    validate('param', v.object({ name: v.pipe(v.string(), v.description('ROLE.HASH.EXTENSION')) })),
    maxBody(MAX_FILE),
    async (c) => {
      const { name } = c.req.valid('param')
      const parsed = parseFileName(name)
      if (!parsed) throw new Problem(422, 'Bad name', `"${name}" is not a name of a pack file`)
      const upload = await uploadOf(c.req.raw, parsed.hash)
      const { sha256, bytes } = upload
      const { storage } = c.var
      const stat = await storage.stat(name)
      const stored = stat?.sha256 === sha256 && stat.size === bytes
      if (stored) await upload.cancel()
      else if (!(await storage.put(name, upload.body, upload)))
        throw new Problem(422, 'Bad hash', `the body is not ${bytes} bytes with SHA-256 ${sha256}`)
      const answer: v.InferOutput<typeof Stored> = { name, bytes }
      return c.json(answer, stored ? 200 : 201)
    },
  )
  .post(
    '/promote',
    describeRoute({
      summary: 'Make an uploaded pack current; the body is its manifest',
      answers: { 200: { description: 'The pack is current', schema: Promoted } },
      problems: {
        409: 'The sequence is not above the current one',
        422: 'The pack is not valid or not complete',
      },
    }),
    maxBody(MAX_MANIFEST),
    async (c) => {
      const { storage } = c.var
      const body = await c.req.text()
      const manifest = await verify(body, async (name) => {
        const bytes = await storage.read(name)
        if (!bytes) throw new Problem(422, 'File missing', `${name} is not stored: upload it first`)
        return bytes
      })
      const previous = await storage.current()
      if (previous && manifest.sequence <= previous.manifest.sequence)
        throw tooLow(manifest, previous.manifest)
      if (!(await storage.promote(manifest, body, previous)))
        throw tooLow(manifest, (await storage.current())?.manifest ?? manifest)
      await purge(c)
      const { name, sequence } = manifest
      return c.json<v.InferOutput<typeof Promoted>>({ name, sequence })
    },
  )

function tooLow({ sequence }: Manifest, current: Manifest): Problem {
  return new Problem(
    409,
    'Sequence too low',
    `sequence ${sequence} is not above the current ${current.sequence}: raise it`,
  )
}

/** Opens the stored pack as a browser would, with every check. */
async function verify(
  body: string,
  fetchFile: (name: string) => Promise<Uint8Array>,
): Promise<Manifest> {
  try {
    const json = parseJson(body)
    await openPack(json, fetchFile, { all: true })
    return parseManifest(json)
  } catch (error) {
    if (error instanceof TacitError) throw new Problem(422, 'Pack refused', error.message)
    throw error
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new Problem(422, 'Pack refused', 'the body is not JSON: send the manifest')
  }
}
