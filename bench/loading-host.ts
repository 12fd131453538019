import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { BuiltPack } from '../test/pack/random-pack.ts'

const SDK = resolve(import.meta.dirname, '../client/dist/browser')
const SHELL = `<!doctype html><title>shop</title><link rel="icon" href="data:,"><script type="module">
import { createRecommender } from '/tacit/tacit.js'
window.createRecommender = createRecommender
</script>`
const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.gz': 'application/gzip',
}

/** A line that all bodies share in turn. */
export interface Line {
  /** Milliseconds before the first byte. */
  latency: number
  bytesPerSecond: number
}

/** A shop that serves the SDK and its pack as a real host does: compressed, and kept by browsers. */
export interface Host {
  url: string
  /** Bytes of bodies that were sent, by path without versions. */
  sent: Map<string, number>
  close(): Promise<void>
}

interface Body {
  type: string
  bytes: Buffer
  isCompressed: boolean
  /** Cache-Control. */
  keep: string
}

const KEPT = 'public, max-age=31536000, immutable'

/** @param line null: as fast as can be */
export async function startHost(
  pack: Pick<BuiltPack, 'manifest' | 'files'>,
  line: Line | null,
): Promise<Host> {
  const bodies = new Map<string, Body>()
  const put = (path: string, type: string, content: string | Uint8Array, keep: string) => {
    const plain = Buffer.from(content)
    const isCompressed = /javascript|json|html/.test(type)
    const bytes = isCompressed ? gzipSync(plain) : plain
    bodies.set(path, { type, bytes, isCompressed, keep })
  }
  put('/', 'text/html', SHELL, 'no-cache')
  for (const name of readdirSync(SDK))
    put(`/tacit/${name}`, TYPES[extname(name)], readFileSync(resolve(SDK, name)), KEPT)
  const base = '/v1/c/default'
  put(`${base}/manifest`, TYPES['.json'], JSON.stringify(pack.manifest), 'no-cache')
  for (const [name, bytes] of pack.files)
    put(`${base}/files/${name}`, 'application/octet-stream', bytes, KEPT)

  const sent = new Map<string, number>()
  let free: Promise<unknown> = Promise.resolve()

  /** Sends a body in parts; the parts of all bodies take turns on the line. */
  async function trickle(response: ServerResponse, bytes: Buffer, on: Line): Promise<void> {
    await pause(on.latency)
    const part = Math.ceil(on.bytesPerSecond / 50)
    for (let at = 0; at < bytes.length; at += part) {
      const size = Math.min(part, bytes.length - at)
      free = free.then(() => pause((1000 * size) / on.bytesPerSecond))
      await free
      response.write(bytes.subarray(at, at + size))
    }
  }

  const server = createServer(async ({ url = '' }, response) => {
    const [path] = url.split('?')
    const body = bodies.get(path)
    if (!body) return response.writeHead(404).end()
    sent.set(path, (sent.get(path) ?? 0) + body.bytes.length)
    response.writeHead(200, {
      'content-type': body.type,
      'cache-control': body.keep,
      ...(body.isCompressed && { 'content-encoding': 'gzip' }),
      // What a page must send so that its memory can be measured.
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    if (line) await trickle(response, body.bytes, line)
    response.end(line ? undefined : body.bytes)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections()
        server.close(() => closed())
      }),
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((go) => setTimeout(go, milliseconds))
}
