import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { type Bucket, startBucket } from './bare/bucket.ts'
import { askAndReset } from './bare/reset.ts'
import { type BareEdge, startBare } from './bare/workerd.ts'

let bucket: Bucket
let edge: BareEdge
let pack: BuiltPack

beforeAll(async () => {
  pack = await randomPack({ items: 500, dim: 16 })
  bucket = await startBucket()
  edge = await startBare({ bucket: bucket.address })
})

afterAll(async () => {
  await edge.stop()
  await bucket.close()
})

/** Stores the pack as a catalogue that nobody asked for yet, so that every part is cold. */
function store(catalogue: string): void {
  for (const [name, bytes] of pack.files) bucket.put(`${catalogue}/files/${name}`, bytes)
  const manifest = new TextEncoder().encode(JSON.stringify(pack.manifest))
  bucket.put(`${catalogue}/current.json`, manifest)
}

const ROUTES = ['items?ids=item-3', 'items/item-3/similar', 'popular']

describe('a request that fails or is cut off', () => {
  it('leaves the next one as it is: every file, four moments, three routes', async () => {
    const files = ['current.json', ...pack.manifest.files.map(({ name }) => `files/${name}`)]
    const cases = files.flatMap((file) =>
      [20, 50, 100, 200].flatMap((ms) => ROUTES.map((route) => ({ file, ms, route }))),
    )
    const broken = new Set<string>()
    // Slow enough that a reset falls between any two reads of a cold route.
    bucket.fault = ({ key }) => ({ delay: 40, fail: broken.has(key) })
    const bad: object[] = []
    const left = cases.entries()
    // Each lane takes the next case, so that at most eight requests are under way.
    const lanes = Array.from({ length: 8 }, async () => {
      for (const [n, { file, ms, route }] of left) {
        store(`cold-${n}`)
        const key = `cold-${n}/${file}`
        broken.add(key)
        await askAndReset(edge.port, `/v1/c/cold-${n}/${route}`, ms)
        broken.delete(key)
        const url = `${edge.url}/v1/c/cold-${n}/${route}`
        const status = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
          (response) => response.status,
          (error) => String(error),
        )
        if (status !== 200) bad.push({ file, ms, route, status })
      }
    })
    await Promise.all(lanes)
    bucket.fault = () => undefined
    expect(bad).toEqual([])
    expect(cases.length).toBeGreaterThanOrEqual(96)
  })

  it('is answered with 500 while R2 fails, then with 200', async () => {
    store('failing')
    for (const route of ROUTES) {
      bucket.fault = () => ({ fail: true })
      expect((await fetch(`${edge.url}/v1/c/failing/${route}`)).status).toBe(500)
      bucket.fault = () => undefined
      expect((await fetch(`${edge.url}/v1/c/failing/${route}`)).status).toBe(200)
    }
  })

  it('is logged as one line of JSON on 500', async () => {
    store('logged')
    const before = edge.log().length
    bucket.fault = () => ({ fail: true })
    const headers = { 'x-forwarded-for': '203.0.113.7' }
    const response = await fetch(`${edge.url}/v1/c/logged/items?ids=secret-1`, { headers })
    bucket.fault = () => undefined
    const { instance } = (await response.json()) as { instance: string }
    const lines = edge.log().slice(before).split('\n')
    const ours = lines.filter((line) => line.includes('"level"'))
    expect(ours).toHaveLength(1)
    expect(JSON.parse(ours[0])).toMatchObject({ status: 500, catalogue: 'logged' })
    expect(instance).toBe(`urn:request:${JSON.parse(ours[0]).request}`)
    expect(lines.join('\n')).not.toMatch(/secret-1|203\.0\.113/)
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
