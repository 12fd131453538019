/**
 * Declares routes once, for the app and for its OpenAPI document. These are like hono-openapi's
 * `describeRoute` and `validator`, without their schema generator, which would quadruple the Worker:
 * `scripts/openapi.ts` reads the declarations and runs the generator at build time.
 */
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
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
  /** Body of the request: media type → schema, null for bytes. */
  body?: Record<string, v.GenericSchema | null>
  /** Status → response. */
  answers?: Record<number, Answer>
  /** Status → cause. Errors are `application/problem+json`. */
  problems?: Record<number, string>
  /** Whether the route requires the admin token. */
  bearer?: boolean
}

/** Parts of a request that schemas validate. */
type Target = 'query' | 'param' | 'json'
type Fields =
  | v.ObjectSchema<v.ObjectEntries, undefined>
  | v.StrictObjectSchema<v.ObjectEntries, undefined>

export type Declaration = { operation: Operation } | { target: Target; schema: Fields }

const declarations = new WeakMap<object, Declaration>()

/** The declaration that a handler of `app.routes` carries. */
export function declarationOf(handler: object): Declaration | undefined {
  return declarations.get(handler)
}

/** Middleware that describes a route and does nothing else. */
export function describeRoute(operation: Operation): MiddlewareHandler {
  return described(
    createMiddleware((_, next) => next()),
    operation,
  )
}

/** Says what a middleware adds to every route below it, such as the problems that it throws. */
export function described<Middleware extends MiddlewareHandler>(
  middleware: Middleware,
  operation: Operation,
): Middleware {
  declarations.set(middleware, { operation })
  return middleware
}

/**
 * Middleware that validates the query, the path parameters or a JSON body; `c.req.valid(target)` has
 * the result. Of a repeated query parameter the first value counts, unless its schema is an array.
 *
 * @throws Problem 422 for the first field that does not fit, 415 for a body that is not JSON. The
 *   schema's message completes the sentence `FIELD "VALUE" …`; a body may hold secrets, so that its
 *   values are not shown.
 */
export function validate<T extends Target, Schema extends Fields>(
  target: T,
  schema: Schema,
): Validated<T, Schema> {
  const isJson = target === 'json'
  const middleware = createMiddleware(async (c, next) => {
    const values = isJson
      ? await jsonOf(c)
      : target === 'query'
        ? queryOf(schema, c)
        : c.req.param()
    c.req.addValidatedData(target, parseFields(schema, values, !isJson))
    await next()
  })
  declarations.set(middleware, { target, schema })
  return middleware as Validated<T, Schema>
}

/** What handlers and the typed client see: optional parameters can be left out. */
type Validated<T extends Target, Schema extends Fields> = MiddlewareHandler<
  // biome-ignore lint/suspicious/noExplicitAny: any environment, as hono's own validator
  any,
  string,
  { in: { [K in T]: v.InferInput<Schema> }; out: { [K in T]: v.InferOutput<Schema> } }
>

/**
 * Pages may send a body of another type without being asked. With a token they may not, so that
 * `curl -d` with a token needs no type.
 */
async function jsonOf({ req }: Context): Promise<unknown> {
  const type = req.header('content-type') ?? ''
  if (!/^application\/json(;|$)/i.test(type) && !req.header('authorization'))
    throw new Problem(415, 'Not JSON', 'the body must have content-type application/json')
  const body = await req.json().catch((error) => {
    throw error instanceof SyntaxError
      ? new Problem(400, 'Bad body', 'the body is not JSON')
      : error
  })
  // A schema of an object takes a list for an object without fields.
  if (!Array.isArray(body)) return body
  throw new Problem(422, 'Bad body', 'the body must be an object, not a list')
}

function queryOf(schema: Fields, { req }: Context): Record<string, string | string[]> {
  const isList = ({ type, wrapped }: { type: string; wrapped?: { type: string } }) =>
    (wrapped?.type ?? type) === 'array'
  const queries = Object.entries(req.queries())
  return Object.fromEntries(
    queries.map(([name, values]) => {
      const field = Object.hasOwn(schema.entries, name) ? schema.entries[name] : null
      return [name, field && isList(field) ? values : values[0]]
    }),
  )
}

function parseFields<Schema extends Fields>(
  schema: Schema,
  values: unknown,
  isShown = true,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, values)
  if (result.success) return result.output
  const [issue] = result.issues
  const field = v.getDotPath(issue) ?? 'body'
  const given = isShown && typeof issue.input === 'string' ? ` "${issue.input.slice(0, 60)}"` : ''
  throw new Problem(422, `Bad ${field}`, `${field}${given} ${issue.message}`)
}
