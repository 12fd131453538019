import { env, exports } from 'cloudflare:workers'
import { itemPrototypes } from '@tacit-rec/engine'
import { buildPack, type Manifest, readSafetensors } from '@tacit-rec/pack'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { app } from '../../worker/index.ts'
import { openapi } from '../../worker/openapi.generated.ts'
import { randomContents, randomPack } from '../pack/random-pack.ts'

type Pack = Awaited<ReturnType<typeof randomPack>>

const TOKEN = { authorization: 'Bearer correct-horse' }
let pack: Pack

beforeAll(async () => {
  pack = await randomPack({ items: 40, dim: 8, intents: 2, seed: 5 })
})

/** A request through the Worker's own entry, as from the network. */
function edge(path: string, init?: RequestInit): Promise<Response> {
  const worker = exports as unknown as { default: { fetch: typeof fetch } }
  return worker.default.fetch(`https://edge.example${path}`, init)
}

let catalogues = 0
let base: string

// Every test has a catalogue of its own: what one stores, no other sees.
beforeEach(() => {
  base = `/v1/c/shop-${++catalogues}`
})

function put(name: string, body: BodyInit): Promise<Response> {
  return edge(`${base}/admin/files/${name}`, { method: 'PUT', headers: TOKEN, body })
}

function promote(manifest: unknown): Promise<Response> {
  const body = JSON.stringify(manifest)
  return edge(`${base}/admin/promote`, { method: 'POST', headers: TOKEN, body })
}

async function publish({ manifest, files }: Pick<Pack, 'manifest' | 'files'> = pack) {
  for (const [name, bytes] of files) await put(name, bytes as BodyInit)
  const response = await promote(manifest)
  expect(response.status, await response.text()).toBe(200)
}

async function problem(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const body = (await response.json()) as Record<string, unknown>
  expect(body).toMatchObject({ type: 'about:blank', status: response.status })
  expect(body.instance).toMatch(/^urn:request:/)
  return body
}

const fileOf = (role: string) => pack.manifest.files.find((file) => file.role === role)!

describe('manifest', () => {
  it('is what was promoted, cached shortly, and 304 when known', async () => {
    await publish()
    const response = await edge(`${base}/manifest`)
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify(pack.manifest)))
    expect(response.headers.get('cache-control')).toBe(
      'public, max-age=60, stale-while-revalidate=86400',
    )
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(response.headers.get('set-cookie')).toBeNull()
    const etag = response.headers.get('etag')!
    const again = await edge(`${base}/manifest`, { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
  })

  it('is 404 before anything was published', async () => {
    expect(await problem(await edge(`${base}/manifest`))).toMatchObject({
      status: 404,
      title: 'No such catalogue',
    })
  })
})

