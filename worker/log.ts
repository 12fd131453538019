import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { routePath } from 'hono/route'

/** Parameters whose values say what somebody looked at. */
const PRIVATE = ['id', 'ids', 'category']

/** Routes whose bodies are histories: an unexpected error there is logged without its message. */
const HISTORIES = /\/rank$/

/**
 * Writes one line of JSON for an answer of 500 and above: what the operator needs to find it. It has
 * no address of the visitor, no URL and no item.
 */
export function logFailure(c: Context, status: number, id: string, error: Error): void {
  const { name } = error
  const route = routePath(c, -1)
  const { method } = c.req
  const catalogue = c.req.param('catalogue')
  const isHistory = HISTORIES.test(c.req.path) && !(error instanceof HTTPException)
  const message = isHistory ? undefined : withoutItems(c, error.message).slice(0, 300)
  console.error(
    JSON.stringify({
      level: 'error',
      request: id,
      status,
      method,
      route,
      catalogue,
      name,
      message,
    }),
  )
}

/** A library's message may quote its input. */
function withoutItems(c: Context, message: string): string {
  const values = PRIVATE.flatMap((key) => [c.req.param(key) ?? '', ...(c.req.queries(key) ?? [])])
  const items = values.flatMap((value) => [value, ...value.split(',')]).filter(Boolean)
  return items.reduce((text, item) => text.replaceAll(item, '…'), message)
}
