import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, resolve } from 'node:path'
import type { BuiltPack } from '../pack/random-pack.ts'

const SDK = resolve(import.meta.dirname, '../../client/dist/browser')
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.gz': 'application/gzip' }

/**
 * What an edge does to one request: accepts it and never answers · resets the connection · ends the
 * body too early · changes a byte · sends slowly · answers with a login page · with a status.
 */
export type Fault = 'stall' | 'reset' | 'truncate' | 'damage' | 'slow' | 'html' | number

/** An edge of another origin that fails by command. Files are immutable to the browser's cache. */
export interface FaultyEdge {
  url: string
  pack: BuiltPack | null
  /** Packs whose files are served beside those of `pack`. */
  earlier: BuiltPack[]
  /** @param path such as `manifest` or `items.0123456789abcdef.safetensors` or `tacit/tacit.js` */
  fault: (path: string) => Fault | null
  /** Paths of all requests, in order. */
  seen: string[]
  close(): void
}

export async function startFaultyEdge(pack: BuiltPack | null): Promise<FaultyEdge> {
  const edge: FaultyEdge = {
    url: '',
    pack,
    earlier: [],
    fault: () => null,
    seen: [],
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  const server = createServer((request, response) => void answer(edge, request, response))
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  edge.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return edge
}

async function answer(edge: FaultyEdge, request: IncomingMessage, response: ServerResponse) {
  const { pathname } = new URL(request.url!, edge.url)
  const path = pathname.replace(/^\/v1\/c\/default\/(files\/)?/, '').replace(/^\//, '')
  edge.seen.push(path)
  const fault = edge.fault(path)
  const cors = { 'access-control-allow-origin': '*', 'timing-allow-origin': '*' }
  if (fault === 'stall') return
  if (fault === 'reset') return request.socket.destroy()
  if (typeof fault === 'number') return response.writeHead(fault, cors).end()
  if (fault === 'html')
    return response.writeHead(200, { ...cors, 'content-type': 'text/html' }).end('<p>Log in')
  const found = await contentOf(edge, path)
  if (!found) return response.writeHead(404, cors).end()
  const body = Buffer.from(found)
  response.writeHead(200, {
    ...cors,
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'content-length': body.length,
    'cache-control': path === 'manifest' ? 'no-store' : 'public, max-age=31536000, immutable',
  })
  if (fault === 'damage') body[body.length >> 1] ^= 1
  if (fault === 'truncate') {
    response.write(body.subarray(0, body.length >> 1), () => request.socket.destroy())
  } else if (fault === 'slow') drip(response, body)
  else response.end(body)
}

/** In ten parts, a fifth of a second apart. */
function drip(response: ServerResponse, body: Buffer, part = 0): void {
  if (part === 10) response.end()
  else {
    const step = Math.ceil(body.length / 10)
    response.write(body.subarray(part * step, (part + 1) * step))
    setTimeout(() => drip(response, body, part + 1), 200)
  }
}

async function contentOf({ pack, earlier }: FaultyEdge, path: string) {
  if (path === 'manifest') return pack && JSON.stringify(pack.manifest)
  const sdk = /^tacit\/([\w.-]+)$/.exec(path)
  if (sdk) return readFile(join(SDK, sdk[1]))
  for (const one of [pack, ...earlier]) {
    const bytes = one?.files.get(path)
    if (bytes) return bytes
  }
  return null
}
