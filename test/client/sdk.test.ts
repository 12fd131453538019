import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { itemPrototypes } from '@tacit-rec/engine'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
import { workingPack } from '../pack/working-pack.ts'
import { sdkPage } from './sdk-page.ts'

let pack: BuiltPack
beforeAll(async () => {
  pack = await workingPack({ sequence: 1, seed: 11 })
})

inEachBrowser(
  'the SDK',
  (browser, engine) => {
    const here = sdkPage(browser, () => pack)
    beforeEach(() => {
      // The site is its own edge.
      here.site.pack = pack
    })

    /** Opens the page and makes a recommender there. */
    async function open(options: object = {}): Promise<void> {
      await here.arrive()
      await here.tab.run(async (options) => {
        window.tacit = window.createRecommender({
          edge: location.origin,
          consent: 'granted',
          engine: 'instant',
          ...options,
        })
        await window.tacit.ready
        // Interests need all of the pack: a list by its first parts may differ.
        await window.tacit.intents.list()
      }, options)
    }

    /** Waits until the pack is kept on the device. */
    async function kept(): Promise<void> {
      const stored = () => here.tab.run(async () => (await window.tacit.report()).stored)
      await expect.poll(stored).toContain('the pack, in the Cache API')
    }

    const track = (items: number[], tab = here.tab) =>
      tab.run(
        async (ids) => {
          for (const [n, id] of ids.entries())
            window.tacit.track('view', id, { at: Date.now() - 60_000 + n * 1000 })
        },
        items.map((item) => pack.loaded.catalogue.ids[item]),
      )
    const recommend = (options: object = {}) =>
      here.tab.run(async (options) => {
        const { next: _, ...listing } = await window.tacit.recommend(options)
        return listing
      }, options)

    /** All keys in all IndexedDBs of the page. */
    const stored = () =>
      here.tab.run(async () => {
        const found: string[] = []
        for (const { name } of await indexedDB.databases()) {
          const database = await new Promise<IDBDatabase>((resolve) => {
            const request = indexedDB.open(name!)
            request.onsuccess = () => resolve(request.result)
          })
          for (const store of database.objectStoreNames) {
            const keys = await new Promise<IDBValidKey[]>((resolve) => {
              const request = database.transaction(store).objectStore(store).getAllKeys()
              request.onsuccess = () => resolve(request.result)
            })
            found.push(...keys.map(String))
          }
          database.close()
        }
        return found.sort()
      })

    describe('recommend', () => {
      it('returns popular items without a history, then ranks with reasons', async () => {
        await open()
        const before = await recommend({ limit: 5 })
        expect(before).toMatchObject({
          source: 'popular',
          engine: 'none',
          sequence: 1,
          stale: false,
        })
        expect(before.items).toHaveLength(5)
        await track([1, 2, 3])
        const after = await recommend({ limit: 5 })
        expect(after).toMatchObject({ source: 'model', engine: 'instant' })
        expect(after.items.map(({ id }) => id)).not.toEqual(before.items.map(({ id }) => id))
        const seen = [1, 2, 3].map((item) => pack.loaded.catalogue.ids[item])
        for (const { id, reason } of after.items) {
          expect(seen).not.toContain(id)
          expect(reason.text).toMatch(/^(Because you|Fits your interest in|Popular)/)
        }
      })

      it('changes with every event, and takes filter, exclude and includeSeen', async () => {
        await open()
        await track([1])
        const one = await recommend()
        await track([40])
        const two = await recommend()
        expect(two.items).not.toEqual(one.items)
        const [first] = two.items
        const without = await recommend({ exclude: [first.id] })
        expect(without.items.map(({ id }) => id)).not.toContain(first.id)
        const all = await recommend({ limit: 60, includeSeen: true })
        expect(all.items).toHaveLength(60)
      })

      it('names the interests of a person and of an item alike', async () => {
        await open()
        const intentsOf = (id?: string) => here.tab.run((id) => window.tacit.intents.list(id), id)
        expect(await intentsOf()).toEqual([])
        const { catalogue, prototypes } = pack.loaded
        const named = await intentsOf(catalogue.ids[4])
        const [nearest] = itemPrototypes(pack.loaded, 4)
        const { id, label } = prototypes[nearest.prototype]
        expect(named[0]).toMatchObject({ id, label })
        expect(named.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6)
        expect(await intentsOf('nobody')).toEqual([])
        await track([1, 2])
        const known = prototypes.map(({ id }) => id)
        for (const { id } of await intentsOf()) expect(known).toContain(id)
      })

      it('does not throw into the page, whatever it is given', async () => {
        await open()
        await here.tab.run(async () => {
          window.tacit.track('view', 'no such item')
          window.tacit.track(null as never, undefined as never)
          await window.tacit.recommend({ limit: -1 })
          await window.tacit.similar('no such item')
        })
        const unknown = await here.tab.run(async () => {
          const { next: _, ...listing } = await window.tacit.similar('nothing')
          return listing
        })
        expect(unknown).toMatchObject({
          source: 'fallback',
          items: [],
          reason: 'item "nothing" is not in the catalogue',
        })
        const aborted = await here.tab.run(async () => {
          const { next: _, ...listing } = await window.tacit.recommend({
            signal: AbortSignal.abort(),
          })
          return listing
        })
        expect(aborted).toMatchObject({ source: 'fallback', items: [] })
        expect(await here.errors()).toEqual([])
      })
    })

    describe('history', () => {
      it('survives a reload, and is gone after forget', async () => {
        await open()
        await track([1, 2, 3])
        const before = await recommend()
        await open()
        expect(await here.tab.run(() => window.tacit.history.list())).toHaveLength(3)
        expect((await recommend()).items).toEqual(before.items)
        await here.tab.run(() => window.tacit.forget())
        expect(await stored()).toEqual([])
        expect(await recommend()).toMatchObject({ source: 'popular' })
        await open({ consent: 'pending' })
        expect(await here.tab.run(() => window.tacit.history.list())).toEqual([])
      })

      it('is in memory only until consent is granted', async () => {
        await open({ consent: 'pending' })
        await track([1, 2])
        expect(await recommend()).toMatchObject({ source: 'model' })
        expect(await stored()).toEqual([])
        await here.tab.run(() => window.tacit.consent.set('granted'))
        expect(await stored()).toEqual(['history '])
        await open({ consent: 'pending' })
        expect(await here.tab.run(() => window.tacit.history.list())).toHaveLength(2)
        expect(await here.tab.run(() => window.tacit.consent.status)).toBe('granted')
      })

      it('is deleted, and not kept, if consent is denied', async () => {
        await open()
        await track([1, 2])
        await here.tab.run(() => window.tacit.consent.set('denied'))
        await track([3])
        expect(await here.tab.run(() => window.tacit.history.list())).toEqual([])
        expect(await stored()).toEqual([])
      })

      it('loses nothing when two tabs append at once', async () => {
        await open()
        const first = here.tab
        await here.renew(true)
        await open()
        const ids = Array.from({ length: 100 }, (_, n) => n % 60)
        await Promise.all([track(ids), track(ids, first)])
        // A tab hears of the other's last event by a message, so a moment after it.
        await expect
          .poll(() => here.tab.run(() => window.tacit.history.list().then(({ length }) => length)))
          .toBe(200)
      })

      it('is exported whole', async () => {
        await open()
        await track([5])
        const exported = await here.tab.run(() => window.tacit.history.export())
        const item = pack.loaded.catalogue.ids[5]
        const events = [{ kind: 'view', item, time: expect.any(Number) }]
        expect(exported).toMatchObject({ catalogue: 'default', consent: 'granted', events })
      })
    })

    describe('packs', () => {
      // Under automation WebKit's Cache API is empty on each page.
      it.runIf(engine !== 'webkit')(
        'come from the cache if the edge is down, marked stale',
        async () => {
          await open()
          await track([1, 2])
          const before = await recommend()
          await kept()
          // Only the edge is down; the site still serves the shell and the SDK.
          here.site.pack = null
          await open()
          // The kept pack may answer before the edge says no.
          await expect.poll(async () => (await recommend()).stale).toBe(true)
          const offline = await recommend()
          expect(offline).toMatchObject({ source: 'cache', stale: true })
          expect(offline.reason).toContain('404')
          expect(offline.items).toEqual(before.items)
        },
      )

      it('are refused whole if damaged', async () => {
        await open()
        await track([1, 2])
        const next = await workingPack({ sequence: 2, seed: 11 })
        const items = next.manifest.files.find(({ role }) => role === 'items')!
        const damaged = next.files.get(items.name)!.slice()
        damaged[200] ^= 1
        here.site.pack = {
          ...next,
          manifest: { ...next.manifest, name: 'damaged' },
          files: new Map([...next.files, [items.name, damaged]]),
        }
        await here.tab.run(async () => {
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys())
              if (request.url.includes('/items.')) await (await caches.open(name)).delete(request)
        })
        await open()
        // The earlier pack's memory may rank for a moment, until its items turn out to be missing.
        await expect.poll(() => recommend()).toMatchObject({ source: 'fallback', items: [] })
        here.site.pack = next
        await open()
        await expect.poll(() => recommend()).toMatchObject({ source: 'model', sequence: 2 })
      })

      it.runIf(engine !== 'webkit')('never go back to a lower sequence', async () => {
        here.site.pack = await workingPack({ sequence: 7, seed: 11 })
        await open()
        await kept()
        here.site.pack = await workingPack({ sequence: 6, seed: 11 })
        await open()
        await track([1])
        // The kept pack ranks before its manifest was compared.
        await expect.poll(() => recommend()).toMatchObject({ sequence: 7, stale: true })
      })

      it('that never arrived give a fallback, without an exception', async () => {
        here.site.pack = null
        await open()
        await track([1])
        expect(await recommend()).toMatchObject({ source: 'fallback', items: [], sequence: null })
        expect(await here.tab.run(() => window.tacit.catalogue())).toEqual({ items: [] })
      })
    })

    describe('engines', () => {
      it.each([
        ['off', 'ort-wasm'],
        ['any', engine === 'chromium' ? 'ort-webgpu' : 'ort-wasm'],
      ])(
        'ONNX Runtime with webgpu %s runs on %s and ranks as instant does',
        async (webgpu, name) => {
          await open()
          await track([3, 9, 27])
          const instant = await recommend({ limit: 20 })
          await open({ engine: 'ort', webgpu })
          const ort = await recommend({ limit: 20 })
          expect(ort).toMatchObject({ source: 'model', engine: name })
          expect(ort.items.map(({ id }) => id)).toEqual(instant.items.map(({ id }) => id))
        },
        120_000,
      )

      it('auto does not ask for ONNX Runtime where the instant engine is fast', async () => {
        await open({ engine: 'auto', webgpu: 'any' })
        await track([3])
        expect(await recommend()).toMatchObject({ source: 'model', engine: 'instant' })
        const adapter = () => here.tab.run(async () => (await window.tacit.report()).adapter)
        await expect.poll(adapter).toMatch(/^not requested: the instant engine takes \d/)
        expect(here.site.seen.filter(({ url }) => url.includes('ort-'))).toEqual([])
      })

      it('falls back to plain TypeScript if a CSP forbids WebAssembly', async () => {
        here.site.csp = "script-src 'self'"
        await open({ engine: 'auto' })
        await track([3, 9])
        expect(await recommend()).toMatchObject({ source: 'model', engine: 'instant' })
      })

      it("ONNX Runtime needs no more of a CSP than 'wasm-unsafe-eval'", async () => {
        here.site.csp = "script-src 'self' 'wasm-unsafe-eval'"
        await open({ engine: 'ort', webgpu: 'off' })
        await track([3, 9])
        expect(await recommend()).toMatchObject({ source: 'model', engine: 'ort-wasm' })
      })
    })

    describe('rules', () => {
      it('of the pack and of a call hold in the Worker, for every list and page', async () => {
        const dear = { fact: 'price', min: 3 }
        const [pinned, second] = ['item-50', 'item-51']
        here.site.pack = await randomPack({
          items: 60,
          dim: 16,
          rules: { '*': [{ filter: dear }], home: [{ pin: pinned, name: 'campaign' }] },
        })
        await open()
        await track([20, 30])
        const report = await here.tab.run(() => window.tacit.report())
        expect(report.place).toBe('worker')
        const lists = await here.tab.run(
          async ([pinned, second]) => {
            const { tacit } = window
            const options = {
              placement: 'home',
              limit: 7,
              rules: [
                { pin: second, at: 2 },
                { max: 1, per: 'categories' },
              ],
              filter: (facts: { price?: number }) => Number(facts.price) < 15,
              diversity: 0.5,
            }
            const shown: string[][] = []
            let listing = await tacit.recommend(options)
            const rule = listing.items[0]?.rule
            for (; listing.items.length > 0; listing = await listing.next())
              shown.push(listing.items.map(({ id }) => id))
            const similar = await tacit.similar(pinned, { limit: 60 })
            return { rule, shown, prices: similar.items.map(({ facts }) => facts.price) }
          },
          [pinned, second],
        )
        expect(lists.rule).toBe('campaign')
        expect(lists.shown[0].slice(0, 2)).toEqual([pinned, second])
        // Prices are 1 + n / 4: items 8 to 55, four categories.
        expect(new Set(lists.shown.flat()).size).toBe(48)
        expect(lists.shown.flat()).toHaveLength(48)
        for (const shown of lists.shown) expect(shown.length).toBeLessThanOrEqual(4)
        expect(lists.prices).toHaveLength(51)
        expect(Math.min(...lists.prices.map(Number))).toBe(3)
      })

      it('an arm and chance are kept after consent, and go with it', async () => {
        const experiments = [{ name: 'test', arms: [{ name: 'a' }, { name: 'b' }] }]
        await open({ experiments, consent: 'pending' })
        const kept = () =>
          here.tab.run(() =>
            Object.keys(localStorage).filter((name) => name.startsWith('tacit device')),
          )
        const arm = () => here.tab.run(() => window.tacit.experiment('test'))
        expect([await arm(), await kept()]).toEqual([null, []])
        await here.tab.run(() => window.tacit.consent.set('granted'))
        const first = await arm()
        expect(await kept()).toHaveLength(1)
        await open({ experiments })
        expect(await arm()).toBe(first)
        await here.tab.run(() => window.tacit.forget())
        expect(await kept()).toEqual([])
      })
    })
  },
  PAGE_ENGINES,
)

describe('bundles', () => {
  const CLIENT = resolve(import.meta.dirname, '../../client')

  it.each([
    'tacit.js',
    'tacit-worker.js',
    'tacit-extras.js',
    'tacit-queries.js',
    'ort-wasm.js',
    'ort-webgpu.js',
  ])('%s is as small as the README says, within 5 %', (name) => {
    const readme = readFileSync(resolve(CLIENT, 'README.md'), 'utf8')
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``))!
    const stated = 1000 * Number(/([\d.]+) kB \|$/.exec(row)![1])
    const folder = resolve(CLIENT, 'dist/browser')
    const { length } = gzipSync(readFileSync(resolve(folder, name)))
    expect(Math.abs(length - stated)).toBeLessThan(0.05 * stated)
  })
})
