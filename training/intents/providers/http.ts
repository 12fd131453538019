import { setTimeout as sleep } from 'node:timers/promises'
import { TacitError } from '@tacit/pack'
import type { Rate } from '../pace.ts'
import type { CallOptions } from '../types.ts'

/** Where and how to ask. */
export interface Endpoint {
  /** Without a slash at the end: `https://api.openai.com/v1`. */
  baseUrl: string
  /** Sent as a bearer token; servers on one's own machine often need none. */
  key?: string
  /** The variable that holds the key, for errors. */
  keyName: string
  /** Milliseconds for a whole answer; default 60,000. */
  timeout?: number
  /** Times that a call is made at most; default 6. */
  attempts?: number
  /** Milliseconds before the second attempt, doubled each time; default 1,000. */
  backoff?: number
  /** When calls may begin, each attempt anew; at once unless given. */
  rate?: Rate
}

const LONGEST_WAIT = 60_000
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
 * only this text is unwelcome, `intents/unreachable` where asking again did not help
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
    last = outcome.why
    const pause = outcome.wait ?? backoff * 2 ** n * (0.75 + Math.random() / 2)
    if (n + 1 < attempts) await sleep(Math.min(LONGEST_WAIT, pause), undefined, { signal })
  }
  throw new TacitError(
    'intents/unreachable',
    `${url}: ${last}, ${attempts} times: run the command again later (answers so far are kept), ` +
      'or slow it down with --rate or --concurrency',
  )
}

async function attempt(
  { key, keyName, timeout = 60_000 }: Endpoint,
  url: string,
  body: object,
  signal?: AbortSignal,
): Promise<Outcome> {
  const limit = AbortSignal.timeout(timeout)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      body: JSON.stringify(body),
      // A redirect may lead texts and key elsewhere.
      redirect: 'error',
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    })
    const text = await response.text()
    if (response.ok) return { answer: JSON.parse(text) }
    return outcomeOf(response, text, url, keyName)
  } catch (error) {
    if (error instanceof TacitError) throw error
    signal?.throwIfAborted()
    if (limit.aborted) return { why: `no whole answer within ${timeout / 1000} s`, paid: true }
    if (error instanceof SyntaxError)
      return { why: 'the answer is no JSON, or cut off', paid: true }
    const { cause, message } = error as Error
    const code = (cause as NodeJS.ErrnoException)?.code
    return { why: `no connection (${code ?? message})`, paid: !UNREACHED.test(code ?? '') }
  }
}

function outcomeOf(response: Response, text: string, url: string, keyName: string): Outcome {
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
    404: 'check the base URL and the model',
  }
  const said = text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_EXCERPT)
  const remedy = remedies[status] ?? 'check that the model takes this (it needs json_schema output)'
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
