import { formatPublicKey, fromBase64, type Manifest, sha256Hex } from '@tacit-rec/pack'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import {
  bearer,
  bucket,
  catalogueOf,
  edge,
  envelopeOf,
  newKey,
  OPERATOR,
  outcome,
} from './catalogue.ts'

const [old, young] = [newKey(), newKey()]
let pack: BuiltPack
let m: Manifest
let count = 0
let shop: ReturnType<typeof catalogueOf>

beforeAll(async () => {
  pack = await randomPack({ items: 20, dim: 8, intents: 2, seed: 3 })
  m = { ...pack.manifest, sequence: 1 }
})

beforeEach(async () => {
  shop = catalogueOf(`promote-${++count}`)
  await shop.upload(pack)
})

const bytesOf = (manifest: object) => new TextEncoder().encode(JSON.stringify(manifest))
const at = (sequence: number, more: object = {}) => ({ ...m, sequence, ...more })

describe('bare and signed manifests', () => {
  it('come from one object, byte for byte', async () => {
    const manifest = at(1, { later: ['é'] })
    const envelope = await envelopeOf(manifest, [old])
    expect((await shop.promote(envelope)).status).toBe(200)
    const bare = await shop.get('manifest')
    expect(new Uint8Array(await bare.arrayBuffer())).toEqual(bytesOf(manifest))
    expect(bare.headers.get('content-type')).toBe('application/json')
    const signed = await shop.get('manifest.signed')
    expect(new Uint8Array(await signed.arrayBuffer())).toEqual(envelope)
    expect(signed.headers.get('content-type')).toBe('application/vnd.dsse+json')
    expect(signed.headers.get('cache-control')).toBe(bare.headers.get('cache-control'))
    for (const [path, response] of Object.entries({ manifest: bare, 'manifest.signed': signed })) {
      const headers = { 'if-none-match': response.headers.get('etag')! }
      expect((await shop.get(path, { headers })).status).toBe(304)
    }
  })

  it('manifest.signed is 404 for a pack that is not signed, and before anything is', async () => {
    expect(await outcome(await shop.get('manifest.signed'))).toEqual([
      404,
      `catalogue "${shop.name}" has no pack: publish one`,
    ])
    await shop.bare(at(1))
    expect(await outcome(await shop.get('manifest.signed'))).toEqual([
      404,
      'the current pack is not signed: publish it with a key, or pin none',
    ])
  })

  it('an unsigned one never replaces a signed one, unless forced', async () => {
    await shop.signed(at(1), [old])
    expect(await outcome(await shop.bare(at(2)))).toMatchObject([
      409,
      expect.stringMatching(/sign it/),
    ])
    expect((await shop.bare(at(2), '?force=true')).status).toBe(200)
  })
})

