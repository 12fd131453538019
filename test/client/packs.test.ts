import { beforeAll, expect, test } from 'vitest'
import { type CurrentPack, openCurrent } from '../../client/current-pack.ts'
import type { Pins } from '../../client/manifests.ts'
import type { PackFiles } from '../../client/packs.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { BASE, type TestPlatform, testPlatform } from './platform.ts'

let pack: BuiltPack
let next: BuiltPack
beforeAll(async () => {
  pack = await randomPack({ sequence: 1 })
  next = await randomPack({ sequence: 2, seed: 2 })
})

/** All files but those of ONNX Runtime, which fetches them itself, in the order of the stages. */
const ROLES = [
  'head',
  ...['ids', 'neighbours', 'popularity'],
  'facts',
  ...['weights', 'items', 'intents', 'prototypes'],
  'details',
]
const paths = ({ manifest }: BuiltPack) => [
  '/v1/c/default/manifest',
  ...ROLES.flatMap((role) =>
    manifest.files.flatMap((file) =>
      file.role === role ? [`/v1/c/default/files/${file.name}`] : [],
    ),
  ),
]
/** Within a stage the manifest decides the order. */
const sorted = (list: string[]) => list.toSorted()

const NO_PINS: Pins = { keys: [], expired: 'rank' }

/** Starts to open the pack. */
function start(platform: TestPlatform, pins = NO_PINS): Promise<CurrentPack> {
  const downloads = { fetch: platform.fetch, timeout: 500, signal: new AbortController().signal }
  const sources = { downloads, pins, openCache: platform.openCache, pause: async () => {} }
  return openCurrent(BASE, sources, () => {})
}

/** Opens the pack and waits until the edge was asked. */
async function open(platform: TestPlatform, pins?: Pins): Promise<CurrentPack> {
  const current = await start(platform, pins)
  await current.look()
  return current
}

/** Opens a pack and waits until it is kept. */
async function visit(platform: TestPlatform, pins?: Pins): Promise<void> {
  const current = await open(platform, pins)
  await expect.poll(() => current.state.kept).toBe(true)
}

test('fetches the memory, then the items; then nothing but the manifest', async () => {
  const platform = testPlatform(pack)
  const { pack: opened, state } = await open(platform)
  const { clusters, ...always } = pack.loaded
  expect(opened).toEqual({ ...always, student: null, scorer: null, stage: 'details' })
  expect(state).toMatchObject({ stage: 'details', sequence: 1, fromCache: false, problem: null })
  expect(sorted(platform.requests)).toEqual(sorted(paths(pack)))
  const roles = platform.requests.map((path) => path.split('/').at(-1)!.split('.')[0])
  expect(roles.indexOf('head')).toBe(1)
  expect(roles.indexOf('neighbours')).toBeLessThan(roles.indexOf('items'))
  platform.requests = []
  expect((await open(platform)).state).toMatchObject({ fromCache: false, stale: false })
  expect(platform.requests).toEqual(['/v1/c/default/manifest'])
})

test('the pack that the device kept ranks until a newer one is swapped in', async () => {
  const platform = testPlatform(pack)
  await visit(platform)
  platform.published = next
  const current = await open(platform)
  expect(current.state).toMatchObject({ sequence: 1, waiting: 2, fromCache: true, stale: false })
  current.swap()
  expect(current.state).toMatchObject({ sequence: 2, waiting: null, fromCache: false })
  const cached = async () =>
    (await platform.cache.keys()).map(({ url }) => new URL(url).pathname).sort()
  await expect.poll(cached).toEqual(sorted([...paths(next), '/v1/c/default/trust']))
})

