import type { ExecutionContext } from '@cloudflare/workers-types'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { app } from '../../worker/index.ts'
import { edge, entryOf, env, newShop, pack, problem, type Shop, TOKEN } from './shop.ts'

let shop: Shop

beforeEach(() => {
  shop = newShop()
})

describe('an error', () => {
  it.each([
    ['/v2', 'No such route'],
    ['/v1/c/UPPER/manifest', 'No such route'],
    ['/v1/c/nobody/manifest', 'No such catalogue'],
    ['/v1/c/nobody/popular', 'No such catalogue'],
    ['/v1/c/nobody/files/x', 'No such file'],
  ])('404 of %s is cached for seconds, without an id', async (path, title) => {
    const response = await edge(path)
    expect(response.headers.get('cache-control')).toBe('public, max-age=10')
    expect(await problem(response)).toMatchObject({ status: 404, title })
  })

  it('is not cached where a token was sent', async () => {
    const response = await edge(`${shop.base}/admin/nothing`, { headers: TOKEN })
    expect(response.status).toBe(404)
    expect(response.headers.get('cache-control')).toBe('no-store')
    await response.text()
  })

  it.each([
    [undefined, 'the request has no bearer token: send'],
    ['Bearer wrong', 'the bearer token is neither the ADMIN_TOKEN of the edge nor a key of'],
    ['Bearer', 'the authorization header must have the form "Bearer TOKEN"'],
    ['Basic YTpi', 'the authorization header must have the form "Bearer TOKEN"'],
  ])('says what is wrong with the authorization %s', async (authorization, detail) => {
    const headers = authorization ? { authorization } : undefined
    const path = `${shop.base}/admin/promote`
    const response = await edge(path, { method: 'POST', headers, body: '{}' })
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(await problem(response)).toMatchObject({ detail: expect.stringContaining(detail) })
  })

  it('takes no id from a visitor', async () => {
    await shop.publish()
    const headers = { 'x-request-id': 'mine' }
    for (const path of [
      'manifest',
      `files/${entryOf('items').name}`,
      'popular',
      'popular?limit=0',
    ]) {
      const response = await shop.get(path, headers)
      const text = JSON.stringify([...response.headers]) + (await response.text())
      expect(text, path).not.toContain('mine')
      if (response.ok) expect(response.headers.get('x-request-id'), path).toBeNull()
    }
  })

  it.each([
    ['items?ids=secret-1,secret-2', '/v1/c/:catalogue/items'],
    ['items/secret-1/similar', '/v1/c/:catalogue/items/:id/similar'],
    ['popular?category=secret-1', '/v1/c/:catalogue/popular'],
  ])('of 500 is one line of JSON without visitor or item: %s', async (path, route) => {
    const lines: string[] = []
    const log = vi.spyOn(console, 'error').mockImplementation((line) => lines.push(line))
    const fails = new Proxy(env.PACKS, {
      get: () => () => Promise.reject(new Error('get: We failed at secret-1. (10001)')),
    })
    const headers = { 'cf-connecting-ip': '203.0.113.7', 'user-agent': 'phone' }
    const response = await app.request(`${shop.base}/${path}`, { headers }, { PACKS: fails })
    log.mockRestore()
    expect(response.status).toBe(500)
    expect(await problem(response)).toMatchObject({ detail: 'the edge failed: try again' })
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'error',
        request: response.headers.get('x-request-id'),
        status: 500,
        method: 'GET',
        route,
        catalogue: shop.name,
        name: 'Error',
        message: 'get: We failed at …. (10001)',
      },
    ])
  })
})

it.each([
  'healthz',
  'v1/c/nobody/manifest',
  'nothing',
])('%s has the security headers', async (path) => {
  const response = await edge(`/${path}`)
  await response.text()
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=15552000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
})

describe('the cache in front', () => {
  it('is told what belongs to a catalogue, but no files', async () => {
    await shop.publish()
    const tag = `tacit-${shop.name}`
    for (const path of ['manifest', 'popular', 'intents', 'files/x', 'items/nobody/similar']) {
      const response = await shop.get(path)
      expect(response.headers.get('cache-tag'), path).toBe(tag)
      await response.text()
    }
    for (const path of [`files/${entryOf('items').name}`, 'popular?limit=0']) {
      const response = await shop.get(path)
      expect(response.headers.get('cache-tag'), path).toBeNull()
      await response.arrayBuffer()
    }
  })

  it('is purged on promote, and a promotion does not depend on it', async () => {
    await shop.publish()
    const purged: unknown[] = []
    const promote = (sequence: number, purge: (options: unknown) => Promise<unknown>) => {
      const body = JSON.stringify({ ...pack.manifest, sequence })
      const request = new Request(`https://edge.example${shop.base}/admin/promote`, {
        method: 'POST',
        headers: TOKEN,
        body,
      })
      const context = { cache: { purge }, waitUntil() {}, passThroughOnException() {} }
      return app.fetch(request, env, context as unknown as ExecutionContext)
    }
    expect((await promote(2, async (options) => purged.push(options))).status).toBe(200)
    expect(purged).toEqual([{ tags: [`tacit-${shop.name}`] }])
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect((await promote(3, () => Promise.reject(new Error('no')))).status).toBe(200)
    log.mockRestore()
  })
})

describe('the rate limit', () => {
  it('counts by catalogue, whoever asks', async () => {
    await shop.publish()
    const keys: string[] = []
    const RATE_LIMIT = {
      limit: async ({ key }: { key: string }) => ({ success: keys.push(key) <= 2 }),
    }
    const ask = (path: string, visitor: string) => {
      const headers = { 'cf-connecting-ip': visitor, authorization: `Bearer ${visitor}` }
      return app.request(`${shop.base}/${path}`, { headers }, { ...env, RATE_LIMIT })
    }
    expect((await ask('popular', '203.0.113.1')).status).toBe(200)
    expect((await ask('intents', '203.0.113.2')).status).toBe(200)
    const refused = await ask('items?ids=item-1', '203.0.113.3')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10'])
    await problem(refused)
    expect(keys).toEqual(Array(3).fill(`${shop.name}/read`))
    // A cache can answer these, so nothing is counted.
    expect((await ask('manifest', '203.0.113.4')).status).toBe(200)
    expect((await ask(`files/${entryOf('items').name}`, '203.0.113.4')).status).toBe(200)
    expect(keys).toHaveLength(3)
  })
})

it('says that it runs, and leaves its document to the static files', async () => {
  expect((await edge('/openapi.json')).status).toBe(404)
  expect(await (await edge('/healthz')).json()).toEqual({ status: 'ok' })
})
