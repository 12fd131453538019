import { createMiddleware } from 'hono/factory'
import { described } from './declare.ts'
import { Problem } from './problem.ts'

/**
 * Refuses an address whose percent-encoding is no text (`%`, `%zz`, `%ff`, `%C3%28`). Everything
 * behind it can read each parameter as it was meant, decoded once.
 *
 * @throws Problem 400
 */
export const requireText = described(
  createMiddleware(async (c, next) => {
    if (c.req.raw.url.includes('%') && !isText(c.req.raw.url))
      throw new Problem(
        400,
        'Bad encoding',
        'the address is not percent-encoded UTF-8: write "%25" for "%"',
      )
    await next()
  }),
  { problems: { 400: 'The address is not percent-encoded UTF-8' } },
)

function isText(url: string): boolean {
  try {
    decodeURIComponent(url)
    return true
  } catch {
    return false
  }
}