describe('the sequence', () => {
  it('the same promotion again is 200, and changes nothing', async () => {
    for (const promote of [() => shop.bare(at(3)), () => shop.signed(at(4), [old])]) {
      expect((await promote()).status).toBe(200)
      const before = await bucket.head(`${shop.name}/current.json`)
      const again = await promote()
      expect(again.status).toBe(200)
      expect(await again.json()).toMatchObject({ name: m.name })
      expect((await bucket.head(`${shop.name}/current.json`))!.version).toBe(before!.version)
    }
  })

  it.each([
    [409, 'sequence 4 is not above the current 5: raise it', at.bind(null, 4, {})],
    [
      409,
      'another manifest of sequence 5 is current: publish again',
      at.bind(null, 5, { name: 'x' }),
    ],
    [409, 'names another manifest before it', at.bind(null, 6, { previous: 'f'.repeat(64) })],
    [200, '', at.bind(null, 7, { previous: 'f'.repeat(64) })],
    [409, `sequence ${6 + 2 ** 20} leaps ahead of 5`, at.bind(null, 6 + 2 ** 20, {})],
    [200, '', at.bind(null, 5 + 2 ** 20, {})],
    [409, 'leaps ahead', at.bind(null, Number.MAX_SAFE_INTEGER, {})],
    [422, '[pack] manifest.json: sequence', at.bind(null, Number.MAX_SAFE_INTEGER + 1, {})],
  ])('after 5: %i %s', async (status, detail, manifest) => {
    await shop.bare(at(5))
    expect(await outcome(await shop.bare(manifest()))).toEqual([
      status,
      expect.stringContaining(detail),
    ])
  })

  it('continues by the hash of the manifest before', async () => {
    await shop.bare(at(5))
    const previous = await sha256Hex(bytesOf(at(5)))
    expect((await shop.bare(at(6, { previous }))).status).toBe(200)
  })

  it('a first one that leaps is refused too; force allows it, and a new key starts anew', async () => {
    const highest = Number.MAX_SAFE_INTEGER
    expect((await shop.signed(at(highest), [old])).status).toBe(409)
    expect((await shop.signed(at(highest), [old], '?force=true')).status).toBe(200)
    expect(await outcome(await shop.signed(at(2), [old]))).toEqual([
      409,
      expect.stringMatching(/not above/),
    ])
    expect(await outcome(await shop.signed(at(2), [old, young]))).toEqual([
      409,
      expect.stringMatching(/not above/),
    ])
    expect((await shop.signed(at(2), [young])).status).toBe(200)
    expect((await shop.signed(at(3), [young])).status).toBe(200)
    // The old key's chain is remembered.
    expect((await shop.signed(at(4), [old, young])).status).toBe(409)
    expect(await shop.sequence()).toBe(3)
  })

  it('another signature over the live manifest needs no new sequence', async () => {
    await shop.signed(at(1), [old])
    expect((await shop.signed(at(1), [old, young])).status).toBe(200)
    const { signatures } = (await (await shop.get('manifest.signed')).json()) as {
      signatures: object[]
    }
    expect(signatures).toHaveLength(2)
    expect((await shop.bare(at(1))).status).toBe(409)
  })
})

