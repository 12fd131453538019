import { createMiddleware } from 'hono/factory'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { Hono } from 'hono/quick'
import { requireText } from './encoding.ts'
import type { Edge } from './env.ts'
import { otherMethod, readable } from './methods.ts'
import { problem, renderProblem } from './problem.ts'
import { CATALOGUE, catalogue, status, tenants } from './routes/index.ts'

/** Answers are data: nothing to sniff a type of, to frame, or to tell others about. */
const SECURITY = Object.entries({
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
})

/** Caches may keep a 200 without `cache-control` for hours, so a route must opt in to caching. */
const headersOfAll = createMiddleware(async (c, next) => {
  await next()
  const { headers } = c.res
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  for (const [name, value] of SECURITY) headers.set(name, value)
})

const root = new Hono<Edge>()

/**
 * The edge: serves packs and facts about items. It stores nothing about its callers.
 *
 * @example
 * const response = await app.request('/v1/c/default/manifest', {}, env)
 */
export const app = root
  .use(headersOfAll)
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
