import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

export interface StaticSite {
  url: string
  close(): void
}

/**
 * Serves files as any web server does.
 *
 * @param read the content for a path such as `/index.html`; a rejection answers 404
 */
export async function serveStatic(
  read: (path: string) => Promise<Uint8Array | string>,
): Promise<StaticSite> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://site')
    try {
      const body = await read(pathname)
      response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() }
}

/** Serves a folder. */
export function serveFolder(folder: string): Promise<StaticSite> {
  return serveStatic((path) => readFile(`${folder}${path}`))
}
