import type { Context, MiddlewareHandler, Next } from 'hono'
import { cors } from 'hono/cors'
import { problem } from './problem.ts'

const crossOrigin = cors({
  origin: '*',
  allowMethods: ['GET', 'HEAD', 'OPTIONS'],
  exposeHeaders: ['etag', 'content-range', 'accept-ranges', 'tacit-files'],
  maxAge: 86_400,
})

/** Lets pages of any origin read. OPTIONS is left to {@link otherMethod}, which knows the routes. */
export const readable: MiddlewareHandler = (c, next) =>
  c.req.method === 'OPTIONS' ? next() : crossOrigin(c, next)

/**
 * Answers a method that the path does not have: OPTIONS with what it has (and, for a page of another
 * origin, what it may use), any other with 405. Both name the methods in `allow` (RFC 9110, 9.3.7
 * and 15.5.6).
 */
export async function otherMethod(c: Context, methods: string[]): Promise<Response> {
  const allow = [...methods, 'OPTIONS'].join(', ')
  // Hono gives the new answer the headers of the 404 that it replaces.
  c.res.headers.delete('cache-control')
  if (c.req.method === 'OPTIONS') {
    const response = await crossOrigin(c, NOTHING)
    const headers = new Headers(response?.headers)
    headers.set('allow', allow)
    headers.set('cache-control', 'no-store')
    return new Response(null, { status: 204, headers })
  }
  const detail = `${c.req.method} is not a method of this path: use ${allow}`
  return problem(c, 405, 'No such method', detail, { headers: { allow } })
}

const NOTHING: Next = async () => {}
