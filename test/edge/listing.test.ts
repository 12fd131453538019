import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { type Bucket, startBucket } from './bare/bucket.ts'
import { type BareEdge, startBare } from './bare/workerd.ts'

const TOKEN = { authorization: 'Bearer correct-horse' }
let bucket: Bucket
let edge: BareEdge
let pack: BuiltPack

beforeAll(async () => {
  pack = await randomPack({ items: 20, dim: 8 })
  bucket = await startBucket()
  edge = await startBare({ bucket: bucket.address })
})

afterAll(async () => {
  await edge.stop()
  await bucket.close()
})

async function promote(shop: string): Promise<number> {
  const body = JSON.stringify(pack.manifest)
  const path = `${edge.url}/v1/c/${shop}/admin/promote`
  return (await fetch(path, { method: 'POST', headers: TOKEN, body })).status
}

function store(shop: string): void {
  for (const [name, bytes] of pack.files) bucket.put(`${shop}/files/${name}`, bytes)
}

it('a promotion reads no file, and looks all of them up at once', async () => {
  store('small')
  bucket.counts = {}
  expect(await promote('small')).toBe(200)
  expect(bucket.counts).toEqual({ get: 2, list: 1, put: 2 })
})

it('a catalogue may store more files than one page of a listing has', async () => {
  store('large')
  // Each sorts before the files of the pack.
  for (let n = 0; n < 1200; n++)
    bucket.put(`large/files/facts.${`${n}`.padStart(16, '0')}.json.gz`, new Uint8Array(1))
  const listed = await fetch(`${edge.url}/v1/c/large/admin/packs`, { headers: TOKEN })
  const { files } = (await listed.json()) as { files: object[] }
  expect(files).toHaveLength(1200 + pack.files.size)
  expect(await promote('large')).toBe(200)
})
