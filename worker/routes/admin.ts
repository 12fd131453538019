import { openPack, parseFileName, parseManifest, sha256Hex, TacitError } from '@tacit-rec/pack'
import { Hono } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { timingSafeEqual } from 'hono/utils/buffer'
import type { Edge } from '../env.ts'
import { Problem } from '../problem.ts'
import { r2Storage } from '../storage.ts'

const MAX_FILE = 64 << 20
const MAX_MANIFEST = 1 << 20

const configured = createMiddleware<Edge>(async (c, next) => {
  if (!c.env.ADMIN_TOKEN)
    throw new Problem(
      503,
      'Not configured',
      'the secret ADMIN_TOKEN is not set: wrangler secret put',
    )
  await next()
})

const limit = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new Problem(413, 'Too large', `the body is larger than ${maxSize} bytes`)
    },
  })

/** Upload and promotion, for whoever holds the token. */
export const admin = new Hono<Edge>()
  .use(configured)
  .use(
    bearerAuth<Edge>({
      verifyToken: (token, c) => timingSafeEqual(token, c.env.ADMIN_TOKEN!),
      noAuthenticationHeader: { message: 'no bearer token was given' },
      invalidToken: { message: 'the bearer token is not the one configured' },
    }),
  )
  .put('/files/:name', limit(MAX_FILE), async (c) => {
    const name = c.req.param('name')
    const parsed = parseFileName(name)
    if (!parsed) throw new Problem(422, 'Bad name', `"${name}" is no pack file's name`)
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const hash = await sha256Hex(bytes)
    if (!hash.startsWith(parsed.hash))
      throw new Problem(422, 'Bad hash', `the body's SHA-256 is ${hash}, not what "${name}" says`)
    const storage = r2Storage(c.env.PACKS, c.req.param('catalogue') ?? '')
    const there = (await storage.size(name)) !== null
    if (!there) await storage.put(name, bytes)
    return c.json({ name, bytes: bytes.length }, there ? 200 : 201)
  })
  .post('/promote', limit(MAX_MANIFEST), async (c) => {
    const storage = r2Storage(c.env.PACKS, c.req.param('catalogue') ?? '')
    const body = await c.req.text()
    const manifest = await verified(body, async (name) => {
      const bytes = await storage.file(name)
      if (!bytes) throw new Problem(422, 'File missing', `${name} is not stored: upload it first`)
      return bytes
    })
    const previous = await storage.current()
    const refuse = (current: number) => {
      throw new Problem(
        409,
        'Sequence too low',
        `sequence ${manifest.sequence} is not above the current ${current}: raise it`,
      )
    }
    if (previous && manifest.sequence <= previous.manifest.sequence)
      refuse(previous.manifest.sequence)
    if (!(await storage.promote(manifest, body, previous))) {
      const winner = await storage.current()
      refuse(winner?.manifest.sequence ?? manifest.sequence)
    }
    return c.json({ name: manifest.name, sequence: manifest.sequence })
  })

/** The same checks that a browser makes, over what is really stored. */
async function verified(body: string, fetchFile: (name: string) => Promise<Uint8Array>) {
  try {
    const json = parseJson(body)
    await openPack(json, fetchFile)
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
    throw new Problem(422, 'Pack refused', 'the body is no JSON: send the manifest')
  }
}
