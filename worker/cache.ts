import type { CacheContext } from '@cloudflare/workers-types'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Edge } from './env.ts'

/** Tag of everything that a promotion of the catalogue changes. */
const tagOf = (catalogue: string) => `tacit-${catalogue}`

/** Tags cacheable answers for {@link purge}. A file never changes, so it is not tagged. */
export const tagged = createMiddleware<Edge>(async (c, next) => {
  await next()
  const policy = c.res.headers.get('cache-control') ?? ''
  if (policy.startsWith('public') && !policy.includes('immutable'))
    c.res.headers.set('cache-tag', tagOf(c.var.storage.catalogue))
})

/**
 * Removes what the cache in front (`[cache]` in wrangler.toml) holds of a catalogue, after another
 * pack became current. Does nothing where there is no such cache. A failure is no reason to fail the
 * promotion: what is cached is out of date for a minute at most.
 */
export async function purge(c: Context<Edge>): Promise<void> {
  const tags = [tagOf(c.var.storage.catalogue)]
  try {
    const { cache } = c.executionCtx as { cache?: CacheContext }
    await cache?.purge({ tags })
  } catch (error) {
    console.error(JSON.stringify({ level: 'warning', message: `purge: ${error}`, tags }))
  }
}
