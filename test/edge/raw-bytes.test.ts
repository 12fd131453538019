import { connect } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { indexed } from '../pack/indexed.ts'
import { randomPack } from '../pack/random-pack.ts'
import { type Bucket, startBucket } from './bare/bucket.ts'
import { type BareEdge, startBare } from './bare/workerd.ts'

let bucket: Bucket
let edge: BareEdge

beforeAll(async () => {
  const built = await randomPack()
  const pack = await indexed(built, built.loaded)
  bucket = await startBucket()
  for (const [name, bytes] of pack.files) bucket.put(`shop/files/${name}`, bytes)
  bucket.put('shop/current.json', Buffer.from(JSON.stringify(pack.manifest)))
  edge = await startBare({ bucket: bucket.address })
})

afterAll(async () => {
  await edge.stop()
  await bucket.close()
})

/** The status of a request whose target is sent byte for byte, as no library would send it. */
function statusOf(target: Buffer): Promise<number> {
  return new Promise((done, failed) => {
    const socket = connect(edge.port, '127.0.0.1')
    socket.once('error', failed)
    socket.once('data', (head) => {
      done(Number(head.toString('latin1').split(' ')[1]))
      socket.destroy()
    })
    const end = Buffer.from(' HTTP/1.1\r\nHost: edge.example\r\nConnection: close\r\n\r\n')
    socket.write(Buffer.concat([Buffer.from('GET '), target, end]))
  })
}

const ROUTES = [
  'items?ids=',
  'items.json?id=',
  'items.json?id=a&id=',
  'items.safetensors?id=',
  'popular?category=',
  'popular?limit=',
  'files/',
  'items/',
]
const BYTES = [
  '%25',
  '%',
  '%ff',
  '%C3%28',
  '%00',
  '%0d%0a',
  '\xff',
  '\xc3\x28',
  '\x80',
  '\x01',
  '"<>\\^`{|}',
  '[]',
  '#a',
  '?a?b',
  '&&==&',
  `${'a'.repeat(12_000)}`,
  `${'%41'.repeat(4000)}`,
]

it('no bytes on the wire fail the edge', async () => {
  for (const route of ROUTES)
    for (const bytes of BYTES) {
      const suffix = route === 'items/' ? '/similar' : ''
      const target = Buffer.from(`/v1/c/shop/${route}${bytes}${suffix}`, 'latin1')
      const status = await statusOf(target)
      expect(status, target.toString('latin1').slice(0, 60)).toBeGreaterThanOrEqual(200)
      expect(status, target.toString('latin1').slice(0, 60)).toBeLessThan(500)
    }
})
