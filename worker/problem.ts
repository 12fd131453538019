import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

type ProblemStatus = 400 | 401 | 404 | 406 | 409 | 413 | 416 | 422 | 503

/** An error that is answered as `application/problem+json` (RFC 9457). */
export class Problem extends HTTPException {
  readonly title: string

  /** @param title the kind of problem @param detail what of this request, and the remedy */
  constructor(status: ProblemStatus, title: string, detail: string, headers?: HeadersInit) {
    super(status, { message: detail, res: headers && new Response(null, { headers }) })
    this.title = title
  }
}

/** Renders any error; what is not ours is a 500 without its innards. */
export function renderProblem(error: Error, c: Context): Response {
  const known = error instanceof HTTPException
  const status = known ? error.status : 500
  const title = error instanceof Problem ? error.title : TITLES[status] || 'Error'
  const detail = known && error.message ? error.message : 'the edge failed; try again'
  return problem(c, status, title, detail, error instanceof HTTPException ? error.res : undefined)
}

/** A problem document with the request's id as its instance. */
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
  const body = { type: 'about:blank', title, status, detail, instance }
  return new Response(JSON.stringify(body), { status, headers })
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authorized',
  413: 'Too large',
  500: 'Internal error',
}
