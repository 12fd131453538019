import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Edge } from './env.ts'
import { openapi } from './openapi.ts'
import { problem, renderProblem } from './problem.ts'
import { admin } from './routes/admin.ts'
import { files } from './routes/files.ts'
import { items } from './routes/items.ts'

/** Nothing is cached unless its route says so: without it a cache would keep a 200 for hours. */
const noStore = createMiddleware(async (c, next) => {
  await next()
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
})

const CATALOGUE = '/v1/c/:catalogue{[a-z0-9][a-z0-9-]{0,62}}'

/**
 * The edge. Serves packs and what can be said of items; keeps nothing about who asks.
 *
 * @example
 * const response = await app.request('/v1/c/default/manifest', {}, env)
 */
export const app = new Hono<Edge>()
  .use(requestId())
  .use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' }))
  .use(noStore)
  .use(
    '/v1/*',
    cors({
      origin: '*',
      allowMethods: ['GET', 'HEAD', 'OPTIONS'],
      exposeHeaders: ['etag', 'content-range', 'accept-ranges'],
      maxAge: 86_400,
    }),
  )
  .get('/healthz', (c) => c.json({ status: 'ok' }))
  .get('/openapi.json', (c) => c.json(openapi))
  .route(`${CATALOGUE}/admin`, admin)
  .route(CATALOGUE, files)
  .route(CATALOGUE, items)
  .notFound((c) => problem(c, 404, 'No such route', `${c.req.method} ${c.req.path} is not here`))
  .onError(renderProblem)

export default app
