import { type Manifest, TacitError } from '@tacit-rec/pack'
import pRetry from 'p-retry'
import * as v from 'valibot'
import { type Progress, silent } from '../progress.ts'
import { readPackFolder } from './read.ts'

export interface Published {
  /** The catalogue's address, …/v1/c/NAME. */
  url: string
  sequence: number
  /** Names of the files sent; the others were there already. */
  uploaded: string[]
}

/** Pauses of 300 and 1,500 ms. */
const RETRIES = { retries: 2, minTimeout: 300, factor: 5 }

/** An error as an edge describes it (RFC 9457). */
const text = v.fallback(v.string(), '')
const ProblemSchema = v.object({ title: text, detail: text })

/**
 * Uploads a pack to an edge and makes it current: first the missing files, then the manifest, so
 * that visitors never get a part of a pack. The pack is verified before anything is sent.
 *
 * @param to an origin, for its catalogue `default`, or …/v1/c/NAME
 * @param token the edge's ADMIN_TOKEN
 * @throws TacitError `publish/…` with the edge's message (RFC 9457) and a remedy
 */
export async function publishPack(
  folder: string,
  to: string,
  token: string,
  progress: Progress = silent,
): Promise<Published> {
  const url = catalogueUrl(to)
  const { pack, files, manifest } = await readPackFolder(folder)
  await assertEdge(url)
  const uploaded: string[] = []
  const task = progress.task(`publishing ${pack.manifest.name}`, pack.manifest.files.length + 1)
  const authorization = `Bearer ${token}`
  let done = 0
  for (const { name } of pack.manifest.files) {
    if (!(await isThere(`${url}/files/${name}`))) {
      const headers = { authorization, 'content-type': 'application/octet-stream' }
      const body = files.get(name)
      await send(`${url}/admin/files/${name}`, { method: 'PUT', headers, body }, `upload ${name}`)
      uploaded.push(name)
    }
    task.update(++done, name)
  }
  await promote(url, authorization, manifest, pack.manifest)
  task.end(`sequence ${pack.manifest.sequence}, ${uploaded.length} files sent`)
  return { url, sequence: pack.manifest.sequence, uploaded }
}

/** `https://edge.example` → `https://edge.example/v1/c/default`; a catalogue's address is kept. */
export function catalogueUrl(to: string): string {
  const url = URL.canParse(to) ? new URL(to) : null
  const path = url?.pathname.replace(/\/+$/, '')
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && !url.search && !url.hash) {
    if (path === '') return `${url.origin}/v1/c/default`
    if (/\/v1\/c\/[^/]+$/.test(path!)) return `${url.origin}${path}`
  }
  throw new TacitError(
    'publish/url',
    `"${to}" is not an edge's address: give https://HOST, or https://HOST/v1/c/CATALOGUE`,
  )
}

/** What an edge answers: a manifest, or a problem such as that nothing is published. */
const ManifestSchema = v.object({ sequence: v.number(), files: v.array(v.unknown()) })

/**
 * Asks for the manifest first: a site that answers 200 to everything would seem to have every file.
 *
 * @throws TacitError `publish/no-edge`
 */
async function assertEdge(url: string): Promise<void> {
  const response = await withRetries(`${url}/manifest`, {}, 'look for an edge')
  const type = response.headers.get('content-type') ?? ''
  const body: unknown = await response.json().catch(() => null)
  const isProblem = !response.ok && type.startsWith('application/problem+json')
  if (isProblem || (response.ok && v.is(ManifestSchema, body))) return
  const status = `${response.status} ${response.statusText}`.trim()
  throw new TacitError(
    'publish/no-edge',
    `no Tacit edge answers at ${url} (it answers ${status}, ${type || 'without a type'}): check ` +
      'the address of --to',
  )
}

async function isThere(url: string): Promise<boolean> {
  const response = await withRetries(url, { method: 'HEAD' }, 'look up')
  return response.ok
}

async function promote(
  url: string,
  authorization: string,
  body: Uint8Array<ArrayBuffer>,
  { sequence }: Manifest,
): Promise<void> {
  const headers = { authorization, 'content-type': 'application/json' }
  await send(`${url}/admin/promote`, { method: 'POST', headers, body }, `promote ${sequence}`)
}

async function send(url: string, init: RequestInit, what: string): Promise<void> {
  const response = await withRetries(url, init, what)
  if (response.ok) {
    await response.body?.cancel()
    return
  }
  throw new TacitError(
    `publish/${response.status}`,
    `${what} at ${url}: ${await problemOf(response)}${remedyFor(response.status)}`,
  )
}

/** Retries after network errors and statuses of 500 and above. Returns the last response. */
async function withRetries(url: string, init: RequestInit, what: string): Promise<Response> {
  let attempts = 0
  const request = async () => {
    attempts++
    const response = await fetch(url, { ...init, redirect: 'error' })
    if (response.status < 500 || attempts > RETRIES.retries) return response
    await response.body?.cancel()
    throw new Error(`HTTP ${response.status}`)
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
  if (status === 409)
    return ': train or export again into the same folder, which increases the sequence'
  if (status === 503) return ': set the secret ADMIN_TOKEN of the edge'
  return ''
}
