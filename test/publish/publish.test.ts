import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Manifest, readEnvelope, sha256Hex, verifyEnvelope } from '@tacit-rec/pack'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { gc, keys, packs, promote, publish, rollback, tenants } from '../../training/api/index.ts'
import { writePack } from '../../training/export/index.ts'
import { type LocalEdge, startEdge } from '../../worker/local/index.ts'
import { lastLine, tacit } from '../cli/tacit.ts'
import { randomContents } from '../pack/random-pack.ts'
import { type LossyProxy, startProxy } from './proxy.ts'

const TOKEN = 'correct-horse'
let root: string
let edge: LocalEdge
let to: string
let pack: string
let folder: string
let count = 0
let proxy: LossyProxy | undefined

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tacit-publish-'))
  const assets = join(root, 'assets')
  await mkdir(assets)
  edge = await startEdge({
    port: 0,
    persistTo: join(root, 'r2'),
    token: TOKEN,
    assets,
  })
})

afterAll(async () => {
  await edge?.dispose()
  await rm(root, { recursive: true, force: true })
})

beforeEach(() => {
  to = `${edge.url}/v1/c/shop-${++count}`
  pack = join(root, `pack-${count}`)
  folder = join(root, `keys-${count}`)
})

afterEach(async () => {
  await proxy?.close()
  proxy = undefined
})

/** Writes the folder's next pack; the same seed gives the same files. */
const write = (seed: number, more: object = {}) =>
  writePack(pack, { ...randomContents({ seed, items: 20 }), sequence: undefined, ...more })
const send = (more: object = {}) => publish({ pack, to, token: TOKEN, keys: null, ...more })
const live = async () => (await fetch(`${to}/manifest`)).json() as Promise<Manifest>
const names = ({ files }: Manifest) => files.map(({ name }) => name).sort()