test.each<[string, (next: BuiltPack) => BuiltPack | null, string]>([
  ['the edge has no pack', () => null, 'edge/status'],
  ['the pack is older', (next) => forge(next, { sequence: 0 }), 'pack/older'],
  ['it has expired', (next) => forge(next, { expires: '2020-01-01T00:00:00Z' }), 'pack/expired'],
  ['the manifest is invalid', (next) => forge(next, { dim: 6 }), 'pack/manifest'],
  ['a file is missing', (next) => ({ ...next, files: new Map() }), 'edge/status'],
])('the pack that the device kept ranks on, stale, if %s', async (_, change, code) => {
  const platform = testPlatform(pack)
  await visit(platform)
  platform.published = change(next)
  const { state } = await open(platform)
  expect(state).toMatchObject({ sequence: 1, stage: 'details', stale: true, problem: { code } })
})

test('a look while a pack still arrives is not lost: the edge is asked again after it', async () => {
  const platform = testPlatform(pack)
  const { fetch } = platform
  let arrive = () => {}
  const late = new Promise<void>((go) => {
    arrive = go
  })
  platform.fetch = async (url, init) => {
    const response = await fetch(url, init)
    if (url.includes('/details.')) await late
    return response
  }
  const current = await start(platform)
  await current.whole()
  platform.published = next
  const looks = [current.look(), current.look()]
  arrive()
  await Promise.all(looks)
  expect(current.state).toMatchObject({ sequence: 1, waiting: 2 })
  expect(platform.requests.filter((path) => path.endsWith('/manifest'))).toHaveLength(2)
})

test('without a pack that was kept there is a problem; the next look mends it', async () => {
  const platform = testPlatform(null)
  const current = await open(platform)
  expect(current.state).toMatchObject({ stage: 'none', problem: { code: 'edge/status' } })
  await expect(current.whole()).rejects.toMatchObject({ code: 'edge/status' })
  platform.published = pack
  await current.look()
  expect(current.state).toMatchObject({ stage: 'details', problem: null })
})

test.each<[string, Partial<TestPlatform>]>([
  ['without a Cache API', { openCache: async () => null }],
  ['with one that refuses', { openCache: () => Promise.reject(new Error('SecurityError')) }],
  ['with one that never answers', { openCache: () => new Promise(() => {}) }],
])('works %s', async (_, change) => {
  const platform = Object.assign(testPlatform(pack), change)
  expect((await open(platform)).state).toMatchObject({ stage: 'details', kept: false })
})

test.each([
  'match',
  'put',
  'keys',
] as const)('works with a cache whose %s never answers', async (name) => {
  const platform = testPlatform(pack)
  platform.cache[name] = () => new Promise<never>(() => {})
  expect((await open(platform)).state).toMatchObject({ stage: 'details' })
})

/** The cache gives some files at once, others when told to. @param first default: the first shelf */
function holdBack(
  { cache }: TestPlatform,
  first = /\/(?:manifest|trust|files\/head\.\S+)$/,
): () => void {
  const { match } = cache
  let go = () => {}
  const told = new Promise<void>((tell) => {
    go = tell
  })
  cache.match = async (url) => {
    if (!first.test(String(url))) await told
    return match(url)
  }
  return go
}

test('the first shelf of a kept pack is there before the rest was read', async () => {
  const platform = testPlatform(pack)
  await visit(platform)
  const go = holdBack(platform)
  const current = await start(platform)
  await current.anything()
  expect(current.head).not.toBe(null)
  expect(current.state).toMatchObject({ stage: 'head', sequence: 1, fromCache: true, stale: false })
  go()
  await current.whole()
  expect(current.head).toBe(null)
})

test('a kept pack answers a call that comes while it is read, after the edge has failed', async () => {
  const platform = testPlatform(pack)
  await visit(platform)
  platform.published = null
  platform.requests = []
  const go = holdBack(platform, /(?:manifest|trust)$/)
  const current = await start(platform)
  await expect.poll(() => platform.requests).toEqual(['/v1/c/default/manifest'])
  await new Promise((passed) => setTimeout(passed, 50))
  const answers = Promise.all([current.anything(), current.first()])
  go()
  const [, { manifest }] = await answers
  expect(manifest.sequence).toBe(1)
  await expect.poll(() => current.state.problem?.code).toBe('edge/status')
})

