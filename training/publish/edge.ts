import { TacitError } from '@tacit-rec/pack'
import pRetry from 'p-retry'
import * as v from 'valibot'

/** Pauses of 300 and 1,500 ms. */
const RETRIES = { retries: 2, minTimeout: 300, factor: 5 }
/** Of one request, uploads included. */
const TIMEOUT_MS = 300_000

/** An error as an edge describes it (RFC 9457). */
const text = v.fallback(v.string(), '')
const ProblemSchema = v.object({ title: text, detail: text })

/** An edge, or one of its catalogues, as its operator asks it. */
export interface EdgeClient {
  /** …/v1/c/NAME, or …/v1/tenants. */
  url: string
  /**
   * Sends a request with the token. Every request may be sent twice, after an answer that is lost on
   * the way, so each must do nothing more the second time.
   *
   * @param path below the address
   * @param what the request is for, in errors
   * @throws TacitError `publish/…` with the edge's message and a remedy, unless the answer is 2xx
   */
  send(path: string, what: string, init?: RequestInit): Promise<Response>
}

/** @throws TacitError `publish/token` without a token */
export function edgeClient(url: string, token: string): EdgeClient {
  if (!token)
    throw new TacitError(
      'publish/token',
      "TACIT_TOKEN is not set: set it to the edge's ADMIN_TOKEN, or to a key of the catalogue",
    )
  const authorization = `Bearer ${token}`
  return {
    url,
    async send(path, what, init = {}) {
      const headers = { ...init.headers, authorization }
      const response = await withRetries(`${url}${path}`, { ...init, headers }, what)
      if (response.ok) return response
      throw new TacitError(
        `publish/${response.status}`,
        `${what} at ${url}${path}: ${await problemOf(response)}${remedyFor(response.status)}`,
      )
    },
  }
}

/** `https://edge.example` → `https://edge.example/v1/c/default`; a catalogue's address is kept. */
export function catalogueUrl(to: string): string {
  const { origin, path } = parts(to)
  if (path === '') return `${origin}/v1/c/default`
  if (/\/v1\/c\/[^/]+$/.test(path)) return `${origin}${path}`
  throw notAnAddress(to)
}

/** `https://edge.example` → `https://edge.example/v1/tenants`; a catalogue in it is ignored. */
export function tenantsUrl(to: string): string {
  const { origin, path } = parts(to)
  return `${origin}${path.replace(/\/v1\/c\/[^/]+$/, '')}/v1/tenants`
}

function parts(to: string): { origin: string; path: string } {
  const url = URL.canParse(to) ? new URL(to) : null
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash)
    return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') }
  throw notAnAddress(to)
}

function notAnAddress(to: string): TacitError {
  return new TacitError(
    'publish/url',
    `"${to}" is not an edge's address: give https://HOST, or https://HOST/v1/c/CATALOGUE`,
  )
}

/** What an edge answers: a manifest, or a problem such as that nothing is published. */
const ManifestSchema = v.object({ sequence: v.number(), files: v.array(v.unknown()) })

/**
 * Asks for the manifest first: a site that answers 200 to everything would seem to be an edge, and
 * the token is sent to edges only.
 *
 * @throws TacitError `publish/no-edge`
 */
export async function assertEdge(url: string): Promise<void> {
  const response = await withRetries(`${url}/manifest`, {}, 'look for an edge')
  const type = response.headers.get('content-type') ?? ''
  const body: unknown = await response.json().catch(() => null)
  const isProblem = !response.ok && type.startsWith('application/problem+json')
  if (isProblem || (response.ok && v.is(ManifestSchema, body))) return
  const status = `${response.status} ${response.statusText}`.trim()
  throw new TacitError(
    'publish/no-edge',
    `no Tacit edge answers at ${url} (it answers ${status}, ${type || 'without a type'}): check ` +
      'the address',
  )
}

/** Retries after network errors and statuses of 500 and above. Returns the last response. */
async function withRetries(url: string, init: RequestInit, what: string): Promise<Response> {
  let attempts = 0
  const request = async () => {
    attempts++
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetch(url, { ...init, signal, redirect: 'error' })
    // The body too may be lost on the way.
    const body = await response.arrayBuffer()
    const { status, statusText, headers } = response
    if (status >= 500 && attempts <= RETRIES.retries) throw new Error(`HTTP ${status}`)
    const bodiless = [204, 205, 304].includes(status)
    return new Response(bodiless ? null : body, { status, statusText, headers })
  }
  try {
    return await pRetry(request, RETRIES)
  } catch (error) {
    throw new TacitError(
      'publish/unreachable',
      `${what} at ${url}: ${reasonOf(error)}, ${attempts} attempts: ` +
        'is an edge running at that address?',
    )
  }
}

/** The message of the deepest known cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message, cause } = error
  return cause instanceof Error ? cause.message || String(cause) : message
}

/** The status, with the message of a problem+json body if there is one. */
async function problemOf(response: Response): Promise<string> {
  const status = `${response.status} ${response.statusText}`.trim()
  try {
    const { title, detail } = v.parse(ProblemSchema, await response.json())
    return [status, title, detail].filter((part) => part !== '').join(': ')
  } catch {
    return status
  }
}

function remedyFor(status: number): string {
  if (status === 401 || status === 403) return ": check TACIT_TOKEN, it is not the edge's token"
  if (status === 409) return ': somebody else has published meanwhile; try again'
  if (status === 503) return ': set the secret ADMIN_TOKEN of the edge'
  return ''
}
