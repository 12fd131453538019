/**
 * The Worker in workerd alone, with the R2 binding of workerd and a bucket in memory: CPU of a cold
 * request (the first of its route in a new process, median of 5) and of a warm one (500 requests for
 * 50 items), peak memory of the isolate meanwhile; its peak and that of the process at 16 connections, with requests a second, p50 and
 * p99; CPU and memory of a promotion; the bundle's size.
 *
 *   node bench/edge.ts [--items 748 --items 12000 --items 100000] [--million] [--seconds 30]
 *     [--connections 16] [--route rank]
 *
 * CPU is that of the whole process, so it has workerd's own part too. Memory of the isolate is its
 * heap and array buffers with garbage, which Cloudflare bounds at 128 MB. Memory of the process is what
 * it grew by above an idle one, most of it for connections to the bucket.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { type Bucket, startBucket } from '../test/edge/bare/bucket.ts'
import { type BareEdge, startBare } from '../test/edge/bare/workerd.ts'
import { type EdgePack, edgePack } from './edge-pack.ts'
import { MACHINE, printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    items: { type: 'string', multiple: true, default: ['748', '12000', '100000'] },
    /** Adds 1,000,000 items: 10 minutes and 8 GB more. */
    million: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '30' },
    connections: { type: 'string', default: '16' },
    /** Only these. */
    route: { type: 'string', multiple: true },
  },
})
const SIZES = [...values.items.map(Number), ...(values.million ? [1_000_000] : [])]
const SECONDS = Number(values.seconds)
const CONNECTIONS = Number(values.connections)
const COLD_RUNS = 5
const WARM_ITEMS = 50
const WARM_REQUESTS = 500
const POLL_MS = 20
const ADMIN = { authorization: 'Bearer correct-horse' }

interface Ask {
  path: string
  body?: string
}

/** A request of each route about one item. */
const ROUTES: Record<string, (item: string) => Ask> = {
  'items.json': (item) => ({ path: `items.json?id=${item}` }),
  similar: (item) => ({ path: `items/${item}/similar` }),
  popular: () => ({ path: 'popular' }),
  intents: () => ({ path: 'intents' }),
  rank: (item) => ({
    path: 'rank',
    body: JSON.stringify({
      events: Array.from({ length: 20 }, (_, n) => ({ kind: 'view', item: `item-${n}` })).concat({
        kind: 'view',
        item,
      }),
    }),
  }),
}

console.log(`${MACHINE}; bundle ${await bundleBytes()} bytes gzip\n`)
const bucket = await startBucket()
const rows: string[][] = []
const promotions: string[][] = []
for (const items of SIZES) {
  const pack = await edgePack(items)
  const index = pack.manifest.files.filter(({ role }) => role === 'index')
  const indexBytes = index.reduce((sum, { bytes }) => sum + bytes, 0)
  bucket.objects.clear()
  for (const [name, bytes] of pack.files) bucket.put(`shop/files/${name}`, bytes)
  promotions.push([`${items}`, megabytes(indexBytes), ...(await promotion(bucket, pack))])
  for (const [name, ask] of Object.entries(ROUTES)) {
    if (values.route?.includes(name) === false) continue
    if (name === 'rank' && !pack.isWhole) continue
    rows.push([`${items}`, name, ...(await measure(bucket, items, ask))])
    console.error(rows.at(-1)!.join('  '))
  }
}
await bucket.close()
printTable(
  [
    'items',
    'route',
    'cold, ms CPU',
    'reads of R2',
    'warm, ms CPU',
    'isolate one by one, MB',
    'isolate under load, MB',
    'process, MB',
    'requests/s',
    'p50, ms',
    'p99, ms',
    'errors',
  ],
  rows,
)
console.log()
printTable(['items', 'index, MB', 'promote, ms CPU', 'peak, MB'], promotions)

