import { beforeAll, describe, expect, it } from 'vitest'
import { edge, named, newShop, pack, type Shop } from './shop.ts'

/** Ten bytes, so that a range can be read off. */
const TEXT = '0123456789'

let shop: Shop
let file: string
let etag: string

beforeAll(async () => {
  shop = newShop()
  await shop.publish()
  const bytes = new TextEncoder().encode(TEXT)
  const { name } = await named('items', bytes)
  expect((await shop.put(name, bytes)).status).toBe(201)
  file = `files/${name}`
  etag = `"${name}"`
})

/** `TAG` in a header stands for the file's ETag, as `"NAME"`. */
async function ask(method: string, path: string, headers: Record<string, string> = {}) {
  const given = Object.entries(headers).map(([key, value]) => [key, value.replaceAll('TAG', etag)])
  const init = { method, headers: Object.fromEntries(given) }
  return edge(path.startsWith('/') ? path : `${shop.base}/${path}`, init)
}

const WHOLE = { status: 200, length: '10', range: null, body: TEXT }
const part = (range: string, body: string) => ({
  status: 206,
  length: String(body.length),
  range: `bytes ${range}/10`,
  body,
})
const OUTSIDE = { status: 416, range: 'bytes */10' }
const UNCHANGED = { status: 304, length: null, range: null, body: '' }
const CHANGED = { status: 412, range: null }

describe('GET of a file', () => {
  it.each<[Record<string, string>, object]>([
    [{}, WHOLE],
    // 14.2: Range
    [{ range: 'bytes=0-3' }, part('0-3', '0123')],
    [{ range: 'bytes=7-' }, part('7-9', '789')],
    [{ range: 'bytes=-3' }, part('7-9', '789')],
    [{ range: 'bytes=-300' }, part('0-9', TEXT)],
    [{ range: 'bytes=0-0' }, part('0-0', '0')],
    [{ range: 'bytes=9-9' }, part('9-9', '9')],
    [{ range: 'bytes=5-999' }, part('5-9', '56789')],
    [{ range: 'bytes=5-99999999999999999999999' }, part('5-9', '56789')],
    [{ range: 'Bytes=0-3' }, part('0-3', '0123')],
    [{ range: 'bytes= 0-3' }, part('0-3', '0123')],
    [{ range: 'bytes=,0-3,' }, part('0-3', '0123')],
    // Nothing of the range is there: 416 with the length.
    [{ range: 'bytes=10-' }, OUTSIDE],
    [{ range: 'bytes=10-12' }, OUTSIDE],
    [{ range: 'bytes=99999999999999999999999-' }, OUTSIDE],
    [{ range: 'bytes=-0' }, OUTSIDE],
    // Invalid, another unit, several: the whole file.
    [{ range: 'bytes=5-2' }, WHOLE],
    [{ range: 'bytes=-' }, WHOLE],
    [{ range: 'bytes=' }, WHOLE],
    [{ range: 'bytes' }, WHOLE],
    [{ range: 'bytes=a-b' }, WHOLE],
    [{ range: 'bytes=1-2-3' }, WHOLE],
    [{ range: 'bytes=+1-2' }, WHOLE],
    [{ range: 'bytes=0x1-2' }, WHOLE],
    [{ range: 'bytes=1.5-2' }, WHOLE],
    [{ range: 'items=0-3' }, WHOLE],
    [{ range: 'bytes=0-1,3-4' }, WHOLE],
    [{ range: 'bytes=0-1,99-' }, WHOLE],
    // 13.1.5: If-Range, by the strong comparison
    [{ range: 'bytes=0-3', 'if-range': 'TAG' }, part('0-3', '0123')],
    [{ range: 'bytes=0-3', 'if-range': '"other"' }, WHOLE],
    [{ range: 'bytes=0-3', 'if-range': 'W/TAG' }, WHOLE],
    [{ range: 'bytes=0-3', 'if-range': 'Sat, 29 Oct 2033 19:43:31 GMT' }, WHOLE],
    [{ range: 'bytes=10-', 'if-range': '"other"' }, WHOLE],
    [{ 'if-range': 'TAG' }, WHOLE],
    // 13.1.2: If-None-Match, by the weak comparison
    [{ 'if-none-match': 'TAG' }, UNCHANGED],
    [{ 'if-none-match': 'W/TAG' }, UNCHANGED],
    [{ 'if-none-match': '"a", TAG' }, UNCHANGED],
    [{ 'if-none-match': '"a,b",TAG' }, UNCHANGED],
    [{ 'if-none-match': '*' }, UNCHANGED],
    [{ 'if-none-match': ' * ' }, UNCHANGED],
    [{ 'if-none-match': '"other"' }, WHOLE],
    [{ 'if-none-match': 'other' }, WHOLE],
    [{ 'if-none-match': 'TAG', range: 'bytes=0-3' }, UNCHANGED],
    [{ 'if-none-match': 'TAG', range: 'bytes=99-' }, UNCHANGED],
    [{ 'if-none-match': '"other"', range: 'bytes=0-3' }, part('0-3', '0123')],
    // 13.1.1: If-Match, by the strong comparison, before the others
    [{ 'if-match': 'TAG' }, WHOLE],
    [{ 'if-match': '*' }, WHOLE],
    [{ 'if-match': '"a", TAG' }, WHOLE],
    [{ 'if-match': '"other"' }, CHANGED],
    [{ 'if-match': 'W/TAG' }, CHANGED],
    [{ 'if-match': '"other"', 'if-none-match': 'TAG' }, CHANGED],
    [{ 'if-match': '"other"', range: 'bytes=99-' }, CHANGED],
    [{ 'if-match': 'TAG', 'if-none-match': 'TAG' }, UNCHANGED],
    // 13.1.3, 13.1.4: nothing has a date
    [{ 'if-modified-since': 'Sat, 29 Oct 2033 19:43:31 GMT' }, WHOLE],
    [{ 'if-unmodified-since': 'Sat, 29 Oct 1994 19:43:31 GMT' }, WHOLE],
    // The file has one form.
    [{ accept: 'text/html' }, WHOLE],
    [{ accept: 'application/octet-stream;q=0' }, WHOLE],
  ])('%o', async (headers, expected) => {
    const response = await ask('GET', file, headers)
    const length = response.headers.get('content-length')
    const range = response.headers.get('content-range')
    const body = new TextDecoder().decode(await response.arrayBuffer())
    expect({ status: response.status, length, range, body }).toMatchObject(expected)
    if (response.status < 400) {
      expect(response.headers.get('etag')).toBe(etag)
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    }
  })
})

