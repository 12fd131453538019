import { beforeAll, expect, test } from 'vitest'
import { openCurrent } from '../../client/packs.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { BASE, testPlatform } from './platform.ts'

let pack: BuiltPack
let next: BuiltPack
beforeAll(async () => {
  pack = await randomPack({ sequence: 1 })
  next = await randomPack({ sequence: 2, seed: 2 })
})

const paths = ({ manifest }: BuiltPack) => [
  '/v1/c/default/manifest',
  ...manifest.files.map(({ name }) => `/v1/c/default/files/${name}`),
]

test('fetches the manifest, then every file in its order, then nothing but the manifest', async () => {
  const platform = testPlatform(pack)
  expect(await openCurrent(BASE, platform)).toEqual({ pack: pack.loaded, fromCache: false })
  expect(platform.requests).toEqual(paths(pack))
  platform.requests = []
  await openCurrent(BASE, platform)
  expect(platform.requests).toEqual(['/v1/c/default/manifest'])
})

test('a new pack replaces the files of the old one', async () => {
  const platform = testPlatform(pack)
  await openCurrent(BASE, platform)
  platform.published = next
  const { pack: opened } = await openCurrent(BASE, platform)
  expect(opened.manifest.sequence).toBe(2)
  const cached = (await platform.cache.keys()).map(({ url }) => new URL(url).pathname)
  expect(cached.sort()).toEqual(paths(next).sort())
})

test.each<[string, (next: BuiltPack) => BuiltPack | null, string]>([
  ['the edge has no pack', () => null, 'the edge answered 404'],
  ['the pack is older', (next) => forge(next, { sequence: 0 }), 'the edge gave an older pack'],
  [
    'the pack has expired',
    (next) => forge(next, { expires: '2020-01-01T00:00:00Z' }),
    'the edge gave an expired pack',
  ],
  ['the manifest is invalid', (next) => forge(next, { dim: 6 }), 'dim: '],
  ['a file is missing', (next) => ({ ...next, files: new Map() }), 'the edge answered 404'],
])('opens the last verified pack if %s', async (_, change, reason) => {
  const platform = testPlatform(pack)
  await openCurrent(BASE, platform)
  platform.published = change(next)
  const opened = await openCurrent(BASE, platform)
  expect(opened).toMatchObject({ fromCache: true, reason: expect.stringContaining(reason) })
  expect(opened.pack).toEqual(pack.loaded)
})

test('without an earlier pack the reason is the error', async () => {
  await expect(openCurrent(BASE, testPlatform(null))).rejects.toThrow('the edge answered 404')
})

test('works without a Cache API, and with one that is full', async () => {
  const without = { ...testPlatform(pack), openCache: async () => null }
  expect((await openCurrent(BASE, without)).pack).toEqual(pack.loaded)
  const full = testPlatform(pack)
  full.cache.put = () => Promise.reject(new Error('quota'))
  expect((await openCurrent(BASE, full)).pack).toEqual(pack.loaded)
})

test('a damaged file in the cache is fetched again', async () => {
  const platform = testPlatform(pack)
  await openCurrent(BASE, platform)
  const [{ name }] = pack.manifest.files
  await platform.cache.put(`${BASE}/files/${name}`, new Response('damaged'))
  platform.requests = []
  expect((await openCurrent(BASE, platform)).fromCache).toBe(false)
  expect(platform.requests).toEqual(['/v1/c/default/manifest', `/v1/c/default/files/${name}`])
})

function forge(pack: BuiltPack, fields: object): BuiltPack {
  return { ...pack, manifest: { ...pack.manifest, ...fields } }
}