test('the first shelf goes with a kept pack of which another file is damaged', async () => {
  const platform = testPlatform(pack)
  await visit(platform)
  const { name } = pack.manifest.files.find(({ role }) => role === 'items')!
  await platform.cache.put(`${BASE}/files/${name}`, new Response('damaged'))
  platform.published = null
  const go = holdBack(platform)
  const current = await start(platform)
  await current.anything()
  go()
  await expect(current.whole()).rejects.toMatchObject({ code: 'edge/status' })
  expect(current.head).toBe(null)
  expect(current.state).toMatchObject({ stage: 'none', sequence: null })
})

test('a damaged file in the cache is fetched again', async () => {
  const platform = testPlatform(pack)
  await visit(platform)
  const { name } = pack.manifest.files.find(({ role }) => role === 'items')!
  await platform.cache.put(`${BASE}/files/${name}`, new Response('damaged'))
  platform.requests = []
  expect((await open(platform)).state).toMatchObject({ stage: 'details', stale: false })
  expect(platform.requests.sort()).toEqual([
    `/v1/c/default/files/${name}`,
    '/v1/c/default/manifest',
  ])
})

test('a damaged download is fetched once more, past the browser’s own copies', async () => {
  const platform = testPlatform(pack)
  const modes: (RequestCache | undefined)[] = []
  const { fetch } = platform
  platform.fetch = async (url, init) => {
    if (!url.includes('/items.')) return fetch(url, init)
    modes.push(init.cache)
    const response = await fetch(url, init)
    if (init.cache === 'reload') return response
    const bytes = new Uint8Array(await response.arrayBuffer())
    bytes[100] ^= 1
    return new Response(bytes)
  }
  expect((await open(platform)).state).toMatchObject({ stage: 'details' })
  expect(modes).toEqual([undefined, 'reload'])
})

test.each([
  ['https://packs.example/default/files/', 'https://packs.example/default/files/'],
  ['/packs/default/files/', 'https://edge.example/packs/default/files/'],
])('files come from %s, where the edge says that they are', async (header, source) => {
  const platform = testPlatform(pack)
  const asked: string[] = []
  const { fetch } = platform
  platform.fetch = async (url, init) => {
    asked.push(url)
    const isFile = url.startsWith(source)
    const response = await fetch(isFile ? url.replace(source, `${BASE}/files/`) : url, init)
    if (url.endsWith('/manifest')) response.headers.set('tacit-files', header)
    return response
  }
  const current = await open(platform)
  expect(current.state).toMatchObject({ stage: 'details', source })
  const { files } = pack.manifest
  const [manifest, ...others] = asked
  expect(manifest).toBe(`${BASE}/manifest`)
  expect(others).toHaveLength(files.length - 3)
  expect(others.every((url) => url.startsWith(source))).toBe(true)
  // They are kept by one name, so that another place asks for none of them again.
  await expect.poll(() => current.state.kept).toBe(true)
  platform.fetch = fetch
  platform.requests = []
  expect((await open(platform)).state).toMatchObject({ source: `${BASE}/files/`, stale: false })
  expect(platform.requests).toEqual(['/v1/c/default/manifest'])
})

test('ONNX files are fetched on demand, and kept', async () => {
  const platform = testPlatform(pack)
  const { files }: { files: PackFiles } = await open(platform)
  const entry = pack.manifest.files.find(({ role }) => role === 'student')!
  platform.requests = []
  expect(await files.get(entry)).toEqual(pack.loaded.student)
  await files.get(entry)
  expect(platform.requests).toEqual([`/v1/c/default/files/${entry.name}`])
})

function forge(pack: BuiltPack, fields: object): BuiltPack {
  return { ...pack, manifest: { ...pack.manifest, ...fields } }
}