describe('files', () => {
  it('are served whole, immutable, and 304 by name', async () => {
    await publish()
    const { name } = fileOf('items')
    const response = await edge(`${base}/files/${name}`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(pack.files.get(name))
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const headers = { 'if-none-match': response.headers.get('etag')! }
    expect((await edge(`${base}/files/${name}`, { headers })).status).toBe(304)
    const head = await edge(`${base}/files/${name}`, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.headers.get('content-length')).toBe(String(fileOf('items').bytes))
    expect(await head.text()).toBe('')
  })

  it.each([
    ['bytes=0-9', 0, 10],
    ['bytes=10-', 10, Infinity],
    ['bytes=-4', -4, Infinity],
  ])('answer the range %s with 206', async (range, from, to) => {
    await publish()
    const { name, bytes } = fileOf('items')
    const response = await edge(`${base}/files/${name}`, { headers: { range } })
    expect(response.status).toBe(206)
    const expected = pack.files.get(name)!.slice(from, Math.min(to, bytes))
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(expected)
    expect(response.headers.get('content-range')).toMatch(new RegExp(`^bytes \\d+-\\d+/${bytes}$`))
  })

  it('answer a range beyond the end with 416', async () => {
    await publish()
    const { name, bytes } = fileOf('items')
    const headers = { range: `bytes=${bytes}-` }
    const response = await edge(`${base}/files/${name}`, { headers })
    expect(response.status).toBe(416)
    expect(response.headers.get('content-range')).toBe(`bytes */${bytes}`)
    await problem(response)
  })

  it.each([
    'items.0123456789abcdef.safetensors',
    'passwords.txt',
    '..%2Fcurrent.json',
  ])('are 404 for %s', async (name) => {
    expect(await problem(await edge(`${base}/files/${name}`))).toMatchObject({ status: 404 })
  })
})

/** What the tests read of a list that the edge gives. */
interface Listed {
  items: { id: string; vector: number[]; prototypes: object[] }[]
  unknown: string[]
  intents: { label: string; exemplars: string[] }[]
}

describe('items', () => {
  beforeEach(() => publish())

  it('gives facts and embeddings, and says which ids it does not know', async () => {
    const ids = pack.loaded.catalogue.ids
    const response = await edge(`${base}/items?ids=${encodeURIComponent(ids[3])},nobody`)
    const { items, unknown } = (await response.json()) as Listed
    expect(unknown).toEqual(['nobody'])
    expect(items).toHaveLength(1)
    expect(items[0].id).toBe(ids[3])
    const { vectors, scale } = pack.loaded.items
    expect(items[0].vector[0]).toBeCloseTo(scale[3] * vectors[24], 6)
    const near = itemPrototypes(pack.loaded, 3)
    expect(near.length).toBeGreaterThan(0)
    expect(items[0].prototypes).toEqual(
      near.map(({ prototype, cosine }) => {
        const { id, label } = pack.loaded.prototypes[prototype]
        return { id, label, cosine }
      }),
    )
  })

  it('gives safetensors by Accept', async () => {
    const id = encodeURIComponent(pack.loaded.catalogue.ids[0])
    const headers = { accept: 'application/vnd.safetensors' }
    const response = await edge(`${base}/items?ids=${id}`, { headers })
    const tensors = readSafetensors(new Uint8Array(await response.arrayBuffer()))
    expect(tensors.get('vectors')).toMatchObject({ dtype: 'F32', shape: [1, 8] })
  })

  it.each([
    '',
    '?ids=',
    `?ids=${Array.from({ length: 101 }, (_, i) => i).join()}`,
    '?ids=100%25',
  ])('refuses %s', async (query) => {
    expect(await problem(await edge(`${base}/items${query}`))).toMatchObject({ status: 422 })
  })

  it('gives similar items, never the item itself', async () => {
    const [id] = pack.loaded.catalogue.ids
    const response = await edge(`${base}/items/${encodeURIComponent(id)}/similar?limit=5`)
    const { items } = (await response.json()) as { items: { id: string; score: number }[] }
    expect(items).toHaveLength(5)
    expect(items.map((item) => item.id)).not.toContain(id)
    expect(items.map((item) => item.score)).toEqual(
      items.map((item) => item.score).sort((a, b) => b - a),
    )
    const missing = await edge(`${base}/items/nobody/similar`)
    expect(await problem(missing)).toMatchObject({ status: 404, title: 'No such item' })
  })

  it('gives what is popular', async () => {
    const { items } = (await (await edge(`${base}/popular?limit=3`)).json()) as Listed
    const { ids } = pack.loaded.catalogue
    const { popularity } = pack.loaded
    const best = Array.from(popularity.keys()).sort(
      (a, b) => popularity[b] - popularity[a] || a - b,
    )
    expect(items.map(({ id }) => id)).toEqual(best.slice(0, 3).map((i) => ids[i]))
    expect(await problem(await edge(`${base}/popular?limit=0`))).toMatchObject({ status: 422 })
    expect(await problem(await edge(`${base}/popular?limit=many`))).toMatchObject({
      title: 'Bad limit',
      detail: 'limit "many" must be a whole number from 1 to 100',
    })
  })

  it('lists no unlisted items unless asked for, and knows their facts', async () => {
    const contents = randomContents({ items: 40, dim: 8, intents: 2, seed: 5, sequence: 2 })
    const nulls = contents.catalogue.ids.map(() => null)
    contents.catalogue.unlisted = ['draft', ...nulls.slice(1)]
    contents.catalogue.currency = ['EUR', ...nulls.slice(1)]
    await publish(await buildPack(contents))
    const first = { id: 'item-0', price: 1, currency: 'EUR', unlisted: 'draft' }
    const facts = (await (await edge(`${base}/items?ids=item-0`)).json()) as Listed
    expect(facts.items[0]).toMatchObject(first)
    const { intents } = (await (await edge(`${base}/intents`)).json()) as Listed
    expect(intents.slice(0, 2).map(({ exemplars }) => exemplars)).toEqual([[], ['item-1']])
    for (const list of ['popular', 'items/item-3/similar']) {
      const idsOf = async (query: string) => {
        const { items } = (await (await edge(`${base}/${list}?limit=99${query}`)).json()) as Listed
        return items.map(({ id }) => id)
      }
      expect(await idsOf('')).not.toContain('item-0')
      expect(await idsOf('&include_unlisted=false')).not.toContain('item-0')
      expect(await idsOf('&include_unlisted=true')).toContain('item-0')
      expect(await problem(await edge(`${base}/${list}?include_unlisted=1`))).toMatchObject({
        detail: 'include_unlisted "1" must be true or false',
      })
    }
  })

  it('gives prototypes by name', async () => {
    const { intents } = (await (await edge(`${base}/intents`)).json()) as Listed
    expect(intents.map(({ label }) => label)).toEqual(
      pack.loaded.prototypes.map(({ label }) => label),
    )
  })
})

describe('admin', () => {
  it('stores a file once', async () => {
    const { name } = fileOf('items')
    const bytes = pack.files.get(name) as BodyInit
    expect((await put(name, bytes)).status).toBe(201)
    expect((await put(name, bytes)).status).toBe(200)
  })

  it.each([undefined, 'Bearer wrong'])('refuses the authorization %s', async (authorization) => {
    const { name } = fileOf('items')
    const headers = authorization ? { authorization } : undefined
    const path = `${base}/admin/files/${name}`
    const response = await edge(path, { method: 'PUT', headers, body: 'x' })
    expect(await problem(response)).toMatchObject({ status: 401 })
    expect((await edge(`${base}/files/${name}`)).status).toBe(404)
  })

  it('is closed while no token is configured', async () => {
    const path = `${base}/admin/promote`
    const response = await app.request(
      path,
      { method: 'POST', headers: TOKEN },
      {
        PACKS: (env as { PACKS: object }).PACKS,
      },
    )
    expect(await problem(response)).toMatchObject({ status: 503, title: 'Not configured' })
  })

  it('refuses bytes that are not what the name says, and names that are none', async () => {
    const { name } = fileOf('items')
    expect(await problem(await put(name, 'other bytes'))).toMatchObject({
      status: 422,
      title: 'Bad hash',
    })
    expect(await problem(await put('index.html', 'x'))).toMatchObject({
      status: 422,
      title: 'Bad name',
    })
  })

  it('refuses a manifest whose files are not all there', async () => {
    expect(await problem(await promote(pack.manifest))).toMatchObject({
      status: 422,
      title: 'File missing',
    })
  })

  it.each([
    ['no JSON', 'nonsense'],
    ['another format', { ...{}, format: 2 }],
    ['a field that does not fit', { dim: 3 }],
  ])('refuses %s', async (_, change) => {
    for (const [name, bytes] of pack.files) await put(name, bytes as BodyInit)
    const body =
      typeof change === 'string' ? change : JSON.stringify({ ...pack.manifest, ...change })
    const path = `${base}/admin/promote`
    const response = await edge(path, { method: 'POST', headers: TOKEN, body })
    expect(await problem(response)).toMatchObject({ status: 422, title: 'Pack refused' })
    expect((await edge(`${base}/manifest`)).status).toBe(404)
  })

  it('takes a higher sequence only, naming both', async () => {
    await publish()
    const { sequence } = pack.manifest
    expect(await problem(await promote(pack.manifest))).toMatchObject({
      status: 409,
      detail: `sequence ${sequence} is not above the current ${sequence}: raise it`,
    })
    expect((await promote({ ...pack.manifest, sequence: sequence + 1 })).status).toBe(200)
    const now = (await (await edge(`${base}/manifest`)).json()) as Manifest
    expect(now.sequence).toBe(sequence + 1)
  })

  it('lets one of two promotions of a sequence win', async () => {
    await publish()
    const next = { ...pack.manifest, sequence: pack.manifest.sequence + 1 }
    const answers = await Promise.all([promote(next), promote(next), promote(next)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409])
    for (const answer of answers) await answer.text()
  })

  it('refuses a body that is too large', async () => {
    const path = `${base}/admin/promote`
    const body = 'x'.repeat((1 << 20) + 1)
    const response = await edge(path, { method: 'POST', headers: TOKEN, body })
    expect(await problem(response)).toMatchObject({ status: 413 })
  })
})

describe('the rest', () => {
  it('is alive', async () => {
    expect(await (await edge('/healthz')).json()).toEqual({ status: 'ok' })
  })

  it('answers anything else with a problem', async () => {
    expect(await problem(await edge('/v1/c/UPPER/manifest'))).toMatchObject({ status: 404 })
    expect(await problem(await edge('/v2'))).toMatchObject({ status: 404 })
  })

  it('documents every route that it has', async () => {
    expect(await (await edge('/openapi.json')).json()).toEqual(openapi)
    const routes = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^/]*\})?/g, '{$1}')}`)
    const documented = Object.entries(openapi.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect([...new Set(routes)].sort()).toEqual(documented.sort())
  })
})
