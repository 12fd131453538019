import { TacitError } from '@tacit-rec/pack'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import * as v from 'valibot'
import { SECONDS } from './http.ts'
import { logFailure } from './log.ts'

type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 405
  | 409
  | 411
  | 412
  | 413
  | 415
  | 416
  | 422
  | 429
  | 503

/** Body of every error: `application/problem+json` (RFC 9457). */
export const ProblemBody = v.object({
  type: v.literal('about:blank'),
  title: v.pipe(v.string(), v.description('Kind of problem')),
  status: v.number(),
  detail: v.pipe(v.string(), v.description('Cause and remedy')),
  instance: v.optional(
    v.pipe(v.string(), v.description('Id of the request, as a URN; absent from cached answers')),
  ),
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

/** The end of a pack's error, which says what helps where the pack was built. */
const REMEDY = /: [^:]*$/

/**
 * Renders any error. What a stored pack's own checks refuse is a 503; an unexpected error becomes a 500
 * without its message, which is logged.
 */
export async function renderProblem(thrown: Error, c: Context): Promise<Response> {
  const isDamage = thrown instanceof TacitError && thrown.code.startsWith('pack/')
  const error = isDamage
    ? new Problem(503, 'Pack damaged', thrown.message.replace(REMEDY, ': publish the pack again'))
    : thrown
  const expected = error instanceof HTTPException
  const status = expected ? error.status : 500
  const title = error instanceof Problem ? error.title : TITLES[status] || 'Error'
  const detail = expected ? error.message || (await error.res?.text()) : ''
  return problem(c, status, title, detail || 'the edge failed: try again', { error })
}

interface ProblemOptions {
  headers?: HeadersInit
  /** What to log, and whose headers to keep. */
  error?: Error
}

/**
 * A problem response. A 404 is cached for seconds; every other problem is not, and carries an id of
 * the request, which the log has too. Ids that a visitor sends are not used.
 */
export function problem(
  c: Context,
  status: number,
  title: string,
  detail: string,
  { headers: given, error }: ProblemOptions = {},
): Response {
  const headers = new Headers(given ?? (error instanceof HTTPException ? error.res?.headers : {}))
  headers.set('content-type', 'application/problem+json')
  const cached = status === 404 && !c.req.header('authorization')
  headers.set('cache-control', cached ? SECONDS : 'no-store')
  const body: v.InferOutput<typeof ProblemBody> = { type: 'about:blank', title, status, detail }
  if (!cached) {
    const id = crypto.randomUUID()
    headers.set('x-request-id', id)
    body.instance = `urn:request:${id}`
    if (status >= 500) logFailure(c, status, id, error ?? new Error(detail))
  }
  return new Response(JSON.stringify(body), { status, headers })
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authorized',
  413: 'Too large',
  500: 'Internal error',
}
