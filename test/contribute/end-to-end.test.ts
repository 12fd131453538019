import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { toBase64Url } from '@tacit-rec/pack'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { calls } from '../../client/contribute/giver.ts'
import { makeMessage, newSealKeys, TOKEN_BYTES } from '../../contribute/index.ts'
import { collect, publish, train } from '../../training/api/index.ts'
import { rowsOf, withDuckDB } from '../../training/data/index.ts'
import { readPackFolder } from '../../training/export/index.ts'
import type { TestBrowser } from '../browser/driver.ts'
import { startBrowser } from '../browser/engines.ts'
import { openPage, SCRIPT } from '../browser/history-page.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import { brainOf } from '../client/shop.ts'
import { outputOf } from './visitors.ts'
import { startAddresses, startWorker, WORKERS } from './workers.ts'

const home = mkdtempSync(join(tmpdir(), 'tacit-learn-'))
const TOKEN = 'correct-horse'
const K = 5
/** Items on a circle; a visitor sees two in a row. What their titles say is of no help. */
const ITEMS = 10
/** Devices in a real browser. The other 47 run the same functions in Node. */
const IN_BROWSER = 3

const closing: (() => Promise<unknown>)[] = []

/** Starts a Worker, which ends with the tests. */
async function start(name: keyof typeof WORKERS, values: Record<string, string>) {
  const { url, stop } = await startWorker(WORKERS[name], values, join(home, name))
  closing.push(stop)
  return url
}

const sealKeys = await newSealKeys()
const signer = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
const jwk = await crypto.subtle.exportKey('jwk', signer.privateKey)
const pinned = `ed25519:${jwk.x}`
const id = (n: number) => `item-${n % ITEMS}`
const items = join(home, 'items.csv')
const [before, after] = [join(home, 'before'), join(home, 'after')]
let edge = ''
let server = ''
/** Seconds. */
let lengthOfEpoch = 0
let addresses = ''
let clusters = ''
let site: Site
let browser: TestBrowser

beforeAll(async () => {
  const rows = Array.from({ length: ITEMS }, (_, n) => `${id(n)},${'abcde'[n % 5]} thing`)
  writeFileSync(items, ['id,title', ...rows].join('\n'))
  const began = performance.now()
  edge = await start('edge', { ADMIN_TOKEN: TOKEN, RANDOMNESS_KEY: pinned })
  const starting = performance.now() - began
  await train({
    data: items,
    out: before,
    name: 'shop',
    clusters: true,
    preset: 'quick',
    threads: 1,
  })
  await publish({ pack: before, to: `${edge}/v1/c/shop`, token: TOKEN })
  const { manifest } = (await readPackFolder(before)).pack
  clusters = manifest.files.find(({ role }) => role === 'clusters')!.sha256
  buildSdk()
  site = await startSite(null)
  site.script = SCRIPT
  browser = await startBrowser('chromium')
  closing.push(site.close, () => browser.close())
  const proxy = await startAddresses(() => server)
  addresses = proxy.url
  closing.push(proxy.stop)
  lengthOfEpoch = await epochSeconds(starting)
  const catalogue = {
    edge,
    threshold: K,
    sample: 1,
    pairs: 1,
    clusters: Buffer.from(clusters, 'hex').toString('base64url'),
    seal: toBase64Url(sealKeys.public),
    devices: 100,
  }
  server = await start('randomness', {
    SIGNING_KEY: JSON.stringify(jwk),
    CATALOGUES: JSON.stringify({ shop: catalogue }),
    EPOCH_SECONDS: String(lengthOfEpoch),
  })
})
afterAll(async () => {
  for (const close of closing) await close()
})

/**
 * Long enough for 50 devices on this machine as busy as it is, and so that an epoch begins when the Worker has
 * started.
 *
 * @param starting milliseconds that a Worker takes to start
 */
async function epochSeconds(starting: number): Promise<number> {
  const began = performance.now()
  const secret = new Uint8Array(32)
  for (let n = 0; n < 9; n++)
    await makeMessage(secret, outputOf(new Uint8Array(TOKEN_BYTES).fill(n)), K, secret)
  const device = (performance.now() - began) / 3
  const least = Math.round(Math.max(12_000, 300 * device, 5 * starting))
  const from = Date.now() + Math.max(4000, starting)
  let best = least
  for (let length = least; length < least + 1000; length++)
    if (from % length < from % best) best = length
  return best / 1000
}

/** What 50 visitors see: five go from each item to the next, but for one who jumps, so that a pair lacks a device. */
const VISITS = Array.from({ length: 50 }, (_, n) => [id(n), n === 49 ? id(n + 5) : id(n + 1)])

const second = (device: number) => ({ url: `${addresses}/${device}`, key: pinned })
const expected = () => ({
  catalogue: 'shop',
  clusters: Buffer.from(clusters, 'hex').toString('base64url'),
})

/** What a device's Worker does in an epoch, in Node. */
async function contributeInNode(device: number, clusterOf: (item: string) => number) {
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const ask = () => calls.parameters(second(device), expected(), null)
  // A device asks again later where the server fails.
  const { parameters } = await ask().catch(() => wait(300).then(ask))
  const pairs = pairsOf(VISITS[device]).map(([i, j]) => {
    return { i, j, clusterOfI: clusterOf(i), clusterOfJ: clusterOf(j), titles: [i, j] as const }
  })
  const { chosen } = await calls.choose(pairs, secret, parameters)
  const body = await calls.seal(second(device), parameters, chosen, secret, null)
  await calls.send(second(device), parameters, body)
  return parameters.epoch
}

