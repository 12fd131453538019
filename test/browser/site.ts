import { execFileSync } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BuiltPack } from '../pack/random-pack.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const SDK = join(ROOT, 'client/dist/browser')
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.html': 'text/html',
  '.gz': 'application/gzip',
}

const SHELL =
  '<!doctype html><title>site</title><script nonce="abc" type="module" src="/shell.js"></script>'
/** Scripts of Workers: they get the spy too. */
const WORKERS = /^(?:tacit-worker|tacit-giver|ort-\w+)\.js$/
const SCRIPT = `import { createRecommender } from '/sdk/tacit.js'
window.createRecommender = createRecommender`

/** One request, as an observer of the network sees it. */
export interface Seen {
  method: string
  url: string
  headers: string
  body: string
}

/** A page's origin: an HTML shell, the built SDK under `/sdk/`, and a pack under `/v1/c/default`. */
export interface Site {
  url: string
  /** Every request so far, in order. */
  seen: Seen[]
  /** The published pack; null answers 404. */
  pack: BuiltPack | null
  /** The pack's `manifest.signed`; null answers 404. */
  envelope: Uint8Array | null
  /** The shell's module script. */
  script: string
  /** A script that runs before all others, in the page and in the SDK's Workers. */
  spy: string
  /** Content-Security-Policy of the shell. */
  csp: string | null
  /** A file of the SDK that is not there, as after half a deployment; null: all are. */
  missing: string | null
  /** A file of the SDK that does not come as long as this names it; null: all do. */
  silent: string | null
  /** While true, every connection is cut: the network is down. */
  down: boolean
  close(): Promise<void>
}

/** Builds the SDK's bundles in place, if a source is newer than they are. */
export function buildSdk(): void {
  const time = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = globSync('{client,contribute,engine,pack,scripts}/**/*.{ts,json}', {
    cwd: ROOT,
    exclude: ['**/node_modules', '**/dist'],
  })
  const built = time(join(SDK, 'tacit.js'))
  if (sources.every((source) => time(join(ROOT, source)) < built)) return
  execFileSync(process.execPath, [join(ROOT, 'client/build.ts')], { stdio: 'ignore' })
}

export async function startSite(pack: BuiltPack | null): Promise<Site> {
  const site: Site = {
    url: '',
    seen: [],
    pack,
    envelope: null,
    script: SCRIPT,
    spy: '',
    csp: null,
    missing: null,
    silent: null,
    down: false,
    close: () => {
      // A browser may keep connections that it no longer uses.
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
  const server = createServer((request, response) => {
    void answer(site, request, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  site.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return site
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse) {
  if (site.down) return request.socket.destroy()
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { method = '', url = '', rawHeaders } = request
  site.seen.push({
    method,
    url,
    headers: rawHeaders.join('\n'),
    body: Buffer.concat(chunks).toString('hex'),
  })
  while (site.silent && url.includes(`/${site.silent}`) && !response.destroyed) await sleep(20)
  const found = await contentOf(site, url)
  if (!found) return response.writeHead(404).end()
  const headers: Record<string, string> = { 'content-type': found.type }
  // The browser's HTTP cache would hide requests of the SDK.
  headers['cache-control'] = 'no-store'
  if (found.type === 'text/html' && site.csp) headers['content-security-policy'] = site.csp
  response.writeHead(200, headers)
  response.end(found.body)
}

async function contentOf(site: Site, url: string) {
  if (url === '/')
    return {
      type: 'text/html',
      body: site.spy ? SHELL.replace('<script', '<script src="/spy.js"></script><script') : SHELL,
    }
  if (url === '/spy.js') return { type: TYPES['.js'], body: site.spy }
  if (url === '/shell.js') return { type: TYPES['.js'], body: site.script }
  const sdk = /^\/sdk\/([\w.-]+)(?:\?|$)/.exec(url)
  if (sdk?.[1] === site.missing) return null
  if (sdk) {
    const body = await readFile(join(SDK, sdk[1]))
    const isSpied = site.spy && WORKERS.test(sdk[1])
    return { type: TYPES[extname(sdk[1])], body: isSpied ? `${site.spy};\n${body}` : body }
  }
  const base = '/v1/c/default'
  if (!site.pack || !url.startsWith(base)) return null
  if (url === `${base}/manifest`)
    return { type: TYPES['.json'], body: JSON.stringify(site.pack.manifest) }
  if (url === `${base}/manifest.signed`)
    return site.envelope && { type: 'application/vnd.dsse+json', body: site.envelope }
  const body = site.pack.files.get(url.slice(`${base}/files/`.length))
  return body ? { type: 'application/octet-stream', body } : null
}
