import { resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { CATALOGUES, SIGNING_KEY } from './settings.ts'

process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'

/** What an edge was sent, in this process: the Workers here reach no network. */
const stored = new Map<string, string>()

/** Catalogues of which an answer was lost. */
const lost = new Set<string>()

/**
 * Takes releases as an edge does, and tells what it took. A catalogue `down` takes nothing; of `lost`, the
 * first answer does not arrive.
 */
async function edge(request: { method: string; url: string; arrayBuffer(): Promise<ArrayBuffer> }) {
  const { pathname } = new URL(request.url)
  if (request.method === 'GET') {
    const paths = [...stored].filter(([path]) => path.startsWith(pathname))
    return Response.json(Object.fromEntries(paths))
  }
  if (pathname.includes('/down/')) return new Response(null, { status: 503 })
  stored.set(pathname, Buffer.from(await request.arrayBuffer()).toString('base64'))
  const isLost = pathname.includes('/lost/') && !lost.has(pathname)
  lost.add(pathname)
  return new Response(null, { status: isLost ? 503 : 200 })
}

/** The randomness server's tests run inside workerd, with real Durable Objects, offline. */
export default defineConfig({
  plugins: [
    cloudflareTest({
      main: resolve(import.meta.dirname, '../../randomness/index.ts'),
      miniflare: {
        compatibilityDate: '2026-10-01',
        durableObjects: { EPOCHS: { className: 'Epochs', useSQLite: true } },
        bindings: {
          EPOCH_SECONDS: '604800',
          CATALOGUES: JSON.stringify(CATALOGUES),
          SIGNING_KEY: JSON.stringify(SIGNING_KEY),
        },
        outboundService: edge as never,
      },
    }),
  ],
  test: { name: 'randomness', include: ['*.test.ts'], root: import.meta.dirname },
})
