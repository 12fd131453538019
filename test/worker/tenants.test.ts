import { beforeAll, describe, expect, it } from 'vitest'
import { app } from '../../worker/index.ts'
import { indexed } from '../pack/indexed.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { bearer, bucket, catalogueOf, edge, OPERATOR, objectsOf, outcome } from './catalogue.ts'

const KEY_A = 'a'.repeat(32)
const KEY_B = 'b'.repeat(43)
let pack: BuiltPack

const tenant = (path: string, init?: RequestInit) =>
  edge(`/v1/tenants${path}`, { headers: bearer(OPERATOR), ...init })
const put = (name: string, change: object) =>
  tenant(`/${name}`, { method: 'PUT', body: JSON.stringify(change) })

beforeAll(async () => {
  const built = await randomPack({ items: 20, dim: 8, intents: 2, seed: 3 })
  pack = { ...built, ...(await indexed(built, built.loaded)) }
  await put('shop-a', { key: KEY_A })
  await put('shop-b', { key: KEY_B })
  for (const [name, key] of [
    ['shop-a', KEY_A],
    ['shop-b', KEY_B],
  ]) {
    const shop = catalogueOf(name, key)
    await shop.upload(pack)
    expect((await shop.bare(pack.manifest)).status).toBe(200)
  }
})

/** Every admin route of a catalogue, and paths and methods below it that are none. */
const ADMIN = app.routes
  .filter(({ method, path }) => path.includes('/admin/') && method !== 'ALL')
  .map(({ method, path }) => [method, path.split('/admin')[1]] as const)
const ROUTES = [...new Set(ADMIN.map((route) => route.join(' ')))]
const PATHS = [
  ...new Set(ADMIN.map(([, path]) => path)),
  '/',
  '',
  '/nothing',
  '/files',
  '/manifests',
]
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'QUERY']

describe("one tenant's key on another's catalogue", () => {
  it('knows the routes', () => {
    expect(ROUTES.sort()).toEqual([
      'DELETE /files/:name',
      'DELETE /manifests/:name',
      'GET /manifests/:name',
      'GET /packs',
      'POST /promote',
      'PUT /files/:name',
    ])
  })

  it.each(METHODS)('%s is 401 on every path, and nothing changes', async (method) => {
    const before = await objectsOf('shop-b/')
    const [file] = pack.manifest.files
    const names: Record<string, string> = { files: file.name, manifests: '1.json' }
    const bodies: Record<string, BodyInit> = {
      files: pack.files.get(file.name) as BodyInit,
      promote: JSON.stringify({ ...pack.manifest, sequence: 99 }),
    }
    for (const path of PATHS) {
      const [, kind = ''] = path.split('/')
      for (const token of [KEY_A, KEY_B.toUpperCase(), KEY_B.slice(1), 'x', '']) {
        const hasBody = method !== 'GET' && method !== 'HEAD'
        const response = await edge(`/v1/c/shop-b/admin${path.replace(':name', names[kind])}`, {
          method,
          headers: token ? bearer(token) : undefined,
          body: hasBody ? bodies[kind] : undefined,
        })
        expect(response.status, `${method} ${path} ${token}`).toBe(401)
        expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
        await response.text()
      }
    }
    expect(await objectsOf('shop-b/')).toEqual(before)
  })

  it('its own key works on every route, and on its own catalogue only', async () => {
    const shop = catalogueOf('shop-a', KEY_A)
    expect((await shop.admin('packs')).status).toBe(200)
    expect((await shop.bare({ ...pack.manifest, sequence: 2 })).status).toBe(200)
    expect((await shop.admin('manifests/1.json')).status).toBe(200)
    const headers = bearer(KEY_A)
    expect((await shop.admin('manifests/1.json', { method: 'DELETE', headers })).status).toBe(200)
    expect((await catalogueOf('shop-c', KEY_A).admin('packs')).status).toBe(401)
    expect((await catalogueOf('shop-a', OPERATOR).admin('packs')).status).toBe(200)
  })
})

