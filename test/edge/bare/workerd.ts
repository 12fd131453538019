import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'

const ROOT = resolve(import.meta.dirname, '../../..')
/** That of wrangler.toml. */
const COMPATIBILITY_DATE = '2026-10-01'
const { default: workerd } = createRequire(import.meta.url)('workerd') as { default: string }

export interface BareEdge {
  url: string
  port: number
  /** What the Worker logged so far. */
  log(): string
  /** Resident memory of the process in bytes. */
  memory(): Promise<number>
  /** The most that it was. */
  peak(): Promise<number>
  /**
   * Bytes of the isolate: its heap and its array buffers, garbage included. Cloudflare bounds these, and
   * not what the process keeps for connections. Needs `inspect`.
   */
  isolate(): Promise<number>
  /** CPU time of all threads of the process so far, in milliseconds. */
  cpu(): Promise<number>
  stop(): Promise<void>
}

export interface BareOptions {
  /** Address of the service behind the R2 binding: {@link startBucket}. */
  bucket: string
  /** The Worker's entry; default: the edge itself. */
  entry?: string
  /** Text bindings beside ADMIN_TOKEN. */
  variables?: Record<string, string>
  /** Whether {@link BareEdge.isolate} can be asked. */
  inspect?: boolean
}

/**
 * Runs the edge in workerd alone: no Miniflare, no development proxy, the R2 binding of workerd. What
 * is measured and what breaks is the Worker's own.
 */
export async function startBare(options: BareOptions): Promise<BareEdge> {
  const folder = await mkdtemp(join(tmpdir(), 'tacit-bare-'))
  const entry = options.entry ?? join(ROOT, 'worker/index.ts')
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker'],
    external: ['cloudflare:*'],
    // As wrangler does it: a module of its own.
    loader: { '.wasm': 'copy' },
    assetNames: '[name]',
    logLevel: 'error',
  })
  const port = await freePort()
  await writeFile(join(folder, 'config.capnp'), configOf(port, options))
  const debug = options.inspect ? await freePort() : 0
  const flags = debug ? [`--inspector-addr=127.0.0.1:${debug}`] : []
  const child = spawn(workerd, ['serve', '--experimental', ...flags, join(folder, 'config.capnp')])
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      log += chunk
    })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  async function field(name: string): Promise<number> {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
    return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) * 1024
  }
  let inspector: Inspector | undefined
  const edge: BareEdge = {
    url: `http://127.0.0.1:${port}`,
    port,
    log: () => log,
    memory: () => field('VmRSS'),
    peak: () => field('VmHWM'),
    async isolate() {
      inspector ??= await inspect(debug)
      const { usedSize, backingStorageSize } = await inspector('Runtime.getHeapUsage')
      return usedSize + backingStorageSize
    },
    async cpu() {
      const threads = await readdir(`/proc/${child.pid}/task`)
      const texts = await Promise.all(
        threads.map((id) => readFile(`/proc/${child.pid}/task/${id}/schedstat`, 'utf8')),
      )
      return texts.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1e6
    },
    async stop() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true })
    },
  }
  await answers(edge)
  return edge
}

/** Asks V8's inspector. */
type Inspector = (method: string) => Promise<Record<string, number>>

async function inspect(port: number): Promise<Inspector> {
  const response = await fetch(`http://127.0.0.1:${port}/json`)
  const [{ webSocketDebuggerUrl }] = (await response.json()) as { webSocketDebuggerUrl: string }[]
  const socket = new WebSocket(webSocketDebuggerUrl)
  await new Promise((done) => socket.addEventListener('open', done, { once: true }))
  let last = 0
  return (method) => {
    const id = ++last
    socket.send(JSON.stringify({ id, method }))
    return new Promise((done) => {
      socket.addEventListener('message', function hear({ data }) {
        const answer = JSON.parse(String(data))
        if (answer.id !== id) return
        socket.removeEventListener('message', hear)
        done(answer.result)
      })
    })
  }
}

async function answers({ url, log, stop }: BareEdge): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const response = await fetch(`${url}/healthz`).catch(() => null)
    if (response?.ok) return
    await sleep(50)
  }
  const output = log()
  await stop()
  throw new Error(`workerd does not answer: ${output}`)
}

function configOf(port: number, { bucket, variables = {} }: BareOptions): string {
  const texts = Object.entries({ ADMIN_TOKEN: 'correct-horse', ...variables })
  const bindings = texts.map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`)
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .edge),
    (name = "bucket", external = (address = "${bucket}", http = (style = host))),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const edge :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "worker.js"),
    (name = "score.wasm", wasm = embed "score.wasm"),
  ],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  bindings = [(name = "PACKS", r2Bucket = "bucket"), ${bindings.join(', ')}],
);
`
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })
}
