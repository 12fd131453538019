import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fromBase64, toBase64Url } from '@tacit-rec/pack'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { unstable_startWorker } from 'wrangler'
import {
  blindInput,
  fillSlots,
  finalize,
  joinRecords,
  makeMessage,
  newSealKeys,
  type Pair,
  type Parameters,
  readParameters,
  sealMessages,
  slotsOf,
  splitEvaluated,
} from '../../contribute/index.ts'
import { collect } from '../../training/api/index.ts'
import { rowsOf, withDuckDB } from '../../training/data/index.ts'

const root = resolve(import.meta.dirname, '../..')
const home = mkdtempSync(join(tmpdir(), 'tacit-learn-'))
const TOKEN = 'correct-horse'
const EPOCH_SECONDS = 8
const K = 5

type Running = Awaited<ReturnType<typeof unstable_startWorker>>
const running: Running[] = []

/** Runs a Worker unchanged in workerd, as its configuration says. */
async function start(config: string, entrypoint: string, values: Record<string, string>) {
  process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
  process.env.WRANGLER_SEND_METRICS = 'false'
  const bindings = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { type: 'plain_text' as const, value }]),
  )
  const worker = await unstable_startWorker({
    config: resolve(root, config),
    entrypoint: resolve(root, entrypoint),
    bindings,
    dev: {
      server: { hostname: '127.0.0.1', port: 0 },
      inspector: false,
      persist: join(home, entrypoint.replaceAll('/', '-')),
      watch: false,
      logLevel: 'error',
    },
  })
  running.push(worker)
  await worker.ready
  return (await worker.url).origin
}

const sealKeys = await newSealKeys()
const clusters = toBase64Url(new Uint8Array(32).fill(3))
const signer = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
const jwk = await crypto.subtle.exportKey('jwk', signer.privateKey)
const pinned = `ed25519:${jwk.x}`
let edge = ''
let server = ''

beforeAll(async () => {
  edge = await start('wrangler.toml', 'worker/contribute/index.ts', {
    ADMIN_TOKEN: TOKEN,
    RANDOMNESS_KEY: pinned,
  })
  const catalogue = {
    edge,
    threshold: K,
    sample: 1,
    pairs: 2,
    clusters,
    seal: toBase64Url(sealKeys.public),
    devices: 100,
  }
  server = await start('randomness/wrangler.toml', 'randomness/index.ts', {
    SIGNING_KEY: JSON.stringify(jwk),
    CATALOGUES: JSON.stringify({ shop: catalogue }),
    EPOCH_SECONDS: String(EPOCH_SECONDS),
  })
})
afterAll(() => Promise.all(running.map((worker) => worker.dispose())))

const ask = async (path: string, init: RequestInit, address: string) => {
  const response = await fetch(server + path, {
    ...init,
    headers: { 'cf-connecting-ip': address },
  })
  expect(response.status, path).toBe(200)
  return response
}

/** What a device does in an epoch. */
async function contribute(pairs: readonly Pair[], parameters: Parameters, address: string) {
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const path = `/v1/c/shop/epochs/${parameters.epoch}`
  const blinded = (await fillSlots(parameters, pairs, secret)).map(blindInput)
  const body = joinRecords(blinded.map((each) => each.blinded))
  const response = await ask(`${path}/evaluate`, { method: 'POST', body }, address)
  const answer = splitEvaluated(new Uint8Array(await response.arrayBuffer()), slotsOf(parameters))
  const outputs = finalize(blinded, answer.evaluated, answer.proof, fromBase64(parameters.key))
  const messages = await Promise.all(
    outputs.map((output, n) => makeMessage(blinded[n].input, output, K, secret)),
  )
  const sealed = await sealMessages(fromBase64(parameters.seal), parameters, messages)
  await ask(`${path}/messages`, { method: 'POST', body: joinRecords(sealed) }, address)
}

/** Parameters of an epoch that has just begun. */
async function freshEpoch(): Promise<Parameters> {
  const length = 1000 * EPOCH_SECONDS
  await wait(length - (Date.now() % length) + 50)
  const text = await (await ask('/v1/c/shop/parameters', {}, '10.0.0.1')).text()
  return readParameters(text, pinned, { catalogue: 'shop', clusters, now: Date.now() })
}

const fetchPart = (epoch: number, part: string, token = TOKEN) =>
  fetch(`${edge}/v1/c/shop/releases/${epoch}/${part}`, {
    headers: { authorization: `Bearer ${token}` },
  })

it('counts through both Workers what plain counting with the threshold counts', async () => {
  const parameters = await freshEpoch()
  const { epoch } = parameters
  const pair = (i: string, j: string): Pair => ({ i, j, clusterOfI: 0, clusterOfJ: 1 })
  const common = pair('lamp', 'desk')
  await Promise.all(
    Array.from({ length: K + 1 }, (_, n) =>
      contribute(n < K - 1 ? [common, pair('a', 'b')] : [common], parameters, `10.1.${n}.1`),
    ),
  )
  expect((await fetchPart(epoch, 'record')).status).toBe(404)
  await expect
    .poll(async () => (await fetchPart(epoch, 'record')).status, { timeout: 30_000, interval: 250 })
    .toBe(200)
  expect((await fetchPart(epoch, '0', 'guessed')).status).toBe(401)

  const from = join(home, 'releases')
  mkdirSync(join(from, String(epoch)), { recursive: true })
  for (const part of ['record', '0']) {
    const bytes = new Uint8Array(await (await fetchPart(epoch, part)).arrayBuffer())
    writeFileSync(join(from, String(epoch), part), bytes)
  }
  const key = join(home, 'key.json')
  const keys = { seal: toBase64Url(sealKeys.public), private: toBase64Url(sealKeys.private) }
  writeFileSync(key, JSON.stringify(keys))
  const out = join(home, 'counts')
  expect(await collect({ from, epoch, key, out })).toMatchObject({
    messages: 36,
    malformed: 0,
    unread: { messages: 36 - 3 * (K + 1) },
    evaluated: 36,
    refused: 0,
  })
  const rows = await withDuckDB((db) =>
    rowsOf(db, `SELECT layer, i, j, users FROM '${out}/pairs/*.parquet' ORDER BY layer`),
  )
  expect(rows).toEqual([
    { layer: 'cluster-item', i: '0', j: 'desk', users: K + 1 },
    { layer: 'item-cluster', i: 'lamp', j: '1', users: K + 1 },
    { layer: 'item-item', i: 'lamp', j: 'desk', users: K + 1 },
  ])
})

it('takes releases only with the signature of the randomness server, and is an edge still', async () => {
  const path = `${edge}/v1/c/shop/releases/1/0`
  const put = (headers: HeadersInit) => fetch(path, { method: 'PUT', body: 'x', headers })
  expect((await put({})).status).toBe(401)
  expect((await put({ 'tacit-signature': 'AAAA' })).status).toBe(401)
  expect((await put({ authorization: `Bearer ${TOKEN}` })).status).toBe(401)
  expect((await fetchPart(1, '0')).status).toBe(404)
  expect((await fetch(`${edge}/healthz`)).status).toBe(200)
  expect((await fetch(`${edge}/v1/c/shop/manifest`)).status).toBe(404)
})
