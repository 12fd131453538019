import { createMiddleware } from 'hono/factory'
import type { Edge } from '../../env.ts'
import { Problem } from '../../problem.ts'

/**
 * Refuses uploads that would exceed what the tenant may store. Uploads at once may exceed it by one
 * file each.
 */
export const requireRoom = createMiddleware<Edge>(async (c, next) => {
  const max = c.var.tenant?.limits.bytes
  if (max === undefined) return next()
  let bytes = Number(c.req.header('content-length') ?? 0)
  for await (const { size } of c.var.storage.list('files/')) bytes += size
  if (bytes > max)
    throw new Problem(
      413,
      'Too large',
      `the files would have ${bytes} bytes, more than the ${max} allowed: run tacit gc, or ask the ` +
        'operator',
    )
  await next()
})
