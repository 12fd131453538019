import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'

type ProblemStatus = 400 | 401 | 403 | 404 | 406 | 409 | 413 | 416 | 422 | 503

/** Body of every error: `application/problem+json` (RFC 9457). */
export const ProblemBody = v.object({
  type: v.literal('about:blank'),
  title: v.pipe(v.string(), v.description('Kind of problem')),
  status: v.number(),
  detail: v.pipe(v.string(), v.description('Cause and remedy')),
  instance: v.pipe(v.string(), v.description('Id of the request, as a URN')),
})

/** An error that the client receives as `application/problem+json`. */
export class Problem extends HTTPException {
  readonly title: string

  /** @param title kind of problem @param detail thing, value and remedy */
  constructor(status: ProblemStatus, title: string, detail: string, headers?: HeadersInit) {
    super(status, { message: detail, res: headers && new Response(null, { headers }) })
    this.title = title
  }
}

/** Renders any error. An unexpected one becomes a 500 without its message. */
export function renderProblem(error: Error, c: Context): Response {
  const expected = error instanceof HTTPException
  const status = expected ? error.status : 500
  const title = error instanceof Problem ? error.title : TITLES[status] || 'Error'
  const detail = expected && error.message ? error.message : 'the edge failed: try again'
  return problem(c, status, title, detail, expected ? error.res : undefined)
}

/** A problem response with the request's id as its instance. Headers of `original` are kept. */
export function problem(
  c: Context,
  status: number,
  title: string,
  detail: string,
  original?: Response,
): Response {
  const instance = `urn:request:${c.get('requestId')}`
  const headers = new Headers(original?.headers)
  headers.set('content-type', 'application/problem+json')
  headers.set('cache-control', 'no-store')
  const body: v.InferOutput<typeof ProblemBody> = {
    type: 'about:blank',
    title,
    status,
    detail,
    instance,
  }
  return new Response(JSON.stringify(body), { status, headers })
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authorized',
  413: 'Too large',
  500: 'Internal error',
}
