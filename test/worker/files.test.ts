import type { R2Bucket } from '@cloudflare/workers-types'
import { buildPack } from '@tacit-rec/pack'
import { beforeEach, describe, expect, it } from 'vitest'
import { app } from '../../worker/index.ts'
import { indexed } from '../pack/indexed.ts'
import { randomContents } from '../pack/random-pack.ts'
import { digest, edge, entryOf, env, named, newShop, pack, problem, type Shop } from './shop.ts'

let shop: Shop

beforeEach(() => {
  shop = newShop()
})

/** The bucket, with a count of its operations. */
function counting(): { bucket: R2Bucket; counts: Record<string, number> } {
  const counts: Record<string, number> = {}
  const bucket = new Proxy(env.PACKS, {
    get(target, property) {
      const name = property as keyof R2Bucket
      return (...args: unknown[]) => {
        counts[name] = (counts[name] ?? 0) + 1
        return (target[name] as (...args: unknown[]) => unknown).apply(target, args)
      }
    },
  })
  return { bucket, counts }
}

const { name, bytes } = entryOf('items')
const content = pack.files.get(name)!
/** As somebody with access to the bucket would write it. */
const putRaw = (file: string, body: Uint8Array | string) =>
  env.PACKS.put(`${shop.name}/files/${file}`, body)

describe('a file', () => {
  it('is served whole and immutable', async () => {
    await shop.publish()
    const response = await shop.get(`files/${name}`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(content)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(bytes),
      'accept-ranges': 'bytes',
      etag: `"${name}"`,
    })
    const json = await shop.get(`files/${entryOf('intents').name}`)
    expect(json.headers.get('content-type')).toBe('application/json')
    await json.text()
  })

  it.each<[string, RequestInit, Record<string, number>]>([
    ['GET', {}, { get: 1 }],
    ['a range', { headers: { range: 'bytes=2-5' } }, { get: 1 }],
    ['the last bytes', { headers: { range: 'bytes=-5' } }, { get: 1 }],
    ['a known file', { headers: { 'if-none-match': `"${name}"` } }, { get: 1 }],
    ['any file', { headers: { 'if-none-match': '*' } }, { get: 1 }],
    ['another file', { headers: { 'if-match': '"other"' } }, { get: 1 }],
    ['HEAD', { method: 'HEAD' }, { head: 1 }],
  ])('costs one operation: %s', async (_, init, expected) => {
    await shop.publish()
    const { bucket, counts } = counting()
    const response = await app.request(`${shop.base}/files/${name}`, init, { PACKS: bucket })
    await response.arrayBuffer()
    expect(counts).toEqual(expected)
  })

  it.each([
    'items.0123456789abcdef.safetensors',
    'passwords.txt',
    '..%2Fcurrent.json',
    '__proto__',
    `${'a'.repeat(8000)}`,
    `${name}%00`,
    `${name}%0a`,
    `${name}/`,
    name.toUpperCase(),
  ])('is 404 for %.60s', async (wrong) => {
    await shop.publish()
    expect(await problem(await shop.get(`files/${wrong}`))).toMatchObject({ status: 404 })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['shorter', () => putRaw(name, content.subarray(0, bytes - 40))],
    ['empty', () => putRaw(name, '')],
    ['longer', () => putRaw(name, new Uint8Array([...content, 0]))],
    [
      'swapped for another that R2 checked',
      async () => {
        const other = new Uint8Array(bytes)
        const { sha256 } = await named('items', other)
        return env.PACKS.put(`${shop.name}/files/${name}`, other, { sha256 })
      },
    ],
  ])('that is stored %s than declared is never served', async (_, damage) => {
    await shop.publish()
    await damage()
    const asked: HeadersInit[] = [{}, { range: 'bytes=0-3' }, { 'if-none-match': '"x"' }]
    for (const headers of asked)
      expect(await problem(await shop.get(`files/${name}`, headers))).toMatchObject({
        status: 503,
        title: 'File damaged',
      })
    const head = await edge(`${shop.base}/files/${name}`, { method: 'HEAD' })
    expect(head.status).toBe(503)
  })

  it('that was stored without a checksum is served, if its length fits', async () => {
    await shop.publish()
    await putRaw(name, content)
    const response = await shop.get(`files/${name}`)
    expect(response.status).toBe(200)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(content)
  })

  it('is asked of FILES_BASE where the edge has one', async () => {
    await shop.publish()
    const bindings = { PACKS: env.PACKS, FILES_BASE: 'https://packs.example/' }
    const base = `https://packs.example/${shop.name}/files/`
    const manifest = await app.request(`${shop.base}/manifest`, {}, bindings)
    expect(manifest.headers.get('tacit-files')).toBe(base)
    // Or the SDK could not read it.
    expect(manifest.headers.get('access-control-expose-headers')).toContain('tacit-files')
    const file = await app.request(`${shop.base}/files/${name}`, {}, bindings)
    expect([file.status, file.headers.get('location')]).toEqual([307, base + name])
  })
})

