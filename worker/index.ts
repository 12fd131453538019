import { createMiddleware } from 'hono/factory'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { Hono } from 'hono/quick'
import { secureHeaders } from 'hono/secure-headers'
import { requireText } from './encoding.ts'
import type { Edge } from './env.ts'
import { otherMethod, readable } from './methods.ts'
import { problem, renderProblem } from './problem.ts'
import { CATALOGUE, catalogue, status, tenants } from './routes/index.ts'

/** Caches may keep a 200 without `cache-control` for hours, so a route must opt in to caching. */
const noStore = createMiddleware(async (c, next) => {
  await next()
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
})

const root = new Hono<Edge>()

/**
 * The edge: serves packs and facts about items. It stores nothing about its callers.
 *
 * @example
 * const response = await app.request('/v1/c/default/manifest', {}, env)
 */
export const app = root
  .use(secureHeaders({ crossOriginResourcePolicy: 'cross-origin' }))
  .use(noStore)
  .use('/v1/*', readable)
  .use(methodNotAllowed({ app: root, onMethodNotAllowed: otherMethod }))
  .use(requireText)
  .route('/', status)
  .route('/v1/tenants', tenants)
  .route(CATALOGUE, catalogue)
  .notFound((c) =>
    problem(c, 404, 'No such route', 'no route has this path: the reference of the edge lists all'),
  )
  .onError(renderProblem)

export default app
