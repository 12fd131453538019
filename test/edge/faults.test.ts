import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { indexed } from '../pack/indexed.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { type Bucket, startBucket } from './bare/bucket.ts'
import { askAndReset } from './bare/reset.ts'
import { type BareEdge, startBare } from './bare/workerd.ts'

let bucket: Bucket
let edge: BareEdge
let pack: Pick<BuiltPack, 'manifest' | 'files'>

beforeAll(async () => {
  pack = await indexedPack(1)
  bucket = await startBucket()
  edge = await startBare({ bucket: bucket.address, variables: { RANK: '*' } })
})

afterAll(async () => {
  await edge.stop()
  await bucket.close()
})

/** The seed makes the content: what the edge keeps of one pack does not help with another. */
async function indexedPack(seed: number) {
  const built = await randomPack({ items: 100, dim: 16, seed })
  return indexed(built, built.loaded)
}

function store(catalogue: string, { files, manifest } = pack): void {
  for (const [name, bytes] of files) bucket.put(`${catalogue}/files/${name}`, bytes)
  bucket.put(`${catalogue}/current.json`, new TextEncoder().encode(JSON.stringify(manifest)))
}

const ROUTES = ['items.json?id=item-3', 'items/item-3/similar', 'popular']
const HISTORY = JSON.stringify({ events: [{ kind: 'view', item: 'item-3' }] })

/** A status, or why there is none. */
async function statusOf(path: string, timeout: number): Promise<number | string> {
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: HISTORY,
  }
  const signal = AbortSignal.timeout(timeout)
  return fetch(edge.url + path, { signal, ...(path.endsWith('/rank') && post) }).then(
    (response) => response.status,
    (error) => String(error),
  )
}

/** What fails: a read of a role, counted from the first; `none`: nothing but the reset. */
const FAULTS = {
  lists: ['none', 'current 1', 'index 1', 'index 2', 'index 3'],
  rank: ['none', 'current 1', 'index 1', 'index 2', 'weights 1', 'items 1', 'neighbours 1'],
}
const MOMENTS = [10, 20, 50, 100, 200]

describe('a request that fails or is cut off', () => {
  it('leaves the next one as it is: every read, five moments, four routes', async () => {
    const cases = MOMENTS.flatMap((ms) => [
      ...ROUTES.flatMap((route) => FAULTS.lists.map((fault) => ({ fault, ms, route }))),
      ...FAULTS.rank.map((fault) => ({ fault, ms, route: 'rank' })),
    ])
    const faults = new Map<string, string>()
    const reads = new Map<string, number>()
    // Slow enough that a reset falls between any two reads of a cold route.
    bucket.fault = ({ key }) => {
      const [catalogue, ...path] = key.split('/')
      const read = `${catalogue} ${path.at(-1)!.split('.')[0]}`
      reads.set(read, (reads.get(read) ?? 0) + 1)
      return {
        delay: 30,
        fail: faults.get(catalogue) === `${read.split(' ')[1]} ${reads.get(read)}`,
      }
    }
    // A second, and longer where the machine is busy: what hangs does so for ever.
    store('well')
    const began = performance.now()
    await statusOf('/v1/c/well/items/item-3/similar', 60_000)
    const patience = Math.max(1000, Math.ceil(5 * (performance.now() - began)))
    const bad: object[] = []
    const left = cases.entries()
    // Each lane takes the next case, so that at most eight requests are under way.
    const lanes = Array.from({ length: 8 }, async () => {
      for (const [n, { fault, ms, route }] of left) {
        store(`cold-${n}`, await indexedPack(n + 2))
        faults.set(`cold-${n}`, fault)
        const path = `/v1/c/cold-${n}/${route}`
        await askAndReset(edge.port, path, ms, route === 'rank' ? HISTORY : undefined)
        faults.delete(`cold-${n}`)
        const status = await statusOf(path, patience)
        if (status !== 200) bad.push({ fault, ms, route, status })
      }
    })
    await Promise.all(lanes)
    bucket.fault = () => undefined
    expect(bad).toEqual([])
    expect(cases).toHaveLength(110)
  })

  it('is answered with 500 while R2 fails, then with 200', async () => {
    store('failing')
    for (const route of [...ROUTES, 'rank']) {
      bucket.fault = () => ({ fail: true })
      expect(await statusOf(`/v1/c/failing/${route}`, 5000)).toBe(500)
      bucket.fault = () => undefined
      expect(await statusOf(`/v1/c/failing/${route}`, 5000)).toBe(200)
    }
  })

  it('is logged as one line of JSON on 500', async () => {
    store('logged')
    const before = edge.log().length
    bucket.fault = () => ({ fail: true })
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    const response = await fetch(`${edge.url}/v1/c/logged/items.json?id=secret-1`, { headers })
    bucket.fault = () => undefined
    const { instance } = (await response.json()) as { instance: string }
    const lines = edge.log().slice(before).split('\n')
    const ours = lines.filter((line) => line.includes('"level"'))
    expect(ours).toHaveLength(1)
    expect(JSON.parse(ours[0])).toMatchObject({ status: 500, catalogue: 'logged' })
    expect(instance).toBe(`urn:request:${JSON.parse(ours[0]).request}`)
    expect(lines.join('\n')).not.toMatch(/secret-1|203\.0\.113/)
  })

  it('is logged without its history', async () => {
    store('secret')
    const before = edge.log().length
    const events = [{ kind: 'view', item: 'secret-2' }]
    const headers = { 'content-type': 'application/json' }
    for (const body of [JSON.stringify({ events }), '{"events": "secret-2']) {
      bucket.fault = () => ({ fail: true })
      await fetch(`${edge.url}/v1/c/secret/rank`, { method: 'POST', headers, body })
      bucket.fault = () => undefined
    }
    const log = edge.log().slice(before)
    expect(log).toContain('"catalogue":"secret"')
    expect(log).not.toContain('secret-2')
  })

  it('is answered with 503 or 500 where an answer of R2 is cut off, and with 200 after', async () => {
    store('cut', await indexedPack(5000))
    for (const route of [...ROUTES, 'rank']) {
      bucket.fault = ({ method, key }) =>
        method === 'get' && key.includes('/files/') ? { truncate: 40 } : undefined
      expect([500, 503]).toContain(await statusOf(`/v1/c/cut/${route}`, 5000))
      bucket.fault = () => undefined
      expect(await statusOf(`/v1/c/cut/${route}`, 5000)).toBe(200)
    }
  })

  it('never gets a truncated file as a whole one', async () => {
    store('truncated')
    const { name } = pack.manifest.files.find(({ role }) => role === 'items')!
    bucket.fault = ({ method }) => (method === 'get' ? { truncate: 40 } : undefined)
    const response = await fetch(`${edge.url}/v1/c/truncated/files/${name}`)
    bucket.fault = () => undefined
    expect(response.headers.get('content-length')).toBe(String(pack.files.get(name)!.length))
    await expect(response.arrayBuffer()).rejects.toThrow('terminated')
  })
})