describe('an upload', () => {
  const { sha256 } = entryOf('items')

  it('is stored once', async () => {
    expect((await shop.put(name, content as BodyInit)).status).toBe(201)
    expect((await shop.put(name, content as BodyInit)).status).toBe(200)
  })

  it('that states its hash is streamed into R2, which checks it', async () => {
    const headers = { ...digest(sha256), 'content-length': String(bytes) }
    expect((await shop.put(name, content as BodyInit, headers)).status).toBe(201)
    expect((await env.PACKS.head(`${shop.name}/files/${name}`))?.checksums.toJSON().sha256).toBe(
      sha256,
    )
    expect((await shop.put(name, content as BodyInit, headers)).status).toBe(200)
    const wrong = new Uint8Array(bytes)
    const another = newShop()
    const response = await another.put(name, wrong, headers)
    expect(await problem(response)).toMatchObject({ status: 422, title: 'Bad hash' })
    expect((await another.get(`files/${name}`)).status).toBe(404)
  })

  it.each([
    ['shorter bytes', () => content.subarray(0, 1000)],
    ['other bytes of the same length', () => new Uint8Array(bytes)],
  ])('of the right bytes repairs %s', async (_, damaged) => {
    await shop.publish()
    for (const headers of [{}, { ...digest(sha256), 'content-length': String(bytes) }]) {
      await putRaw(name, damaged())
      expect((await shop.put(name, content as BodyInit, headers)).status).toBe(201)
      const response = await shop.get(`files/${name}`)
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(content)
    }
  })

  it('whose stated hash is not that of the name is refused', async () => {
    const headers = { ...digest('0'.repeat(64)), 'content-length': String(bytes) }
    expect(await problem(await shop.put(name, content as BodyInit, headers))).toMatchObject({
      status: 422,
      title: 'Bad hash',
    })
  })

  it('of more than 16 MB must state its hash', async () => {
    const big = new Uint8Array((16 << 20) + 1)
    const own = await named('items', big)
    expect(await problem(await shop.put(own.name, big))).toMatchObject({
      status: 413,
      detail:
        'a body of more than 16777216 bytes needs the headers content-length and content-digest',
    })
    const headers = { ...digest(own.sha256), 'content-length': String(big.length) }
    expect((await shop.put(own.name, big, headers)).status).toBe(201)
  })
})

it('what is decoded is that of the pack that is current', async () => {
  await shop.publish()
  await (await shop.get('intents')).text()
  const contents = randomContents({ items: 40, dim: 8, intents: 2, seed: 6, sequence: 2 })
  contents.prototypes[0].label = 'Another'
  const built = await buildPack(contents)
  await shop.publish(await indexed(built, built.pack))
  expect(await (await shop.get('intents')).json()).toMatchObject({
    intents: [{ label: 'Another' }, {}, {}, {}, {}],
  })
})
