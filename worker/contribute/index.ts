import {
  fromBase64,
  parsePublicKey,
  preAuthEncoding,
  TacitError,
  verifyEd25519,
} from '@tacit-rec/pack'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { Hono } from 'hono/quick'
import type { Edge } from '../env.ts'
import { app } from '../index.ts'
import { Problem, renderProblem } from '../problem.ts'
import { requireToken } from '../routes/admin/auth.ts'
import { r2Storage } from '../storage.ts'

/** A part of a release has about 7.5 MiB. */
const MAX_PART = 16 << 20

type Aggregator = Edge & {
  Bindings: {
    /** Key that signs the randomness server's releases: `ed25519:…`. */
    RANDOMNESS_KEY?: string
  }
}

const PART = '/v1/c/:catalogue{[a-z0-9][a-z0-9-]*}/releases/:epoch{[0-9]+}/:part{[0-9]+|record}'

/** What `requireToken` asks for. */
const requireStored = createMiddleware<Aggregator, typeof PART>(async (c, next) => {
  c.set('storage', r2Storage(c.env.PACKS, c.req.param('catalogue')))
  await next()
})

/**
 * The edge as an aggregator of private learning: all of the edge, and the route that takes releases.
 * Use it as `main` in wrangler.toml. It stores them for `tacit collect` and cannot open them. Whoever
 * has the admin token or a key of the tenant can fetch and delete them.
 */
export default new Hono<Aggregator>()
  .put(PART, bodyLimit({ maxSize: MAX_PART }), async (c) => {
    const { catalogue, epoch, part } = c.req.param()
    const body = new Uint8Array(await c.req.arrayBuffer())
    const type = `tacit-release ${c.req.path}`
    if (!(await isSigned(c.env.RANDOMNESS_KEY, type, body, c.req.header('tacit-signature'))))
      throw new Problem(
        401,
        'Not authorized',
        'the release is not signed by the randomness server: check RANDOMNESS_KEY',
      )
    await c.env.PACKS.put(`${catalogue}/releases/${epoch}/${part}`, body)
    return c.body(null, 204)
  })
  .get(PART, requireStored, requireToken, async (c) => {
    const { catalogue, epoch, part } = c.req.param()
    const object = await c.env.PACKS.get(`${catalogue}/releases/${epoch}/${part}`)
    if (!object)
      throw new Problem(404, 'Not stored', `epoch ${epoch} has no part "${part}" here (yet)`)
    return c.body(object.body as ReadableStream, 200, { 'cache-control': 'no-store' })
  })
  .delete(PART, requireStored, requireToken, async (c) => {
    const { catalogue, epoch, part } = c.req.param()
    await c.env.PACKS.delete(`${catalogue}/releases/${epoch}/${part}`)
    return c.body(null, 204)
  })
  .all('*', (c) => app.fetch(c.req.raw, c.env, c.executionCtx))
  .onError(renderProblem)

async function isSigned(
  key: string | undefined,
  type: string,
  body: Uint8Array,
  signature = '',
): Promise<boolean> {
  if (!key)
    throw new Problem(
      503,
      'Not configured',
      'RANDOMNESS_KEY is not set: state the public key of the randomness server',
    )
  try {
    const { bytes } = await parsePublicKey(key)
    return await verifyEd25519(fromBase64(signature), preAuthEncoding(type, body), bytes)
  } catch (error) {
    if (error instanceof TacitError) throw new Problem(503, 'Not configured', error.message)
    return false
  }
}