it.each([
  [undefined, 'the request has no bearer token: send the header "authorization: Bearer TOKEN"'],
  ['Basic eDp5', 'the authorization header must have the form "Bearer TOKEN"'],
  ['Bearer', 'the authorization header must have the form "Bearer TOKEN"'],
  ['Bearer wrong', 'neither the ADMIN_TOKEN of the edge nor a key of catalogue "shop-a"'],
])('the authorization %s is told what is wrong', async (authorization, detail) => {
  const headers = authorization ? { authorization } : undefined
  const response = await edge('/v1/c/shop-a/admin/packs', { headers })
  expect(await outcome(response)).toEqual([401, expect.stringContaining(detail)])
})

it('an edge without ADMIN_TOKEN still admits the keys of tenants', async () => {
  const ask = (path: string, token: string) =>
    app.request(path, { headers: bearer(token) }, { PACKS: bucket })
  expect((await ask('/v1/c/shop-a/admin/packs', KEY_A)).status).toBe(200)
  expect((await ask('/v1/c/shop-a/admin/packs', KEY_B)).status).toBe(401)
  expect((await ask('/v1/c/nobody/admin/packs', KEY_A)).status).toBe(503)
  expect((await ask('/v1/tenants', KEY_A)).status).toBe(503)
})

describe('the records of tenants', () => {
  it.each([
    'GET ',
    'PUT /shop-a',
    'DELETE /shop-a',
    'POST ',
    'GET /shop-a',
  ])('%s requires the ADMIN_TOKEN', async (route) => {
    const [method, path] = route.split(' ')
    const before = await objectsOf('_tenants/')
    const body = method === 'GET' ? undefined : JSON.stringify({ key: 'c'.repeat(40) })
    for (const headers of [bearer(KEY_A), bearer('x'), undefined])
      expect((await edge(`/v1/tenants${path}`, { method, headers, body })).status).toBe(401)
    expect(await objectsOf('_tenants/')).toEqual(before)
  })

  it('hold hashes only, and list no hash', async () => {
    const stored = await (await bucket.get('_tenants/shop-a.json'))!.text()
    expect(stored).not.toContain(KEY_A)
    expect(JSON.parse(stored).keys).toEqual([
      {
        id: '3ba3f5f4',
        sha256: expect.stringMatching(/^3ba3f5f4[0-9a-f]{56}$/),
        created: expect.any(String),
      },
    ])
    const { tenants } = (await (await tenant('')).json()) as { tenants: object[] }
    expect(tenants).toContainEqual({
      catalogue: 'shop-a',
      keys: [{ id: '3ba3f5f4', created: expect.any(String) }],
      origins: [],
      limits: {},
      signers: [],
    })
  })

  it('are no catalogue', async () => {
    expect((await edge('/v1/c/_tenants/manifest')).status).toBe(404)
    expect((await edge('/v1/c/_tenants/files/shop-a.json')).status).toBe(404)
  })

  it('two keys added at once are both kept', async () => {
    const keys = Array.from({ length: 8 }, (_, n) => `${n}`.repeat(40))
    await Promise.all(keys.map((key) => put('shop-many', { key })))
    for (const key of keys)
      expect((await catalogueOf('shop-many', key).admin('packs')).status).toBe(200)
  })

  it('a revoked key is refused at once; the others stay', async () => {
    const added = await put('shop-r', { key: KEY_A, origins: ['https://r.example'] })
    const { keys } = (await added.json()) as { keys: { id: string }[] }
    await put('shop-r', { key: KEY_B })
    await tenant(`/shop-r?key=${keys[0].id}`, { method: 'DELETE' })
    expect((await catalogueOf('shop-r', KEY_A).admin('packs')).status).toBe(401)
    expect((await catalogueOf('shop-r', KEY_B).admin('packs')).status).toBe(200)
    const all = await tenant('/shop-r', { method: 'DELETE' })
    expect(await all.json()).toMatchObject({ keys: [], origins: ['https://r.example'] })
    expect((await catalogueOf('shop-r', KEY_B).admin('packs')).status).toBe(401)
    expect(await outcome(await tenant('/shop-r?key=nope', { method: 'DELETE' }))).toEqual([
      404,
      'catalogue "shop-r" has no key "nope": tacit tenants list shows its keys',
    ])
    expect((await tenant('/nobody', { method: 'DELETE' })).status).toBe(404)
  })

  it.each([
    [{ key: 'x'.repeat(31) }, 'key must have at least 32 characters'],
    [{ origins: ['https://shop.example/path'] }, 'origins.0 must be an origin'],
    [{ origins: ['*'] }, 'origins.0 must be an origin'],
    [{ limits: { bytes: -1 } }, 'limits.bytes'],
    [{ signers: ['ed25519:x'] }, 'signers.0 must be a public key'],
    [{ kee: KEY_A }, 'kee'],
  ])('%o is refused', async (change, detail) => {
    expect(await outcome(await put('shop-x', change))).toEqual([
      422,
      expect.stringContaining(detail),
    ])
    expect(await bucket.head('_tenants/shop-x.json')).toBeNull()
  })
})

