import { setTimeout as sleep } from 'node:timers/promises'
import { TacitError } from '@tacit-rec/pack'
import type PQueue from 'p-queue'
import type { CallOptions } from '../types.ts'

/** Where and how to send requests. */
export interface Endpoint {
  /** Without a slash at the end: `https://api.openai.com/v1`. */
  baseUrl: string
  /** Sent as a bearer token; local servers often need none. */
  key?: string
  /** The environment variables of the key and the address, for errors. */
  keyName: string
  urlName: string
  /** Max milliseconds for a whole answer; default 60,000. */
  timeout?: number
  /** Max attempts per call; default 6. */
  attempts?: number
  /** Milliseconds before the second attempt, doubled each time; default 1,000. */
  backoff?: number
  /** Starts every attempt, as `rateLimit` makes it; default: attempts start at once. */
  rate?: PQueue
}

/** Max milliseconds of a pause that we choose, and of one that a server asks for. */
const MAX_PAUSE = 60_000
const MAX_RETRY_AFTER = 600_000
/** Max characters of a server's message in an error. */
const MAX_EXCERPT = 300

/** How servers say that their filter refused a text. */
const FILTERED = /content[_ ](filter|policy|management)/i

/** Statuses of a server that did not start to work on the request. */
const BUSY = [408, 409, 425, 429]
/** Errors of an attempt that reached no server. */
const UNREACHED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/**
 * The result of one attempt: an answer, or why it failed, when to retry (milliseconds), and whether
 * it may be billed nevertheless.
 */
type Outcome = { answer: unknown } | { why: string; wait?: number; billed: boolean }

/**
 * POSTs JSON and returns the JSON of the answer. Retries after a busy or broken server (408, 409,
 * 425, 429, 5xx), a dropped connection, and an answer that is truncated or takes too long. Waits
 * exactly as long as `Retry-After` says, otherwise for a growing pause.
 *
 * @throws TacitError `intents/refused` if retries cannot help, `intents/filtered` if a filter
 * refuses the text, `intents/unreachable` after the last attempt or if the server asks for a pause
 * of more than ten minutes
 */
export async function postJson(
  endpoint: Endpoint,
  path: string,
  body: object,
  { signal, lost }: CallOptions = {},
): Promise<unknown> {
  const { baseUrl, attempts = 6, backoff = 1000, rate } = endpoint
  const url = `${baseUrl}${path}`
  const run = () => attempt(endpoint, url, body, signal)
  let last = ''
  for (let n = 0; n < attempts; n++) {
    signal?.throwIfAborted()
    const outcome = await (rate ? rate.add(run, { signal }) : run())
    if ('answer' in outcome) return outcome.answer
    if (outcome.billed) lost?.()
    const { why, wait } = outcome
    last = `${why}, ${n + 1} attempts`
    if (wait !== undefined && wait > MAX_RETRY_AFTER) {
      last = `${why}, and Retry-After asks for ${Math.ceil(wait / 1000)} s`
      break
    }
    const pause = Math.min(MAX_PAUSE, backoff * 2 ** n * (0.75 + Math.random() / 2))
    if (n + 1 < attempts) await sleep(wait ?? pause, undefined, { signal })
  }
  throw new TacitError(
    'intents/unreachable',
    `${url}: ${last}: run the command again later (stored answers are not asked again), ` +
      'or slow it down with --rate or --concurrency',
  )
}

async function attempt(
  endpoint: Endpoint,
  url: string,
  body: object,
  signal?: AbortSignal,
): Promise<Outcome> {
  const { key, keyName, urlName, timeout = 60_000 } = endpoint
  const limit = AbortSignal.timeout(timeout)
  const refuse = (why: string, remedy: string) =>
    new TacitError('intents/refused', `${url}: ${why}: ${remedy}`)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      body: JSON.stringify(body),
      // A redirect could send texts and the key to another server.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    })
    const text = await response.text()
    if (response.ok && !/^\s*</.test(text)) return { answer: JSON.parse(text) }
    if (response.ok) throw refuse('the answer is an HTML page', `check the address in ${urlName}`)
    const { status, headers } = response
    if (status < 400) {
      const target = headers.get('location') ?? 'another address'
      throw refuse(`HTTP ${status} redirects to ${target}`, `set ${urlName} to the final address`)
    }
    return failureOf(endpoint, url, response, text)
  } catch (error) {
    if (error instanceof TacitError) throw error
    signal?.throwIfAborted()
    if (limit.aborted) return { why: `no complete answer within ${timeout / 1000} s`, billed: true }
    if (error instanceof SyntaxError)
      return { why: 'the answer is not JSON, or truncated', billed: true }
    const cause = error instanceof Error ? error.cause : undefined
    // An error without a cause is about the request itself, and its message may contain the key.
    if (!(cause instanceof Error))
      throw refuse('the request is invalid', `check ${urlName} and ${keyName}`)
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
    if (cause.name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW')
      throw refuse('the answer is not valid HTTP', `check the address in ${urlName}`)
    return { why: `no connection (${code})`, billed: !UNREACHED.test(code) }
  }
}

/** What an HTTP error means: retry, or throw. */
function failureOf(
  { keyName, urlName }: Endpoint,
  url: string,
  response: Response,
  text: string,
): Outcome {
  const { status } = response
  if (BUSY.includes(status) || status >= 500) {
    const wait = retryAfter(response.headers.get('retry-after'))
    return { why: `HTTP ${status}`, wait, billed: !BUSY.includes(status) }
  }
  if (status === 400 && FILTERED.test(text))
    throw new TacitError('intents/filtered', `${url}: the server's filter refused a text`)
  const remedies: Record<number, string> = {
    401: `check the key in ${keyName}`,
    403: `check the permissions of the key in ${keyName}`,
    404: `check ${urlName} and the model`,
  }
  const excerpt = text.replace(/\s+/g, ' ').trim().slice(0, MAX_EXCERPT)
  const needs = url.endsWith('/embeddings')
    ? 'is an embedding model and accepts texts of this length'
    : 'accepts such requests (it must support json_schema output)'
  const remedy = remedies[status] ?? `check that the model ${needs}`
  throw new TacitError(
    'intents/refused',
    `${url}: HTTP ${status} (${excerpt || 'no reason given'}): ${remedy}`,
  )
}

/** Milliseconds of a `Retry-After` in seconds or as a date; undefined without a valid one. */
function retryAfter(header: string | null): number | undefined {
  if (!header) return undefined
  const wait = Number.isFinite(Number(header))
    ? Number(header) * 1000
    : Date.parse(header) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}