async function measure(
  bucket: Bucket,
  items: number,
  ask: (item: string) => Ask,
): Promise<string[]> {
  const item = (n: number) => `item-${Math.floor((n * 0.618 * items) % items)}`
  const cold: number[] = []
  let reads = 0
  for (let run = 0; run < COLD_RUNS; run++) {
    const edge = await start(bucket)
    bucket.counts = {}
    cold.push(await cpuOf(edge, () => send(edge, ask(item(run)))))
    reads = bucket.counts.get ?? 0
    await edge.stop()
  }
  const edge = await start(bucket)
  const idle = await edge.memory()
  for (let n = 0; n < 2 * WARM_ITEMS; n++) await send(edge, ask(item(n % WARM_ITEMS)))
  const warm = await cpuOf(edge, async () => {
    for (let n = 0; n < WARM_REQUESTS; n++) await send(edge, ask(item(n % WARM_ITEMS)))
  })
  const load = await loaded(edge, (n) => ask(item(n)))
  const peak = (await edge.peak()) - idle
  await edge.stop()
  const isolate = await isolatePeaks(bucket, (n) => ask(item(n)))
  return [
    median(cold).toFixed(1),
    `${reads}`,
    (warm / WARM_REQUESTS).toFixed(2),
    ...isolate.map(megabytes),
    megabytes(peak),
    ...load,
  ]
}

/**
 * The most that an isolate holds, in a process of its own, since V8 is asked often: from its first request
 * through those that follow one by one, then under load.
 */
async function isolatePeaks(bucket: Bucket, ask: (n: number) => Ask): Promise<number[]> {
  const edge = await start(bucket, true)
  const peakOf = async (work: Promise<unknown>) => {
    let isBusy = true
    const done = work.finally(() => {
      isBusy = false
    })
    let peak = 0
    while (isBusy) {
      peak = Math.max(peak, await edge.isolate())
      await sleep(POLL_MS)
    }
    await done
    return peak
  }
  const oneByOne = async () => {
    for (let n = 0; n < WARM_REQUESTS; n++) await send(edge, ask(n % WARM_ITEMS))
  }
  const peaks = [await peakOf(oneByOne()), await peakOf(loaded(edge, ask))]
  await edge.stop()
  return peaks
}

/** Keeps all connections busy with requests about ever other items. */
async function loaded(edge: BareEdge, ask: (n: number) => Ask): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const times: number[] = []
  const end = performance.now() + SECONDS * 1000
  let errors = 0
  let n = 0
  const lanes = Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() < end) {
      const began = performance.now()
      const status = await send(edge, ask(n++), agent).catch(() => 0)
      if (status === 200) times.push(performance.now() - began)
      else errors++
    }
  })
  await Promise.all(lanes)
  agent.destroy()
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? Number.NaN).toFixed(1)
  return [(times.length / SECONDS).toFixed(0), at(0.5), at(0.99), `${errors}`]
}

async function promotion(bucket: Bucket, { manifest }: EdgePack): Promise<string[]> {
  const edge = await start(bucket)
  const idle = await edge.memory()
  const cpu = await cpuOf(edge, async () => {
    const response = await fetch(`${edge.url}/v1/c/shop/admin/promote`, {
      method: 'POST',
      headers: ADMIN,
      body: JSON.stringify(manifest),
    })
    if (response.status !== 200) throw new Error(await response.text())
  })
  const peak = (await edge.peak()) - idle
  await edge.stop()
  return [cpu.toFixed(1), megabytes(peak)]
}

/** A new process that has answered once, so that only the route is cold. */
async function start(bucket: Bucket, inspect = false): Promise<BareEdge> {
  const edge = await startBare({ bucket: bucket.address, variables: { RANK: '*' }, inspect })
  await send(edge, { path: '../../../healthz' })
  return edge
}

async function cpuOf(edge: BareEdge, work: () => Promise<unknown>): Promise<number> {
  const before = await edge.cpu()
  await work()
  return (await edge.cpu()) - before
}

function send(edge: BareEdge, { path, body }: Ask, agent?: Agent): Promise<number> {
  const url = new URL(path, `${edge.url}/v1/c/shop/`)
  return new Promise((done, failed) => {
    const headers = body ? { 'content-type': 'application/json' } : {}
    const sent = request(url, { agent, method: body ? 'POST' : 'GET', headers }, (response) => {
      response.resume()
      response.once('end', () => done(response.statusCode ?? 0))
      response.once('error', failed)
    })
    sent.once('error', failed)
    sent.end(body)
  })
}

async function bundleBytes(): Promise<number> {
  const entry = new URL('../worker/index.ts', import.meta.url).pathname
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd', 'worker'],
    external: ['cloudflare:*'],
    loader: { '.wasm': 'copy' },
  })
  return gzipSync(outputFiles.find(({ path }) => path.endsWith('.js'))!.contents).length
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1)
}
