import { createMiddleware } from 'hono/factory'
import { described } from '../../declare.ts'
import type { Edge } from '../../env.ts'
import { Problem } from '../../problem.ts'
import { hashKey, hasKey, readTenant } from '../../tenants.ts'

/** What both middlewares add to their routes. */
const GUARDED = {
  bearer: true,
  problems: {
    401: 'The bearer token is missing or wrong',
    503: 'The edge has no ADMIN_TOKEN',
  },
}

const CHALLENGE = { 'www-authenticate': 'Bearer' }

/**
 * Admits the edge's ADMIN_TOKEN, and the keys of the catalogue's own tenant. Runs before anything
 * else of a route, so that nobody learns more than that a token is needed.
 */
export const requireToken = described(
  createMiddleware<Edge>(async (c, next) => {
    const { catalogue } = c.var.storage
    const tenant = await readTenant(c.env.PACKS, catalogue)
    if (!c.env.ADMIN_TOKEN && !tenant) throw notConfigured()
    const token = tokenOf(c.req.header('authorization'))
    const isAdmitted =
      (await isOperator(token, c.env.ADMIN_TOKEN)) || (tenant && (await hasKey(tenant, token)))
    if (!isAdmitted)
      throw new Problem(
        401,
        'Not authorized',
        `the bearer token is neither the ADMIN_TOKEN of the edge nor a key of catalogue ` +
          `"${catalogue}": check it, or ask the operator for a key`,
        { 'www-authenticate': 'Bearer error="invalid_token"' },
      )
    c.set('tenant', tenant)
    await next()
  }),
  GUARDED,
)

/** Admits the edge's ADMIN_TOKEN only. */
export const requireOperator = described(
  createMiddleware<Edge>(async (c, next) => {
    if (!c.env.ADMIN_TOKEN) throw notConfigured()
    const token = tokenOf(c.req.header('authorization'))
    if (!(await isOperator(token, c.env.ADMIN_TOKEN)))
      throw new Problem(
        401,
        'Not authorized',
        'the bearer token is not the ADMIN_TOKEN of the edge, which tenants need: check it',
        { 'www-authenticate': 'Bearer error="invalid_token"' },
      )
    await next()
  }),
  GUARDED,
)

/** Compares hashes, which may take any time. */
async function isOperator(token: string, secret: string | undefined): Promise<boolean> {
  if (!secret) return false
  const [given, expected] = await Promise.all([token, secret].map(hashKey))
  return given.sha256 === expected.sha256
}

/** @throws Problem 401 without a bearer token */
function tokenOf(header: string | undefined): string {
  const match = /^Bearer +(\S+) *$/i.exec(header ?? '')
  if (match) return match[1]
  throw new Problem(
    401,
    'Not authorized',
    header === undefined
      ? 'the request has no bearer token: send the header "authorization: Bearer TOKEN"'
      : 'the authorization header must have the form "Bearer TOKEN"',
    CHALLENGE,
  )
}

function notConfigured(): Problem {
  return new Problem(
    503,
    'Not configured',
    'the secret ADMIN_TOKEN is not set: run wrangler secret put ADMIN_TOKEN',
  )
}
