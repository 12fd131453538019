import { createMiddleware } from 'hono/factory'
import { described } from '../declare.ts'
import type { Edge } from '../env.ts'
import { Problem } from '../problem.ts'
import { readTenant } from '../tenants.ts'

/** How long an isolate answers from what it has read of a record. */
const FRESH_MS = 60_000
const MAX_CATALOGUES = 1000

/** Origins of catalogues, as this isolate has read them. Values only: no promise crosses requests. */
const isolate = new Map<string, { origins: readonly string[]; until: number }>()

/**
 * Admits requests from the tenant's origins only, where its record lists any. Requests without an
 * `Origin`, as from servers, pass: the list keeps other sites' pages out, and is no secret.
 */
export const requireOrigin = described(
  createMiddleware<Edge>(async (c, next) => {
    const { catalogue } = c.var.storage
    const origins = await originsOf(c.env.PACKS, catalogue)
    if (origins.length === 0) return next()
    const origin = c.req.header('origin')
    if (origin !== undefined && !origins.includes(origin))
      throw new Problem(
        403,
        'Origin not allowed',
        `pages of ${origin.slice(0, 100)} may not read catalogue "${catalogue}": its owner adds ` +
          'them with tacit tenants add --origin',
        { vary: 'origin' },
      )
    await next()
    c.res.headers.append('vary', 'origin')
    if (origin) c.res.headers.set('access-control-allow-origin', origin)
  }),
  { problems: { 403: 'The catalogue lists origins, and the page is of another' } },
)

async function originsOf(
  bucket: Edge['Bindings']['PACKS'],
  catalogue: string,
): Promise<readonly string[]> {
  const known = isolate.get(catalogue)
  const now = Date.now()
  if (known && known.until > now) return known.origins
  const origins = (await readTenant(bucket, catalogue))?.origins ?? []
  if (isolate.size >= MAX_CATALOGUES) isolate.clear()
  isolate.set(catalogue, { origins, until: now + FRESH_MS })
  return origins
}