let packs = 0

it.each([
  ['items.json?id=item-3', 5],
  ['items/item-3/similar', 5],
  ['popular', 4],
  ['intents', 4],
])('%s reads %i objects where nothing is cached', async (route, get) => {
  const shop = `reads-${++packs}`
  store(shop, await indexedPack(6000 + packs))
  bucket.counts = {}
  expect(await statusOf(`/v1/c/${shop}/${route}`, 5000)).toBe(200)
  expect(bucket.counts).toEqual({ get })
})

it('sixteen first requests to rank read its tables once, and the first one that is cut off stops none', async () => {
  store('herd', await indexedPack(7000))
  const reads: Record<string, number> = {}
  bucket.fault = ({ key }) => {
    const name = key.split('/').at(-1)!.split('.')[0]
    reads[name] = (reads[name] ?? 0) + 1
    return { delay: 30 }
  }
  const path = '/v1/c/herd/rank'
  const cut = askAndReset(edge.port, path, 150, HISTORY)
  await sleep(10)
  const answers = Array.from({ length: 16 }, () => statusOf(path, 5000))
  expect(await Promise.all(answers)).toEqual(Array(16).fill(200))
  await cut
  bucket.fault = () => undefined
  // Twice, where the first load was cut off before its end.
  for (const table of ['weights', 'items', 'neighbours'])
    expect(reads[table]).toBeLessThanOrEqual(2)
})

describe('a file', () => {
  it('costs one get of R2, and HEAD one head', async () => {
    store('counted')
    const { name } = pack.manifest.files.find(({ role }) => role === 'items')!
    const url = `${edge.url}/v1/c/counted/files/${name}`
    for (const [init, expected] of [
      [{}, { get: 1 }],
      [{ headers: { range: 'bytes=-5' } }, { get: 1 }],
      [{ headers: { 'if-none-match': '*' } }, { get: 1 }],
      [{ method: 'HEAD' }, { head: 1 }],
    ] as [RequestInit, object][]) {
      bucket.counts = {}
      const response = await fetch(url, init)
      await response.arrayBuffer()
      expect(bucket.counts).toEqual(expected)
    }
    const head = await fetch(url, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(pack.files.get(name)!.length))
  })

  it('is held for no reader: 50 slow ones cost less than 40 MB', async () => {
    const { name } = pack.manifest.files.find(({ role }) => role === 'items')!
    // In no manifest and without a checksum, it is served as it is.
    bucket.put(`slow/files/${name}`, new Uint8Array(5 << 20), false)
    const url = `${edge.url}/v1/c/slow/files/${name}`
    const open = () => Promise.all(Array.from({ length: 50 }, () => fetch(url)))
    // The allocator keeps about 1.5 MB for each connection that streamed at once.
    await Promise.all((await open()).map((response) => response.arrayBuffer()))
    const before = await edge.memory()
    const readers = (await open()).map(({ body }) => body!.getReader())
    let peak = 0
    for (let step = 0; step < 10; step++) {
      await Promise.all(readers.map((reader) => reader.read()))
      await sleep(100)
      peak = Math.max(peak, await edge.memory())
    }
    await Promise.all(readers.map((reader) => reader.cancel()))
    expect((peak - before) / 2 ** 20).toBeLessThan(40)
  })
})

it('an upload of 64 MB is streamed', async () => {
  const bytes = new Uint8Array((64 << 20) - 1)
  const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', bytes))
  const name = `items.${sha256.toString('hex').slice(0, 16)}.safetensors`
  const before = await edge.memory()
  let peak = before
  const timer = setInterval(async () => {
    peak = Math.max(peak, await edge.memory())
  }, 20)
  const response = await fetch(`${edge.url}/v1/c/large/admin/files/${name}`, {
    method: 'PUT',
    headers: {
      authorization: 'Bearer correct-horse',
      'content-digest': `sha-256=:${sha256.toString('base64')}:`,
    },
    body: bytes,
  })
  clearInterval(timer)
  expect(response.status, await response.text()).toBe(201)
  expect((peak - before) / 2 ** 20).toBeLessThan(40)
})