describe('a race', () => {
  it('of two manifests of one sequence: one wins, and the archive holds what was current', async () => {
    await shop.bare(at(1))
    for (let sequence = 2; sequence < 22; sequence++) {
      const answers = await Promise.all(['A', 'B'].map((name) => shop.bare(at(sequence, { name }))))
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
      const current = (await (await shop.get('manifest')).json()) as Manifest
      const archived = await bucket.get(`${shop.name}/manifests/${sequence}.json`)
      expect(await archived!.json()).toEqual(JSON.parse(JSON.stringify(current)))
    }
  })

  it('of sequences: the lower never ends current', async () => {
    await shop.bare(at(1))
    for (let round = 0; round < 10; round++) {
      const [low, high] = [10 * round + 10, 10 * round + 15]
      await Promise.all([shop.bare(at(high)), shop.bare(at(low))])
      expect(await shop.sequence()).toBe(high)
    }
  })

  it('of first promotions of an empty catalogue: one wins', async () => {
    const answers = await Promise.all(['A', 'B', 'C'].map((name) => shop.bare(at(1, { name }))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })
})

it('two keys may use one sequence; both manifests are archived', async () => {
  await shop.signed(at(5), [old])
  await shop.signed(at(5, { name: 'repaired' }), [young])
  const { manifests } = (await (await shop.admin('packs')).json()) as {
    manifests: { name: string }[]
  }
  expect(manifests.map(({ name }) => name)).toEqual([
    '5.json',
    expect.stringMatching(/^5\.[0-9a-f]{16}\.json$/),
  ])
})

describe('files are compared with the manifest, and none is read', () => {
  const promoted = async () => outcome(await shop.bare(m))
  const key = () => `${shop.name}/files/${m.files[0].name}`

  it.each([
    ['is not stored', () => bucket.delete(key())],
    ['is stored with 1 bytes, not', () => bucket.put(key(), 'x')],
    [
      'is stored without a checksum',
      () => bucket.put(key(), pack.files.get(m.files[0].name)! as never),
    ],
    [
      'is stored with another SHA-256',
      async () => {
        const other = new Uint8Array(m.files[0].bytes)
        await bucket.put(key(), other as never, { sha256: await sha256Hex(other) })
      },
    ],
  ])('a file that %s', async (problem, damage) => {
    await damage()
    expect(await promoted()).toEqual([
      422,
      expect.stringContaining(`${m.files[0].name} ${problem}`),
    ])
    await shop.upload(pack)
    expect(await promoted()).toEqual([200, ''])
  })

  it('and files of another catalogue do not count', async () => {
    const other = catalogueOf(`${shop.name}-other`)
    expect(await outcome(await other.bare(m))).toEqual([
      422,
      expect.stringMatching(/is not stored/),
    ])
  })
})

it.each([
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['a number', '1'],
  ['a BOM', '\ufeff{}'],
  ['depth', '['.repeat(200_000)],
  ['an envelope of nothing', '{"payloadType":"x"}'],
  ['another type', '{"payloadType":"x","payload":"e30=","signatures":[]}'],
])('%s is no manifest', async (_, body) => {
  const [status, detail] = await outcome(await shop.promote(body))
  expect(status).toBe(422)
  expect(detail.length).toBeLessThan(500)
})

describe('what is stored', () => {
  interface Packs {
    live: { sequence: number; keys: string[]; manifest: Manifest; highest: object } | null
    manifests: { name: string; bytes: number }[]
    files: { name: string; bytes: number; sha256: string }[]
  }
  const packs = async () => (await (await shop.admin('packs')).json()) as Packs

  it('is listed, with what is live, and never cached', async () => {
    expect((await packs()).live).toBeNull()
    await shop.signed(at(1), [old])
    await shop.signed(at(2), [old])
    const response = await shop.admin('packs')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const { live, manifests, files } = (await response.json()) as Packs
    expect(live).toMatchObject({
      sequence: 2,
      keys: [expect.any(String)],
      manifest: { sequence: 2 },
    })
    expect(Object.values(live!.highest)).toEqual([2])
    expect(manifests.map(({ name }) => name)).toEqual(['1.json', '2.json'])
    expect(files.map(({ name, bytes }) => [name, bytes]).sort()).toEqual(
      m.files.map(({ name, bytes }) => [name, bytes]).sort(),
    )
    const first = await shop.admin('manifests/1.json')
    expect(new Uint8Array(await first.arrayBuffer())).toEqual(await envelopeOf(at(1), [old]))
    expect((await shop.admin('manifests/9.json')).status).toBe(404)
  })

  it('is deleted by name, but never what is live', async () => {
    await shop.bare(at(1))
    await shop.bare(at(2, { files: m.files.filter(({ role }) => role !== 'neighbours') }))
    const remove = (path: string) =>
      shop.admin(path, { method: 'DELETE', headers: bearer(OPERATOR) })
    const kept = m.files[0].name
    const freed = m.files.find(({ role }) => role === 'neighbours')!.name
    expect(await outcome(await remove(`files/${kept}`))).toEqual([
      409,
      `${kept} belongs to the live pack: promote another one first`,
    ])
    expect(await outcome(await remove('manifests/2.json'))).toEqual([
      409,
      expect.stringMatching(/live pack/),
    ])
    for (const path of ['manifests/1.json', `files/${freed}`, 'manifests/1.json'])
      expect((await remove(path)).status).toBe(200)
    const { manifests, files } = await packs()
    expect(manifests.map(({ name }) => name)).toEqual(['2.json'])
    expect(files.map(({ name }) => name)).not.toContain(freed)
    for (const path of [
      'manifests/..%2Fcurrent.json',
      'files/current.json',
      'files/..%2Fcurrent.json',
    ])
      expect((await remove(path)).status).toBe(422)
    expect(await shop.sequence()).toBe(2)
  })
})

it('with signers, only what one of them has signed is promoted', async () => {
  const signer = formatPublicKey(fromBase64(young.x))
  const body = JSON.stringify({ signers: [signer] })
  await edge(`/v1/tenants/${shop.name}`, { method: 'PUT', headers: bearer(OPERATOR), body })
  expect(await outcome(await shop.bare(at(1)))).toEqual([
    422,
    expect.stringMatching(/no DSSE envelope/),
  ])
  expect(await outcome(await shop.signed(at(1), [old]))).toEqual([
    422,
    expect.stringMatching(/no pinned key has signed/),
  ])
  expect((await shop.signed(at(1), [old, young])).status).toBe(200)
})
