import type { Context } from 'hono'
import type { Edge } from './env.ts'

/**
 * Address below which the catalogue's files are served without the Worker: a domain of the R2 bucket
 * or a folder of static assets, with the bucket's layout. Undefined: the Worker serves them.
 */
export function filesBase(c: Context<Edge>): string | undefined {
  const base = c.env.FILES_BASE?.replace(/\/+$/, '')
  return base ? `${base}/${c.var.storage.catalogue}/files/` : undefined
}
