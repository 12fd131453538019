import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '@tacit-rec/pack'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { publishPack, writePack } from '../../training/export/index.ts'
import { randomContents } from '../pack/random-pack.ts'

/** An edge that follows the protocol, over real HTTP. */
let server: Server
let origin: string
let folder: string
let manifest: Manifest
let seen: string[]
let stored: Map<string, number>
let failures: number
let promoted: { body: string; type: string }[]

beforeEach(async () => {
  seen = []
  stored = new Map()
  failures = 0
  promoted = []
  folder = await mkdtemp(join(tmpdir(), 'tacit-publish-'))
  manifest = await writePack(folder, randomContents({ sequence: 3 }))
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const { method, url, headers } = request
    seen.push(`${method} ${url}`)
    const answer = (status: number, detail?: string) => {
      response.writeHead(status, { 'content-type': 'application/problem+json' })
      response.end(detail && JSON.stringify({ title: 'Refused', status, detail }))
    }
    const name = url!.split('/').at(-1)!
    if (failures > 0) {
      failures--
      return answer(500, 'storage is away')
    }
    if (method === 'HEAD') return answer(stored.has(name) ? 200 : 404)
    if (headers.authorization !== 'Bearer secret') return answer(401, 'unknown token')
    if (method === 'PUT') {
      stored.set(name, body.length)
      return answer(201)
    }
    const { sequence } = JSON.parse(body.toString())
    if (sequence < 3) return answer(409, `sequence ${sequence} is not above 2`)
    promoted.push({ body: body.toString(), type: headers['content-type']! })
    answer(200)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true })
})

test('missing files are sent first, the manifest last', async () => {
  const [there, ...missing] = manifest.files
  stored.set(there.name, there.bytes)
  const published = await publishPack(folder, origin, 'secret')
  expect(published).toEqual({
    url: `${origin}/v1/c/default`,
    sequence: 3,
    uploaded: missing.map(({ name }) => name),
  })
  expect(Object.fromEntries(stored)).toEqual(
    Object.fromEntries(manifest.files.map(({ name, bytes }) => [name, bytes])),
  )
  expect(seen.at(-1)).toBe('POST /v1/c/default/admin/promote')
  expect(JSON.parse(promoted[0].body)).toEqual(manifest)
  expect(promoted[0].type).toBe('application/json')
})

test('a named catalogue, with or without a slash at the end', async () => {
  const { url } = await publishPack(folder, `${origin}/v1/c/shoes/`, 'secret')
  expect(url).toBe(`${origin}/v1/c/shoes`)
  expect(new Set(seen.map((line) => line.split(' ')[1].slice(0, 11)))).toEqual(
    new Set(['/v1/c/shoes']),
  )
})

test('two failures of the edge are retried, and progress is reported', async () => {
  failures = 2
  const steps: number[] = []
  const task = { update: (done: number) => steps.push(done), end() {} }
  await publishPack(folder, origin, 'secret', { task: () => task, note() {} })
  expect(promoted).toHaveLength(1)
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
})

test("a third failure is thrown with the edge's message", async () => {
  stored = new Map(manifest.files.map(({ name, bytes }) => [name, bytes]))
  failures = 0
  server.prependListener('request', (request) => {
    if (request.method === 'POST') failures = 1
  })
  await expect(publishPack(folder, origin, 'secret')).rejects.toThrow(
    `promote 3 at ${origin}/v1/c/default/admin/promote: 500 Internal Server Error: ` +
      'Refused: storage is away',
  )
})

test('errors for a wrong token and an old sequence give the remedy', async () => {
  await expect(publishPack(folder, origin, 'wrong')).rejects.toThrow(
    /401 Unauthorized: Refused: unknown token: check TACIT_TOKEN/,
  )
  await rm(folder, { recursive: true })
  await writePack(folder, randomContents({ sequence: 2 }))
  await expect(publishPack(folder, origin, 'secret')).rejects.toThrow(
    /sequence 2 is not above 2: train or export again into the same folder/,
  )
})

test.each([
  200, 404,
])('a site that answers %i with a page is no edge, and gets nothing', async (status) => {
  const methods = new Set<string>()
  const site = createServer((request, response) => {
    methods.add(request.method!)
    response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Our shop</h1>')
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
  const published = publishPack(folder, address, 'secret')
  await expect(published).rejects.toThrow(`no Tacit edge answers at ${address}/v1/c/default`)
  expect([...methods]).toEqual(['GET'])
  site.close()
})

test('a damaged pack is refused before anything is sent', async () => {
  await appendFile(join(folder, manifest.files[0].name), 'x')
  await expect(publishPack(folder, origin, 'secret')).rejects.toThrow(
    'copy the pack again, or train it again',
  )
  expect(seen).toEqual([])
})

test('no edge at the address, and invalid addresses', async () => {
  await expect(publishPack(folder, 'http://127.0.0.1:1', 'secret')).rejects.toThrow(
    /is an edge running at that address\?/,
  )
  for (const to of ['edge.example', 'ftp://edge.example', `${origin}/shop`, ''])
    await expect(publishPack(folder, to, 'secret')).rejects.toThrow("is not an edge's address")
})
