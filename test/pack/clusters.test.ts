import { buildPack, openPackFrom, packParts } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import { randomContents } from './random-pack.ts'

const clusters = { count: 2, ids: ['item-0', 'item-1', 'gone'], cluster: Uint16Array.of(1, 0, 1) }

it('has clusters by id, which a device that does not contribute never fetches', async () => {
  const { manifest, files } = await buildPack({ ...randomContents(), clusters })
  expect((await openPackFrom(manifest, files, { all: true })).clusters).toEqual(clusters)
  expect(await openPackFrom(manifest, files)).not.toHaveProperty('clusters')
  const entry = manifest.files.find(({ role }) => role === 'clusters')
  expect(entry).toMatchObject({ optional: true })
  const other = await buildPack({ ...randomContents({ seed: 2, items: 50 }), clusters })
  expect(other.manifest.files.find(({ role }) => role === 'clusters')).toEqual(entry)
  const { manifest: plain } = await buildPack({ ...randomContents(), clusters: undefined })
  const none = packParts(plain, () => Promise.reject(new Error('fetched')))
  expect(await none.clusters()).toBeNull()
})

it.each([
  ['a cluster without items', { ...clusters, cluster: Uint16Array.of(1, 2, 1) }],
  ['fewer clusters than ids', { ...clusters, cluster: Uint16Array.of(1, 0) }],
  ['ids that are no texts', { ...clusters, ids: [1, 2, 3] as never }],
])('refuses %s', async (_, bad) => {
  await expect(buildPack({ ...randomContents(), clusters: bad })).rejects.toThrow(/clusters/)
})
