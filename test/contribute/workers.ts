import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { unstable_startWorker } from 'wrangler'

const root = resolve(import.meta.dirname, '../..')

/** The two Workers of private learning. */
export const WORKERS = {
  edge: { config: 'wrangler.toml', entrypoint: 'worker/contribute/index.ts' },
  randomness: { config: 'randomness/wrangler.toml', entrypoint: 'randomness/index.ts' },
} as const

/** A server that runs. */
export interface Running {
  url: string
  stop(): Promise<void>
}

/** A Worker that runs. */
export interface RunningWorker extends Running {
  /** Ends its process by SIGKILL. Another one starts at once, on what it had stored. */
  kill(): Promise<void>
}

/** Processes of workerd that this process has started. */
function processes(): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(process.pid), 'workerd'], {
    encoding: 'utf8',
  })
  return stdout.split('\n').filter(Boolean).map(Number)
}

/** Waits for a process that was not there before. */
async function nextProcess(before: readonly number[]): Promise<number> {
  for (;;) {
    const found = processes().filter((pid) => !before.includes(pid))
    if (found.length > 0) return Math.max(...found)
    await wait(20)
  }
}

/**
 * Runs a Worker unchanged in workerd, as its configuration says.
 *
 * @param values of variables and secrets
 * @param persist folder of what it stores
 * @param logLevel `none` for a Worker that is killed
 */
export async function startWorker(
  { config, entrypoint }: (typeof WORKERS)[keyof typeof WORKERS],
  values: Record<string, string>,
  persist: string,
  logLevel: 'error' | 'none' = 'error',
): Promise<RunningWorker> {
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
  process.env.WRANGLER_SEND_METRICS = 'false'
  const bindings = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { type: 'plain_text' as const, value }]),
  )
  const before = processes()
  const worker = await unstable_startWorker({
    config: resolve(root, config),
    entrypoint: resolve(root, entrypoint),
    bindings,
    dev: {
      server: { hostname: '127.0.0.1', port: 0 },
      inspector: false,
      persist,
      watch: false,
      logLevel,
    },
  })
  await worker.ready
  const { origin } = await worker.url
  await (await fetch(`${origin}/healthz`)).text()
  // The process of the proxy before the Worker starts first.
  let own = await nextProcess(before)
  return {
    url: origin,
    stop: () => worker.dispose(),
    async kill() {
      const others = processes()
      process.kill(own, 'SIGKILL')
      own = await nextProcess(others)
    },
  }
}

/** A randomness server behind addresses, as Cloudflare states them: `URL/N` has address 10.N.0.1. */
export async function startAddresses(to: () => string): Promise<Running> {
  const server = createServer(async (request, response) => {
    const [, device, path] = /^\/(\d+)(\/.*)$/.exec(request.url!)!
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    try {
      const answer = await fetch(to() + path, {
        method: request.method,
        headers: { 'cf-connecting-ip': `10.${device}.0.1` },
        body: request.method === 'POST' ? Buffer.concat(chunks) : undefined,
      })
      const origin = answer.headers.get('access-control-allow-origin') ?? ''
      response.writeHead(answer.status, { 'access-control-allow-origin': origin })
      response.end(Buffer.from(await answer.arrayBuffer()))
    } catch {
      // Nobody answers there.
      response.destroy()
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}
