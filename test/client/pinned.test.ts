import { generateKeyPairSync } from 'node:crypto'
import { formatPublicKey, fromBase64, type PrivateKey, signEnvelope } from '@tacit-rec/pack'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Recommendations } from '../../client/index.ts'
import { launchChromium } from '../browser/chromium.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'

const key = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as PrivateKey
const pin = ({ x }: PrivateKey) => formatPublicKey(fromBase64(x))
const [own, stranger] = [key(), key()]

let browser: Browser
let site: Site
let page: Page
let pack: BuiltPack

beforeAll(async () => {
  buildSdk()
  pack = await randomPack()
  browser = await launchChromium()
  site = await startSite(pack)
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
})
beforeEach(async () => {
  Object.assign(site, { pack, envelope: await signed(), down: false })
  page = await (await browser.newContext()).newPage()
})
afterEach(() => page.context().close())

/** An envelope of the pack's manifest with other fields, among them one of a later version. */
function signed(fields: object = {}, keys = [own]): Promise<Uint8Array> {
  const manifest = { ...pack.manifest, sequence: 5, later: { more: [1] }, ...fields }
  return signEnvelope(new TextEncoder().encode(JSON.stringify(manifest)), keys)
}

async function tampered(): Promise<Uint8Array> {
  const envelope = JSON.parse(new TextDecoder().decode(await signed({ sequence: 6 })))
  envelope.payload = btoa(atob(envelope.payload).replace('"sequence":6', '"sequence":7'))
  return new TextEncoder().encode(JSON.stringify(envelope))
}

/** Opens the page with a pinned key, and lists. */
async function visit(options: object = { keys: [pin(own)] }): Promise<Partial<Recommendations>> {
  await page.goto(site.url)
  await page.waitForFunction(() => 'createRecommender' in window)
  await page.evaluate(async (options) => {
    const { origin: edge } = location
    window.tacit = window.createRecommender({ edge, engine: 'instant', ...options })
    await window.tacit.ready
    await window.tacit.intents.list()
  }, options)
  return list()
}

function list(): Promise<Partial<Recommendations>> {
  return page.evaluate(async () => {
    const { next: _, ...listed } = await window.tacit.recommend({ context: ['item-1'] })
    return listed
  })
}

/** Visits until the pack is kept on the device. */
async function keep(): Promise<void> {
  await visit()
  const stored = () => page.evaluate(async () => (await window.tacit.report()).stored)
  await expect.poll(stored).toContain('the pack, in the Cache API')
}

it('a pack that a pinned key signed ranks, whatever else its manifest holds', async () => {
  expect(await visit()).toMatchObject({ source: 'model', code: 'ok', sequence: 5, stale: false })
})

const refused: [string, string, () => Promise<Uint8Array | null>][] = [
  ['has no envelope', 'pack/unsigned', async () => null],
  ['is signed by a stranger', 'pack/unsigned', () => signed({ sequence: 6 }, [stranger])],
  ['was changed', 'pack/tampered', tampered],
  ['is no envelope', 'pack/tampered', async () => new TextEncoder().encode('{}')],
  ['is older', 'pack/older', () => signed({ sequence: 4 })],
  ['is another of the same sequence', 'pack/forked', () => signed({ name: 'another' })],
  [
    'does not follow what the device has',
    'pack/forked',
    () => signed({ sequence: 6, previous: 'f'.repeat(64) }),
  ],
  ['has expired', 'pack/expired', () => signed({ sequence: 6, expires: '2020-01-01T00:00:00Z' })],
]

it.each(refused)('a pack that %s: %s, and the last good one ranks on', async (_, code, make) => {
  await keep()
  site.envelope = await make()
  expect((await visit()).items).toHaveLength(10)
  await expect.poll(list).toMatchObject({ source: 'cache', code, sequence: 5, stale: true })
})

it('a device without a pack says why there is none', async () => {
  site.envelope = await tampered()
  expect(await visit()).toMatchObject({ source: 'fallback', code: 'pack/tampered', items: [] })
})

it('offline, what was verified before ranks, but not for a page that pins another key', async () => {
  await keep()
  site.pack = null
  site.envelope = null
  await visit()
  await expect.poll(list).toMatchObject({ source: 'cache', sequence: 5, stale: true })
  expect(await visit({ keys: [pin(stranger)] })).toMatchObject({ source: 'fallback', items: [] })
})

it('an expired pack that is all there is ranks, marked stale, unless the page refuses', async () => {
  site.envelope = await signed({ expires: '2020-01-01T00:00:00Z' })
  expect(await visit()).toMatchObject({ source: 'model', sequence: 5, stale: true })
  const listed = await visit({ keys: [pin(own)], expired: 'refuse' })
  expect(listed).toMatchObject({ source: 'fallback', code: 'pack/expired', items: [] })
})

it.each([[[]], [['']], ['all'], [null]])('keys %j trust nobody', async (keys) => {
  expect(await visit({ keys })).toMatchObject({ source: 'fallback', code: 'options/keys' })
})
