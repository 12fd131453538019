import { type Manifest, TacitError } from '@tacit-rec/pack'
import { type Progress, silent } from '../progress.ts'
import { readPackFolder } from './read.ts'

/** What was done. */
export interface Published {
  /** The catalogue's address, …/v1/c/NAME. */
  url: string
  sequence: number
  /** Names of the files sent; the others were there. */
  uploaded: string[]
}

/** Milliseconds before the second and third try. */
const PAUSES = [300, 1500]

/**
 * Uploads a pack to an edge and makes it current: the files that it does not have yet, then the
 * manifest, so that a visitor never meets half a pack. The pack is verified before anything is sent.
 *
 * @param to an origin, for its catalogue `default`, or …/v1/c/NAME
 * @param token the edge's ADMIN_TOKEN
 * @throws TacitError `publish/…` with what the edge said (RFC 9457) and what to do
 */
export async function publishPack(
  folder: string,
  to: string,
  token: string,
  progress: Progress = silent,
): Promise<Published> {
  const url = catalogueUrl(to)
  const { pack, files, manifest } = await readPackFolder(folder)
  const uploaded: string[] = []
  const task = progress.task(`publishing ${pack.manifest.name}`, pack.manifest.files.length + 1)
  const authorization = `Bearer ${token}`
  let done = 0
  for (const { name } of pack.manifest.files) {
    if (!(await isThere(`${url}/files/${name}`))) {
      const headers = { authorization, 'content-type': 'application/octet-stream' }
      const body = files.get(name)! as Uint8Array<ArrayBuffer>
      await send(`${url}/admin/files/${name}`, { method: 'PUT', headers, body }, `upload ${name}`)
      uploaded.push(name)
    }
    task.update(++done, name)
  }
  await promote(url, authorization, manifest as Uint8Array<ArrayBuffer>, pack.manifest)
  task.end(`sequence ${pack.manifest.sequence}, ${uploaded.length} files sent`)
  return { url, sequence: pack.manifest.sequence, uploaded }
}

/** `https://edge.example` → `https://edge.example/v1/c/default`; a catalogue's address stays. */
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
    `${what} at ${url}: ${await complaint(response)}${remedy(response.status)}`,
  )
}

/** Tries again where the network or the edge failed; the last answer comes back, whatever it is. */
async function withRetries(
  url: string,
  init: RequestInit,
  what: string,
  pauses: readonly number[] = PAUSES,
): Promise<Response> {
  const [pause, ...rest] = pauses
  try {
    const response = await fetch(url, { ...init, redirect: 'error' })
    if (response.status < 500 || pause === undefined) return response
    await response.body?.cancel()
  } catch (error) {
    if (pause === undefined) throw unreachable(url, what, error as Error)
  }
  await new Promise((resume) => setTimeout(resume, pause))
  return withRetries(url, init, what, rest)
}

function unreachable(url: string, what: string, { message, cause }: Error): TacitError {
  const why = cause instanceof Error ? cause.message || String(cause) : message
  return new TacitError(
    'publish/unreachable',
    `${what} at ${url}: ${why}, ${PAUSES.length + 1} times: is an edge running at that address?`,
  )
}

/** What a problem+json answer says, or the status alone. */
async function complaint(response: Response): Promise<string> {
  const head = `${response.status} ${response.statusText}`.trim()
  const text = await response.text().catch(() => '')
  try {
    const { title, detail } = JSON.parse(text) as { title?: unknown; detail?: unknown }
    const said = [title, detail].filter((part) => typeof part === 'string' && part !== '')
    return said.length > 0 ? `${head}: ${said.join(': ')}` : head
  } catch {
    return head
  }
}

function remedy(status: number): string {
  if (status === 401 || status === 403)
    return ': the token is not the one that the edge knows (TACIT_TOKEN)'
  if (status === 409)
    return ': train or export again into the same folder, which raises the sequence'
  if (status === 503) return ': set the secret ADMIN_TOKEN of the edge'
  return ''
}
