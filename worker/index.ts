import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { createMiddleware } from 'hono/factory'
import { requestId } from 'hono/request-id'
import { secureHeaders } from 'hono/secure-headers'
import type { Edge } from './env.ts'
import { problem, renderProblem } from './problem.ts'
import { CATALOGUE, catalogue, status, tenants } from './routes/index.ts'

/** Caches may keep a 200 without `cache-control` for hours, so a route must opt in to caching. */
const noStore = createMiddleware(async (c, next) => {
  await next()
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
})

/**
 * The edge: serves packs and facts about items. It stores nothing about its callers.
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
  .route('/', status)
  .route('/v1/tenants', tenants)
  .route(CATALOGUE, catalogue)
  .notFound((c) => problem(c, 404, 'No such route', `${c.req.method} ${c.req.path} is not a route`))
  .onError(renderProblem)

export default app