/** What a visitor does in a browser; resolves once their messages went. */
async function contributeInBrowser(device: number): Promise<void> {
  const visitor = await browser.visitor()
  const options = {
    edge,
    catalogue: 'shop',
    consent: 'granted',
    contribute: second(device),
  } as const
  const page = await openPage(visitor, site, options)
  await page.run(async (items) => {
    for (const item of items) window.tacit.track('view', item)
    await window.tacit.consent.set('granted', 'contribute')
  }, VISITS[device])
  const isGiven = () =>
    page.run(async () => (await window.tacit.contribution.preview()).isGivenThisEpoch)
  await expect.poll(isGiven, { timeout: 1000 * lengthOfEpoch, interval: 200 }).toBe(true)
  await visitor.close()
}

const pairsOf = ([i, j]: string[]): [string, string][] => [[i, j]]

const fetchPart = (epoch: number, part: string, token = TOKEN, method = 'GET') =>
  fetch(`${edge}/v1/c/shop/releases/${epoch}/${part}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
  })

/** Visitors for whom a pack lists the item that comes next among the first two. */
async function hits(folder: string): Promise<number> {
  const { pack, files } = await readPackFolder(folder)
  const brain = await brainOf({ manifest: pack.manifest, files, loaded: pack })
  let count = 0
  for (let n = 0; n < ITEMS; n++) {
    const history = [{ kind: 'view', item: id(n), time: 1 }]
    const { items } = await brain.rank({ history, limit: 2, includeSeen: false })
    if (items.some((item) => item.id === id(n + 1))) count++
  }
  brain.dispose()
  return count
}

it('learns from 50 devices, through both Workers, what plain counting counts, and ranks better', async () => {
  const { pack } = await readPackFolder(before)
  const clusterOf = (item: string) => pack.clusters!.cluster[pack.clusters!.ids.indexOf(item)]
  await wait(epochStart() - Date.now())
  const inBrowser = Array.from({ length: IN_BROWSER }, (_, n) => contributeInBrowser(n))
  const epochs: number[] = []
  for (let n = IN_BROWSER; n < VISITS.length; n++) epochs.push(await contributeInNode(n, clusterOf))
  await Promise.all(inBrowser)
  const epoch = epochs[0]
  expect(new Set(epochs)).toEqual(new Set([epoch]))
  expect((await fetchPart(epoch, 'record')).status).toBe(404)
  await expect
    .poll(async () => (await fetchPart(epoch, 'record')).status, {
      timeout: 1000 * lengthOfEpoch + 20_000,
      interval: 250,
    })
    .toBe(200)
  for (const method of ['GET', 'DELETE'])
    expect((await fetchPart(epoch, '0', 'guessed', method)).status).toBe(401)

  const key = join(home, 'key.json')
  const keys = { seal: toBase64Url(sealKeys.public), private: toBase64Url(sealKeys.private) }
  writeFileSync(key, JSON.stringify(keys))
  const counts = join(home, 'counts')
  const slots = 3 * VISITS.length
  const options = { from: `${edge}/v1/c/shop`, epoch, key, out: counts }
  await expect(collect({ ...options, token: 'guessed' })).rejects.toThrow('check TACIT_TOKEN')
  const result = await collect({ ...options, token: TOKEN })
  expect(result).toMatchObject({ messages: slots, malformed: 0, evaluated: slots, refused: 0 })
  expect((await fetchPart(epoch, '0')).status).toBe(404)
  expect((await fetchPart(epoch, 'record')).status).toBe(200)
  expect(readdirSync(join(counts, 'releases'))).toEqual([])

  const plain = new Map<string, number>()
  for (const visit of VISITS) {
    const tokens = pairsOf(visit).flatMap(([i, j]) => [
      `item-item ${i} ${j}`,
      `item-cluster ${i} ${clusterOf(j)}`,
      `cluster-item ${clusterOf(i)} ${j}`,
    ])
    for (const token of new Set(tokens)) plain.set(token, (plain.get(token) ?? 0) + 1)
  }
  const rows = await withDuckDB((db) =>
    rowsOf(db, `SELECT layer, i, j, users FROM '${counts}/pairs/*.parquet'`),
  )
  const found = rows.map(({ layer, i, j, users }) => [`${layer} ${i} ${j}`, users])
  expect(found.sort()).toEqual([...plain].filter(([, users]) => users >= K).sort())

  const shop = { counts, items, previous: before, name: 'shop', threads: 1 } as const
  await train({ ...shop, out: after, minSupport: K })
  const [was, is] = [await hits(before), await hits(after)]
  expect(is).toBe(ITEMS - 1)
  expect(was).toBeLessThan(ITEMS / 2)
  const { manifest } = (await readPackFolder(after)).pack
  expect(manifest.files.find(({ role }) => role === 'clusters')!.sha256).toBe(clusters)
}, 300_000)

/** When the next epoch begins, a moment later. */
function epochStart(): number {
  const length = 1000 * lengthOfEpoch
  return Math.ceil(Date.now() / length) * length + 50
}

it('takes releases only with the signature of the randomness server, and is an edge still', async () => {
  const path = `${edge}/v1/c/shop/releases/1/0`
  const put = (headers: HeadersInit) => fetch(path, { method: 'PUT', body: 'x', headers })
  expect((await put({})).status).toBe(401)
  expect((await put({ 'tacit-signature': 'AAAA' })).status).toBe(401)
  expect((await put({ authorization: `Bearer ${TOKEN}` })).status).toBe(401)
  expect((await fetchPart(1, '0')).status).toBe(404)
  expect((await fetch(`${edge}/healthz`)).status).toBe(200)
  expect((await fetch(`${edge}/v1/c/shop/manifest`)).status).toBe(200)
})
