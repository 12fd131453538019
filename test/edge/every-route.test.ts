import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { app } from '../../worker/index.ts'
import { indexed } from '../pack/indexed.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { type Bucket, startBucket } from './bare/bucket.ts'
import { type BareEdge, startBare } from './bare/workerd.ts'

const TOKEN = { authorization: 'Bearer correct-horse' }
const JSON_TYPE = { 'content-type': 'application/json' }
let bucket: Bucket
let edge: BareEdge
let pack: Pick<BuiltPack, 'manifest' | 'files'>
let shops = 0

beforeAll(async () => {
  const built = await randomPack({ items: 60, dim: 16, seed: 7 })
  pack = await indexed(built, built.loaded)
  bucket = await startBucket()
  edge = await startBare({ bucket: bucket.address, variables: { RANK: '*' } })
})

afterAll(async () => {
  await edge.stop()
  await bucket.close()
})

/** A catalogue whose live pack has sequence 1. @returns its name */
function newShop(): string {
  const name = `shop-${++shops}`
  for (const [file, bytes] of pack.files) bucket.put(`${name}/files/${file}`, bytes)
  const bytes = manifestOf(1)
  bucket.put(`${name}/current.json`, bytes)
  bucket.put(`${name}/manifests/1.json`, bytes)
  return name
}

const manifestOf = (sequence: number) =>
  new TextEncoder().encode(JSON.stringify({ ...pack.manifest, sequence }))
const someFile = () => pack.manifest.files.find(({ role }) => role === 'items')!.name

async function sequenceOf(shop: string): Promise<number> {
  const response = await fetch(`${edge.url}/v1/c/${shop}/manifest`)
  return ((await response.json()) as { sequence: number }).sequence
}

/** Every route below a catalogue or a tenant: body, and what it answers while R2 is well. */
const ROUTES: Record<string, { body?: () => BodyInit; status?: number }> = {
  'GET /v1/c/:catalogue/manifest': {},
  'GET /v1/c/:catalogue/manifest.signed': { status: 404 },
  'GET /v1/c/:catalogue/files/:name': {},
  'GET /v1/c/:catalogue/items': {},
  'GET /v1/c/:catalogue/items.json': {},
  'GET /v1/c/:catalogue/items.safetensors': {},
  'GET /v1/c/:catalogue/items/:id/similar': {},
  'GET /v1/c/:catalogue/popular': {},
  'GET /v1/c/:catalogue/intents': {},
  'POST /v1/c/:catalogue/rank': {
    body: () => JSON.stringify({ events: [{ kind: 'view', item: 'item-3' }] }),
  },
  'GET /v1/c/:catalogue/admin/packs': {},
  'GET /v1/c/:catalogue/admin/manifests/1.json': {},
  'DELETE /v1/c/:catalogue/admin/manifests/1.json': { status: 409 },
  'DELETE /v1/c/:catalogue/admin/files/:name': { status: 409 },
  'PUT /v1/c/:catalogue/admin/files/:name': { body: () => pack.files.get(someFile())! as BodyInit },
  'POST /v1/c/:catalogue/admin/promote': { body: () => manifestOf(2) },
  'GET /v1/tenants': {},
  'PUT /v1/tenants/:catalogue': { body: () => '{"limits":{"items":1000}}' },
  'DELETE /v1/tenants/:catalogue': { status: 404 },
}

async function ask(route: string, shop: string): Promise<Response> {
  const [method, path] = route.split(' ')
  const filled = path
    .replace(':catalogue', shop)
    .replace(':name', someFile())
    .replace(':id', 'item-3')
  const query = /items(\.\w+)?$/.test(filled) ? '?id=item-3' : ''
  const isAdmin = /admin|tenants/.test(path)
  return fetch(edge.url + filled + query, {
    method,
    headers: isAdmin ? TOKEN : method === 'POST' ? JSON_TYPE : {},
    body: ROUTES[route].body?.(),
  })
}

/** The status of a response that was received whole; `cut` for one that broke off. */
async function outcomeOf(response: Promise<Response>): Promise<number | 'cut'> {
  try {
    const whole = await response
    await whole.arrayBuffer()
    return whole.status
  } catch {
    return 'cut'
  }
}

it('knows every route', () => {
  const all = app.routes
    .filter(({ method, path }) => method !== 'ALL' && path !== '/healthz')
    .map(({ method, path }) => `${method} ${path.replace('manifests/:name', 'manifests/1.json')}`)
  expect(Object.keys(ROUTES).sort()).toEqual([...new Set(all)].sort())
})

describe.each(Object.entries(ROUTES))('%s', (route, { status = 200 }) => {
  it.each([
    ['failing', { fail: true }],
    ['truncated', { truncate: 40 }],
    ['slow', { delay: 50 }],
  ])('with R2 %s: no damage is served as whole, and the next request is well', async (_, fault) => {
    const shop = newShop()
    bucket.fault = () => fault
    const outcome = await outcomeOf(ask(route, shop))
    bucket.fault = () => undefined
    if ('delay' in fault) expect(outcome).toBe(status)
    else if (outcome !== 'cut' && outcome !== status) expect(outcome).toBeGreaterThanOrEqual(500)
    if ('fail' in fault) expect([500, 503]).toContain(outcome)
    const isPromoted = route.endsWith('/promote') && outcome === 200
    expect(await sequenceOf(shop)).toBe(isPromoted ? 2 : 1)
    expect(await outcomeOf(ask(route, shop))).toBe(status)
  })
})

it('an edge that dies at any step of a promotion serves a whole pack, and a rerun finishes', async () => {
  const steps: string[] = []
  for (let step = 1; ; step++) {
    const shop = newShop()
    let n = 0
    let died = ''
    // Nothing reaches R2 from that step on, as when the isolate is gone.
    bucket.fault = ({ method, key }) => {
      if (++n === step) died = `${method} ${key.replace(shop, 'shop')}`
      return { fail: n >= step }
    }
    const outcome = await outcomeOf(ask('POST /v1/c/:catalogue/admin/promote', shop))
    bucket.fault = () => undefined
    if (!died) {
      expect(outcome).toBe(200)
      break
    }
    steps.push(died)
    expect([1, 2]).toContain(await sequenceOf(shop))
    expect(await outcomeOf(ask('POST /v1/c/:catalogue/admin/promote', shop))).toBe(200)
    expect(await sequenceOf(shop)).toBe(2)
    expect(await outcomeOf(ask('GET /v1/c/:catalogue/popular', shop))).toBe(200)
  }
  expect(steps).toEqual([
    'get _tenants/shop.json',
    'get shop/current.json',
    'list shop/files/',
    'put shop/manifests/1.json',
    'head shop/manifests/1.json',
    'put shop/current.json',
    'put shop/manifests/2.json',
  ])
})
