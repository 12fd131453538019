/**
 * Declares routes once, for the app and for its OpenAPI document. These are hono-openapi's
 * `describeRoute` and `validator` without their schema generator, which would quadruple the Worker:
 * `scripts/openapi.ts` reads the declarations and runs the generator at build time.
 */
import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { validator } from 'hono/validator'
import * as v from 'valibot'
import { Problem } from './problem.ts'

/** A successful response. */
export interface Answer {
  description: string
  /** Schema of the body, for JSON. */
  schema?: v.GenericSchema
  /** Media types of the body; `application/json` by default, none for an empty body. */
  types?: readonly string[]
}

/** What the document says about a route, or about all routes below a path. */
export interface Operation {
  summary?: string
  /** Status → response. */
  answers?: Record<number, Answer>
  /** Status → cause. Errors are `application/problem+json`. */
  problems?: Record<number, string>
  /** Whether the route requires the admin token. */
  bearer?: boolean
}

/** Parts of a request that schemas validate. */
type Target = 'query' | 'param'
type Fields = v.ObjectSchema<v.ObjectEntries, undefined>

export type Declaration = { operation: Operation } | { target: Target; schema: Fields }

const declarations = new WeakMap<object, Declaration>()

/** The declaration that a handler of `app.routes` carries. */
export function declarationOf(handler: object): Declaration | undefined {
  return declarations.get(handler)
}

/** Middleware that describes a route and does nothing else. */
export function describeRoute(operation: Operation): MiddlewareHandler {
  const middleware = createMiddleware((_, next) => next())
  declarations.set(middleware, { operation })
  return middleware
}

/**
 * Middleware that validates the query or the path parameters; `c.req.valid(target)` has the result.
 * A repeated query parameter counts once: the first value is used.
 *
 * @throws Problem 422 for the first field that does not fit. The schema's message completes the
 *   sentence `FIELD "VALUE" …`.
 */
export function validate<T extends Target, Schema extends Fields>(target: T, schema: Schema) {
  const middleware = validator(target, (_, c) => {
    const values: Record<string, string> = target === 'query' ? c.req.query() : c.req.param()
    return parseFields(schema, values)
  })
  declarations.set(middleware, { target, schema })
  return middleware
}

function parseFields<Schema extends Fields>(
  schema: Schema,
  values: Record<string, string>,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, values)
  if (result.success) return result.output
  const [issue] = result.issues
  const field = String(issue.path?.[0].key)
  const value = values[field]
  const given = value === undefined ? '' : ` "${value.slice(0, 60)}"`
  throw new Problem(422, `Bad ${field}`, `${field}${given} ${issue.message}`)
}
