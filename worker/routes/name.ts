import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { described } from '../declare.ts'
import { Problem } from '../problem.ts'
import { CatalogueName } from '../schemas.ts'

/**
 * Refuses a path whose catalogue cannot exist.
 *
 * @throws Problem 404, which caches keep for seconds, as of any other path that is not there
 */
export const requireName = described(
  createMiddleware(async (c, next) => {
    const name = c.req.param('catalogue') ?? ''
    if (!v.safeParse(CatalogueName, name).success)
      throw new Problem(
        404,
        'No such route',
        `"${name.slice(0, 100)}" is no name of a catalogue: it has 1 to 63 lower-case letters, ` +
          'digits and hyphens, and begins with no hyphen',
      )
    await next()
  }),
  { problems: { 404: 'No catalogue can have this name' } },
)
