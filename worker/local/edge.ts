import { resolve } from 'node:path'

export interface LocalEdge {
  /** Origin, without a trailing slash. */
  url: string
  dispose(): Promise<void>
}

export interface LocalEdgeOptions {
  /** 0 chooses a free port. */
  port: number
  /** Folder that keeps R2's objects between runs. */
  persistTo: string
  /** The admin token. */
  token: string
  /** wrangler's configuration; default: the edge's own. */
  config?: string
  /** Folder of static files to serve beside the API; default: the configuration's. */
  assets?: string
}

const CONFIG = resolve(import.meta.dirname, '../../wrangler.toml')

/** Runs the Worker unchanged in workerd: offline, with a real R2 binding. */
export async function startEdge(options: LocalEdgeOptions): Promise<LocalEdge> {
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
  process.env.WRANGLER_SEND_METRICS = 'false'
  process.env.WRANGLER_LOG ??= 'error'
  // Wrangler takes a second to load, which a start that refuses its flags should not need.
  const { unstable_startWorker } = await import('wrangler')
  const worker = await unstable_startWorker({
    config: options.config ?? CONFIG,
    assets: options.assets,
    bindings: { ADMIN_TOKEN: { type: 'plain_text', value: options.token } },
    dev: {
      server: { hostname: '127.0.0.1', port: options.port },
      inspector: false,
      persist: options.persistTo,
      watch: false,
      logLevel: 'error',
    },
  })
  await worker.ready
  const url = await worker.url
  return { url: url.origin, dispose: () => worker.dispose() }
}