describe('publish', () => {
  test('sends what is missing, the manifest last; a second run finds nothing to do', async () => {
    const manifest = await write(1)
    const first = await send()
    expect(first).toEqual({
      url: to,
      sequence: 1,
      uploaded: manifest.files.map(({ name }) => name),
      unchanged: false,
      signed: false,
    })
    expect(await live()).toEqual(JSON.parse(JSON.stringify(manifest)))
    expect(await send()).toEqual({ ...first, uploaded: [], unchanged: true })
    const next = await write(1, { name: 'renamed' })
    expect(await send()).toMatchObject({ sequence: 2, uploaded: [] })
    expect(names(await live())).toEqual(names(next))
  })

  test('chains by the hash of the manifest before, and passes over what is live', async () => {
    await write(1)
    await send()
    const bytes = new Uint8Array(await (await fetch(`${to}/manifest`)).arrayBuffer())
    await write(2)
    await send()
    expect(await live()).toMatchObject({ sequence: 2, previous: await sha256Hex(bytes) })
    // Another folder with its own count of sequences, trained later.
    await rm(pack, { recursive: true })
    await write(3)
    expect(await send()).toMatchObject({ sequence: 3 })
  })

  test('exits with 0 twice', async () => {
    await write(1)
    vi.stubEnv('TACIT_TOKEN', TOKEN)
    for (const unchanged of [false, true]) {
      const { code, stdout } = await tacit('publish', pack, '--to', to, '--no-keys', '--json')
      expect(code).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ sequence: 1, unchanged })
    }
  })

  test.each(['lose request', 'lose answer'] as const)('%s of every request once', async (fate) => {
    await write(1)
    const lost = new Set<string>()
    proxy = await startProxy(edge.url, ({ method, url }) => {
      const request = `${method} ${url}`
      if (lost.has(request)) return 'pass'
      lost.add(request)
      return fate
    })
    const through = to.replace(edge.url, proxy.url)
    expect(await send({ to: through })).toMatchObject({ sequence: 1 })
    expect(lost.size).toBeGreaterThan(8)
    expect((await live()).sequence).toBe(1)
  })

  test('every answer to the promotion is lost: the next run finds it live', async () => {
    await write(1)
    proxy = await startProxy(edge.url, ({ url }) =>
      url!.includes('/promote') ? 'lose answer' : 'pass',
    )
    const through = to.replace(edge.url, proxy.url)
    await expect(send({ to: through })).rejects.toMatchObject({ code: 'publish/unreachable' })
    expect(await send({ to: through })).toMatchObject({ sequence: 1, unchanged: true })
  })

  test('uploads first and promotes later', async () => {
    const { files } = await write(1)
    await send({ uploadOnly: true })
    expect((await fetch(`${to}/manifest`)).status).toBe(404)
    expect(await promote({ pack, to, token: TOKEN, keys: null })).toMatchObject({ sequence: 1 })
    await write(2)
    await expect(promote({ pack, to, token: TOKEN, keys: null })).rejects.toMatchObject({
      code: 'publish/missing',
    })
    expect(names(await live())).toEqual(files.map(({ name }) => name).sort())
  })

  test('refuses what is damaged, before anything is sent', async () => {
    const { files } = await write(1)
    await appendFile(join(pack, files[0].name), 'x')
    await expect(send()).rejects.toThrow('copy the pack again, or train it again')
    expect((await packs({ to, token: TOKEN })).files.count).toBe(0)
  })

  test('a wrong token, no token, no edge and no address are told', async () => {
    await write(1)
    await expect(send({ token: 'wrong' })).rejects.toThrow(/401 .*nor a key of catalogue "shop-/)
    await expect(send({ token: '' })).rejects.toMatchObject({ code: 'publish/token' })
    await expect(send({ to: 'http://127.0.0.1:1' })).rejects.toThrow('is an edge running at')
    for (const address of ['edge.example', 'ftp://edge.example', `${edge.url}/shop`, ''])
      await expect(send({ to: address })).rejects.toThrow("is not an edge's address")
  })

  test.each([200, 404])('a site that answers %i with a page gets no token', async (status) => {
    await write(1)
    const seen: unknown[] = []
    const site = createServer(({ method, headers }, response) => {
      seen.push(method, headers.authorization)
      response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Our shop</h1>')
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
    await expect(send({ to: address })).rejects.toThrow(`no Tacit edge answers at ${address}`)
    expect(seen).toEqual(['GET', undefined])
    site.close()
  })
})

describe('guards', () => {
  const evaluated = (value: number) => ({ 'unseen-users validation': { ndcg: { 10: value } } })
  const made = (items: number, events: number, ndcg: number) => {
    const contents = randomContents({ seed: 1, items })
    return writePack(pack, {
      ...contents,
      sequence: undefined,
      created: new Date().toISOString(),
      training: { ...contents.training, events },
      evaluation: evaluated(ndcg),
    })
  }

  test.each([
    [
      'items',
      [17, 100, 0.1],
      'the pack has 17 items, the live one 20 (−15 %), a fall by more than 10 %',
    ],
    ['events', [20, 49, 0.1], 'the pack has 49 events, the live one 100 (−51 %)'],
    [
      'quality',
      [20, 100, 0.079],
      'NDCG@10 (unseen-users validation) fell from 0.1000 to 0.0790 (−21 %)',
    ],
  ] as const)('%s', async (what, [items, events, ndcg], message) => {
    await made(20, 100, 0.1)
    await send()
    await made(items, events, ndcg)
    await expect(send()).rejects.toThrow(message)
    await expect(send()).rejects.toMatchObject({ code: `publish/${what}` })
    expect(await live()).toMatchObject({ sequence: 1, items: 20 })
    expect(await send({ force: true })).toMatchObject({ sequence: 2 })
  })

  test('smaller falls pass, and what is not stated is not compared', async () => {
    await made(20, 100, 0.1)
    await send()
    await made(18, 50, 0.08)
    expect(await send()).toMatchObject({ sequence: 2 })
    await write(1, { created: new Date().toISOString() })
    expect(await send()).toMatchObject({ sequence: 3 })
  })

  test('an older pack than the live one', async () => {
    await write(1, { created: '2026-01-02T00:00:00.000Z' })
    await send()
    await write(2, { created: '2026-01-01T00:00:00.000Z' })
    await expect(send()).rejects.toMatchObject({ code: 'publish/older' })
  })
})

describe('signed', () => {
  const envelope = async () =>
    new Uint8Array(await (await fetch(`${to}/manifest.signed`)).arrayBuffer())

  test('by every key of the folder; rotation by overlap', async () => {
    await write(1)
    const { pin } = await keys.create({ folder })
    expect(await send({ keys: folder })).toMatchObject({ signed: true, sequence: 1 })
    expect(await send({ keys: folder })).toMatchObject({ unchanged: true })
    const { manifest } = await verifyEnvelope(await envelope(), pin)
    expect(new Uint8Array(await (await fetch(`${to}/manifest`)).arrayBuffer())).toEqual(manifest)
    await expect(send({ keys: null })).rejects.toMatchObject({ code: 'publish/unsigned' })

    const rotated = await keys.rotate({ folder })
    expect(await send({ keys: folder })).toMatchObject({ unchanged: false, sequence: 2 })
    for (const key of rotated.pin) await verifyEnvelope(await envelope(), [key])
    await keys.retire({ folder, keyid: rotated.keys[0].keyid })
    expect(await send({ keys: folder })).toMatchObject({ sequence: 3 })
    expect(readEnvelope(await envelope()).signatures).toHaveLength(1)
    const nowhere = join(root, 'nowhere')
    await expect(send({ keys: nowhere })).rejects.toMatchObject({ code: 'keys/none' })
  })

  test('a new key undoes a sequence that a stolen one raised', async () => {
    await write(1)
    await keys.create({ folder })
    await send({ keys: folder })
    await writePack(pack, { ...randomContents({ seed: 2, items: 20 }), sequence: 2 ** 50 })
    await send({ keys: folder, force: true })
    const young = join(root, `young-${count}`)
    const { pin } = await keys.create({ folder: young })
    await rm(pack, { recursive: true })
    await write(3)
    expect(await send({ keys: young })).toMatchObject({ sequence: 1 })
    await verifyEnvelope(await envelope(), pin)
  })

  test('expires and a share are stated, and published again where they change', async () => {
    await write(1, { created: '2026-01-01T00:00:00.000Z' })
    await send({ share: 0.1, expiresIn: 30 })
    expect(await live()).toMatchObject({
      rollout: { share: 0.1 },
      expires: '2026-01-31T00:00:00.000Z',
    })
    expect(await send({ share: 0.1, expiresIn: 30 })).toMatchObject({ unchanged: true })
    expect(await send()).toMatchObject({ sequence: 2 })
    expect(await live()).not.toHaveProperty('rollout')
  })
})

describe('rollback', () => {
  const back = (more: object = {}) => rollback({ to, token: TOKEN, keys: null, ...more })

  test('is a new manifest with old files; a second run finds it done', async () => {
    const first = await write(1)
    await send()
    await write(2)
    await send()
    expect(await back()).toEqual({ url: to, sequence: 3, to: 1, unchanged: false })
    expect(names(await live())).toEqual(names(first))
    expect(await live()).toMatchObject({ sequence: 3, rollback: { to: 1, from: 2 } })
    expect(await back()).toMatchObject({ sequence: 3, unchanged: true })
    expect(await back({ sequence: 2 })).toMatchObject({ sequence: 4, to: 2 })
    await expect(back({ sequence: 9 })).rejects.toThrow('has no manifest of sequence 9')
    const { live: current, packs: listed } = await packs({ to, token: TOKEN })
    expect(current).toBe(4)
    expect(listed.map(({ sequence, live, rollback }) => [sequence, live, rollback])).toEqual([
      [4, true, 2],
      [3, false, 1],
      [2, false, undefined],
      [1, false, undefined],
    ])
  })

  test('the pack that was taken back is not published again by mistake', async () => {
    await write(1)
    await send()
    await write(2)
    await send()
    await back()
    await expect(send()).rejects.toMatchObject({ code: 'publish/older' })
    await write(3, { created: new Date().toISOString() })
    expect(await send()).toMatchObject({ sequence: 4 })
  })

  test('there is nothing before the first, and nothing in an empty catalogue', async () => {
    await expect(back()).rejects.toThrow('has no pack: publish one')
    await write(1)
    await send()
    await expect(back()).rejects.toThrow('has no earlier pack with other files')
  })

  test('signs only what one of our keys has signed', async () => {
    const foreign = join(root, `foreign-${count}`)
    await keys.create({ folder: foreign })
    await write(1)
    await send({ keys: foreign })
    const { pin } = await keys.create({ folder })
    await write(2)
    await send({ keys: folder })
    await expect(back({ keys: folder })).rejects.toMatchObject({ code: 'sign/unsigned' })
    expect(await back({ keys: folder, force: true })).toMatchObject({ to: 1, sequence: 3 })
    const signed = await (await fetch(`${to}/manifest.signed`)).arrayBuffer()
    const { manifest } = await verifyEnvelope(new Uint8Array(signed), pin)
    expect(JSON.parse(new TextDecoder().decode(manifest))).toMatchObject({
      sequence: 3,
      rollback: { to: 1 },
    })
  })
})

describe('gc', () => {
  const collect = (more: object = {}) => gc({ to, token: TOKEN, ...more })

  test('keeps the last ten and 48 hours, then deletes the rest', async () => {
    const all: Manifest[] = []
    for (let seed = 1; seed <= 4; seed++) {
      all.push(await write(seed))
      await send()
    }
    expect(await collect()).toMatchObject({ manifests: [], files: [] })
    expect(await collect({ keep: 2, hours: 1 })).toMatchObject({ manifests: [], files: [] })
    const dry = await collect({ keep: 2, hours: 0, dryRun: true })
    expect(dry.manifests).toEqual(['1.json', '2.json'])
    const shared = new Set([...names(all[2]), ...names(all[3])])
    const garbage = [...names(all[0]), ...names(all[1])].filter((name) => !shared.has(name))
    expect([...dry.files].sort()).toEqual([...new Set(garbage)].sort())
    const done = await collect({ keep: 2, hours: 0 })
    expect(done).toEqual({ ...dry, dryRun: false })
    expect(await collect({ keep: 2, hours: 0 })).toMatchObject({ manifests: [], files: [] })
    for (const manifest of all.slice(2))
      for (const name of names(manifest))
        expect((await fetch(`${to}/files/${name}`)).status).toBe(200)
    expect(await rollback({ to, token: TOKEN, keys: null })).toMatchObject({ to: 3 })
  })

  test('an upload that nothing lists yet is kept for 48 hours', async () => {
    const { files } = await write(1)
    await send({ uploadOnly: true })
    expect(await collect()).toMatchObject({ files: [] })
    expect((await collect({ hours: 0, dryRun: true })).files).toHaveLength(files.length)
  })
})

test('tenants are added, listed and revoked, by the command too', async () => {
  const operator = { to: edge.url, token: TOKEN }
  vi.stubEnv('TACIT_TOKEN', TOKEN)
  const flags = ['--origin', 'https://shoes.example', '--max-items', '19', '--json']
  const made = await tacit('tenants', 'add', 'shoes', '--to', edge.url, ...flags)
  const { key } = lastLine(made)
  expect(key.length).toBeGreaterThanOrEqual(32)
  const settings = { origins: ['https://shoes.example'], limits: { items: 19 }, signers: [] }
  const listed = await tenants.list(operator)
  expect(listed).toContainEqual({
    catalogue: 'shoes',
    keys: [{ id: expect.stringMatching(/^[0-9a-f]{8}$/), created: expect.any(String) }],
    ...settings,
  })
  expect(JSON.stringify(listed)).not.toContain(key)
  const own = { to: `${edge.url}/v1/c/shoes`, token: key }
  expect((await packs(own)).live).toBeNull()
  await expect(packs({ ...own, to })).rejects.toThrow(/401/)
  await tenants.revoke({ ...operator, catalogue: 'shoes' })
  await expect(packs(own)).rejects.toThrow(/401/)
})
