/**
 * A typed client of the edge, for servers and scripts that are written in TypeScript.
 */
import { type ClientRequestOptions, hc } from 'hono/client'
import type { app } from './index.ts'

/**
 * Calls an edge. Paths, parameters and answers have the types of the Worker's own routes.
 *
 * @param url origin of the edge, such as `https://edge.example`
 * @param options `headers: { authorization: 'Bearer …' }` for the admin routes
 * @example
 * const edge = edgeClient('https://edge.example')
 * const shop = edge.v1.c[':catalogue']
 * const response = await shop.popular.$get({ param: { catalogue: 'default' }, query: {} })
 * const { items } = await response.json()
 */
export function edgeClient(url: string, options?: ClientRequestOptions) {
  return hc<typeof app>(url, options)
}

/** What {@link edgeClient} returns. */
export type EdgeClient = ReturnType<typeof edgeClient>