describe('origins', () => {
  const shop = catalogueOf('shop-o')
  const DYNAMIC = ['popular', 'intents', 'items?ids=item-1', 'items/item-1/similar']

  beforeAll(async () => {
    await put('shop-o', { origins: ['https://o.example'] })
    await shop.upload(pack)
    await shop.bare(pack.manifest)
  })

  it.each(DYNAMIC)('%s answers pages of the owner, and servers', async (path) => {
    const own = await shop.get(path, { headers: { origin: 'https://o.example' } })
    expect(own.status).toBe(200)
    expect(own.headers.get('access-control-allow-origin')).toBe('https://o.example')
    expect(own.headers.get('vary')).toMatch(/origin/i)
    const server = await shop.get(path)
    expect([server.status, server.headers.get('vary')]).toEqual([
      200,
      expect.stringMatching(/origin/i),
    ])
    const foreign = await shop.get(path, { headers: { origin: 'https://evil.example' } })
    expect(await outcome(foreign)).toEqual([
      403,
      expect.stringContaining('pages of https://evil.example may not read catalogue "shop-o"'),
    ])
  })

  it.each(['manifest', `files/`])('%s stays public', async (path) => {
    const name = path === 'files/' ? pack.manifest.files[0].name : ''
    const foreign = await shop.get(path + name, { headers: { origin: 'https://evil.example' } })
    expect(foreign.status).toBe(200)
    expect(foreign.headers.get('access-control-allow-origin')).toBe('*')
    await foreign.arrayBuffer()
  })

  it('a catalogue that lists none answers every page', async () => {
    const response = await edge('/v1/c/shop-b/popular', {
      headers: { origin: 'https://any.example' },
    })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})

it('limits: items of a pack, and bytes of all files', async () => {
  await put('shop-l', { key: KEY_A, limits: { items: 19, bytes: 10 } })
  const shop = catalogueOf('shop-l', KEY_A)
  const [file] = pack.manifest.files
  const upload = () =>
    edge(`${shop.base}/admin/files/${file.name}`, {
      method: 'PUT',
      headers: bearer(KEY_A),
      body: pack.files.get(file.name) as BodyInit,
    })
  expect(await outcome(await upload())).toEqual([
    413,
    expect.stringContaining('more than the 10 allowed: run tacit gc, or ask the operator'),
  ])
  await put('shop-l', { limits: { items: 19 } })
  await shop.upload(pack)
  expect(await outcome(await shop.bare(pack.manifest))).toEqual([
    413,
    'the pack has 20 items, more than the 19 allowed: publish fewer, or ask the operator',
  ])
})
