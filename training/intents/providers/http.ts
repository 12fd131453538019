import { setTimeout as sleep } from 'node:timers/promises'
import { TacitError } from '@tacit-rec/pack'
import type { Rate } from '../pace.ts'
import type { CallOptions } from '../types.ts'

/** Where and how to ask. */
export interface Endpoint {
  /** Without a slash at the end: `https://api.openai.com/v1`. */
  baseUrl: string
  /** Sent as a bearer token; servers on one's own machine often need none. */
  key?: string
  /** The variables that hold the key and the address, for errors. */
  keyName: string
  urlName: string
  /** Milliseconds for a whole answer; default 60,000. */
  timeout?: number
  /** Times that a call is made at most; default 6. */
  attempts?: number
  /** Milliseconds before the second attempt, doubled each time; default 1,000. */
  backoff?: number
  /** When calls may begin, each attempt anew; at once unless given. */
  rate?: Rate
}

/** Milliseconds of a pause of our own, and of one that a server asks for. */
const LONGEST_PAUSE = 60_000
const LONGEST_WAIT = 600_000
const LONGEST_EXCERPT = 300

/** How servers say that they do not like a text. */
const FILTERED = /content[_ ](filter|policy|management)/i

/** Statuses of a server that did not begin. */
const BUSY = [408, 409, 425, 429]
/** Errors of an attempt that reached no server. */
const UNREACHED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT)$/

/**
 * What one attempt came to: an answer, or why not, when to try again, and whether it may have to be
 * paid all the same.
 */
type Outcome = { answer: unknown } | { why: string; wait?: number; paid: boolean }

/**
 * POSTs JSON and gives the JSON that comes back. A busy or broken server (408, 409, 425, 429,
 * 5xx), a dropped connection, an answer that is cut off or takes too long are tried again, after
 * as long as `Retry-After` says, else after a growing pause.
 *
 * @throws TacitError `intents/refused` where asking again would not help, `intents/filtered` where
 * only this text is unwelcome, `intents/unreachable` where asking again did not help, or the server
 * wants to be left alone for more than ten minutes
 */
export async function postJson(
  endpoint: Endpoint,
  path: string,
  body: object,
  { signal, lost }: CallOptions = {},
): Promise<unknown> {
  const { baseUrl, attempts = 6, backoff = 1000, rate } = endpoint
  const url = `${baseUrl}${path}`
  let last = ''
  for (let n = 0; n < attempts; n++) {
    signal?.throwIfAborted()
    await rate?.turn(signal)
    const outcome = await attempt(endpoint, url, body, signal)
    if ('answer' in outcome) return outcome.answer
    if (outcome.paid) lost?.()
    const { why, wait } = outcome
    last = `${why}, ${n + 1} times`
    if (wait !== undefined && wait > LONGEST_WAIT) {
      last = `${why}, and is not to be asked for ${Math.ceil(wait / 1000)} s`
      break
    }
    const own = Math.min(LONGEST_PAUSE, backoff * 2 ** n * (0.75 + Math.random() / 2))
    if (n + 1 < attempts) await sleep(wait ?? own, undefined, { signal })
  }
  throw new TacitError(
    'intents/unreachable',
    `${url}: ${last}: run the command again later (answers so far are kept), ` +
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
      // A redirect may lead texts and key elsewhere.
      redirect: 'manual',
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    })
    const text = await response.text()
    if (response.ok && !/^\s*</.test(text)) return { answer: JSON.parse(text) }
    if (response.ok) throw refuse('the answer is a page of HTML', `check the address in ${urlName}`)
    const { status, headers } = response
    if (status < 400) {
      const elsewhere = `HTTP ${status}, go to ${headers.get('location') ?? 'another address'}`
      throw refuse(elsewhere, `name the address itself in ${urlName}`)
    }
    return outcomeOf(endpoint, url, response, text)
  } catch (error) {
    if (error instanceof TacitError) throw error
    signal?.throwIfAborted()
    if (limit.aborted) return { why: `no whole answer within ${timeout / 1000} s`, paid: true }
    if (error instanceof SyntaxError)
      return { why: 'the answer is no JSON, or cut off', paid: true }
    const { cause, message } = error as Error & { cause?: NodeJS.ErrnoException }
    // What is not said of the network is said of the request, and may hold the key.
    if (!cause) throw refuse('it cannot be asked so', `check ${urlName} and ${keyName}`)
    const { code = message, name } = cause
    if (name === 'HTTPParserError' || code === 'UND_ERR_HEADERS_OVERFLOW')
      throw refuse('the answer is no HTTP that can be read', `check the address in ${urlName}`)
    return { why: `no connection (${code})`, paid: !UNREACHED.test(code) }
  }
}

/** What an answer with an error means. */
function outcomeOf(
  { keyName, urlName }: Endpoint,
  url: string,
  response: Response,
  text: string,
): Outcome {
  const { status } = response
  if (BUSY.includes(status) || status >= 500) {
    const wait = retryAfter(response.headers.get('retry-after'))
    return { why: `HTTP ${status}`, wait, paid: !BUSY.includes(status) }
  }
  if (status === 400 && FILTERED.test(text))
    throw new TacitError('intents/filtered', `${url}: the server's filter refused a text`)
  const remedies: Record<number, string> = {
    401: `check the key in ${keyName}`,
    403: `check what the key in ${keyName} may do`,
    404: `check ${urlName} and the model`,
  }
  const said = text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_EXCERPT)
  const needs = url.endsWith('/embeddings')
    ? 'is one for embeddings and takes texts of this length'
    : 'takes this (it needs json_schema output)'
  const remedy = remedies[status] ?? `check that the model ${needs}`
  throw new TacitError(
    'intents/refused',
    `${url}: HTTP ${status} (${said || 'no reason'}): ${remedy}`,
  )
}

/** Milliseconds of a `Retry-After` in seconds or as a date; undefined where there is none. */
function retryAfter(header: string | null): number | undefined {
  if (!header) return undefined
  const wait = Number.isFinite(Number(header))
    ? Number(header) * 1000
    : Date.parse(header) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}