describe('HEAD', () => {
  it.each<[Record<string, string>, number, string | null]>([
    [{}, 200, '10'],
    // 14.2: a range is for GET only.
    [{ range: 'bytes=0-3' }, 200, '10'],
    [{ range: 'bytes=99-' }, 200, '10'],
    [{ 'if-none-match': 'TAG' }, 304, null],
    [{ 'if-match': '"other"' }, 412, null],
  ])('of a file with %o is %i', async (headers, status, length) => {
    const response = await ask('HEAD', file, headers)
    expect(response.status).toBe(status)
    if (length) expect(response.headers.get('content-length')).toBe(length)
    expect(await response.text()).toBe('')
  })

  it('has the headers of GET on every route that has GET', async () => {
    const id = encodeURIComponent(pack.loaded.catalogue.ids[0])
    const catalogue = ['manifest', file, `items?ids=${id}`, `items/${id}/similar`, 'popular']
    for (const path of ['/healthz', ...catalogue, 'intents', 'nothing']) {
      const [get, head] = [await ask('GET', path), await ask('HEAD', path)]
      await get.arrayBuffer()
      expect(await head.text(), path).toBe('')
      expect(head.status, path).toBe(get.status)
      for (const name of ['content-type', 'etag', 'cache-control', 'accept-ranges', 'vary'])
        expect(head.headers.get(name), `${path} ${name}`).toBe(get.headers.get(name))
    }
  })
})

describe('GET of the manifest', () => {
  it.each<[Record<string, string>, number]>([
    [{}, 200],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"other"' }, 200],
    [{ 'if-match': '"other"' }, 412],
    [{ range: 'bytes=0-3' }, 200],
  ])('with %o is %i', async (headers, status) => {
    const response = await ask('GET', 'manifest', headers)
    expect(response.status).toBe(status)
    await response.arrayBuffer()
  })
})

describe('another method', () => {
  const READ = 'GET, HEAD, OPTIONS'
  it.each([
    ['/healthz', READ],
    ['manifest', READ],
    ['files/x', READ],
    ['items', READ],
    ['items/x/similar', READ],
    ['popular', READ],
    ['intents', READ],
  ])('on %s is 405, and OPTIONS names those that are', async (path, allow) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      const response = await ask(method, path)
      expect([response.status, response.headers.get('allow')], method).toEqual([405, allow])
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.json()).toMatchObject({ title: 'No such method' })
    }
    const options = await ask('OPTIONS', path)
    expect([options.status, options.headers.get('allow')]).toEqual([204, allow])
  })

  it.each([
    ['admin/files/x', 'PUT, DELETE, OPTIONS'],
    ['admin/promote', 'POST, OPTIONS'],
  ])('on %s is 401 without the token, else 405', async (path, allow) => {
    const authorization = 'Bearer correct-horse'
    for (const method of ['GET', 'HEAD', 'PATCH']) {
      expect((await ask(method, path)).status).toBe(401)
      const response = await ask(method, path, { authorization })
      expect([response.status, response.headers.get('allow')]).toEqual([405, allow])
    }
  })

  it('on an unknown path is 404', async () => {
    for (const method of ['POST', 'OPTIONS'])
      expect((await ask(method, '/v2/nothing')).status).toBe(404)
  })

  it('lets pages of any origin read', async () => {
    const asking = { origin: 'https://shop.example', 'access-control-request-method': 'GET' }
    const preflight = await ask('OPTIONS', 'manifest', {
      ...asking,
      'access-control-request-headers': 'if-none-match',
    })
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET,HEAD,OPTIONS',
      'access-control-allow-headers': 'if-none-match',
      'access-control-max-age': '86400',
    })
    for (const path of ['manifest', file, 'nothing']) {
      const response = await ask('GET', path)
      expect(response.headers.get('access-control-allow-origin'), path).toBe('*')
      expect(response.headers.get('cross-origin-resource-policy'), path).toBe('cross-origin')
      expect(response.headers.get('set-cookie')).toBeNull()
      await response.arrayBuffer()
    }
  })
})
