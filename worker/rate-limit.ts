import { createMiddleware } from 'hono/factory'
import { described } from './declare.ts'
import type { Edge } from './env.ts'
import { Problem } from './problem.ts'

/** Period of the binding in wrangler.toml, in seconds. */
const PERIOD = '10'

/**
 * Bounds requests that reach the Worker, counted by catalogue: never by person, address or token.
 *
 * @param name separates the counts of groups of routes
 * @throws Problem 429
 */
export function rateLimit(name: string) {
  return described(
    createMiddleware<Edge>(async (c, next) => {
      const { catalogue } = c.var.storage
      const outcome = await c.env.RATE_LIMIT?.limit({ key: `${catalogue}/${name}` })
      if (outcome && !outcome.success)
        throw new Problem(
          429,
          'Too many requests',
          `catalogue "${catalogue}" gets more requests than RATE_LIMIT allows: try again later`,
          { 'retry-after': PERIOD },
        )
      await next()
    }),
    { problems: { 429: 'The catalogue gets more requests than RATE_LIMIT allows' } },
  )
}
