import { beforeAll, describe, expect, it } from 'vitest'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import type { Fault } from '../browser/faulty-edge.ts'
import type { BuiltPack } from '../pack/random-pack.ts'
import { workingPack } from '../pack/working-pack.ts'
import { pageScript, sdkPage } from './sdk-page.ts'

let pack: BuiltPack
let next: BuiltPack
beforeAll(async () => {
  pack = await workingPack({ sequence: 1, perItem: 16 })
  next = await workingPack({ sequence: 2, seed: 2, perItem: 16 })
})

inEachBrowser(
  'the network',
  (browser, engine) => {
    const here = sdkPage(browser, () => pack)
    const { open, recommend, track, errors } = here

    describe('an edge that fails', () => {
      it.each<[Fault, string]>([
        ['stall', 'edge/timeout'],
        ['reset', 'edge/unreachable'],
        ['html', 'edge/invalid'],
        [500, 'edge/status'],
      ])('%s at first: every call settles, and the shelf fills once it is back', async (fault, code) => {
        here.edge.fault = () => fault
        await open()
        const began = Date.now()
        expect(await recommend()).toMatchObject({ source: 'fallback', code, count: 0 })
        const signal = () =>
          here.tab.run(async () => {
            const signal = AbortSignal.timeout(50)
            return (await window.tacit.recommend({ signal })).code
          })
        expect([code, 'sdk/aborted']).toContain(await signal())
        await here.tab.run(() => window.tacit.ready)
        expect(Date.now() - began).toBeLessThan(5000)
        await here.tab.run(() => {
          const tacit = window.tacit
          tacit.on('update', ({ sequence }) => Object.assign(window, { updated: sequence }))
        })
        here.edge.fault = () => null
        await here.tab.run(() => dispatchEvent(new Event('online')))
        await expect.poll(() => here.tab.run(() => 'updated' in window)).toBe(true)
        expect(await recommend()).toMatchObject({
          source: 'popular',
          code: 'history/none',
          count: 10,
        })
        expect(await errors()).toEqual([])
      })

      // Under automation WebKit's Cache API is empty on each page.
      it.runIf(engine !== 'webkit').each<Fault>(['stall', 'reset', 500])(
        '%s with everything kept: the kept pack answers first',
        async (fault) => {
          await open()
          await track(1)
          const kept = () => here.tab.run(async () => (await window.tacit.report()).stored[1])
          await expect.poll(kept).toBe('the pack, in the Cache API')
          await here.renew()
          here.edge.fault = () => fault
          await open({ timeout: 5000 })
          const began = Date.now()
          expect(await recommend()).toMatchObject({ source: 'cache', count: 10, sequence: 1 })
          expect(Date.now() - began).toBeLessThan(4000)
          await here.tab.run(() => window.tacit.dispose())
        },
      )

      it('an aborted signal ends any wait, with a code of its own', async () => {
        here.edge.fault = () => 'stall'
        await open({ timeout: 20_000 })
        const code = await here.tab.run(async () => {
          const stop = new AbortController()
          setTimeout(() => stop.abort(), 100)
          return (await window.tacit.recommend({ signal: stop.signal })).code
        })
        expect(code).toBe('sdk/aborted')
        const disposed = await here.tab.run(async () => {
          const answer = window.tacit.recommend()
          await window.tacit.dispose()
          return (await answer).code
        })
        expect(disposed).toBe('sdk/disposed')
      })

      it.each<Fault>([
        'damage',
        'truncate',
      ])('one %s: the file is fetched once more', async (fault) => {
        let left = 1
        here.edge.fault = (path) => (path.startsWith('items.') && left-- > 0 ? fault : null)
        await open()
        await track(1)
        const items = () => here.edge.seen.filter((path) => path.startsWith('items.')).length
        await expect.poll(items).toBe(2)
        await expect
          .poll(() => recommend({ limit: 40 }))
          .toMatchObject({ source: 'model', code: 'ok' })
      })

      it('a file that stays damaged is refused, and says so; later visits mend it', async () => {
        here.edge.fault = (path) => (path.startsWith('items.') ? 'damage' : null)
        await open()
        await expect.poll(() => recommend()).toMatchObject({ code: 'pack/hash', count: 0 })
        here.edge.fault = () => null
        await open()
        expect(await recommend()).toMatchObject({ source: 'popular', count: 10 })
      })

      it('a slow edge may take longer than the limit, as long as bytes arrive', async () => {
        here.edge.fault = (path) =>
          path.includes('.') && !path.startsWith('tacit') ? 'slow' : null
        await open({ timeout: 1000 })
        expect(await recommend()).toMatchObject({ source: 'popular', count: 10 })
      })

      it('the head paints the first shelf before anything else arrives', async () => {
        const isAsked = (path: string) => /^(manifest|head|tacit)/.test(path)
        here.edge.fault = (path) => (isAsked(path) ? null : 'stall')
        await open({ timeout: 5000 })
        expect(await recommend({ limit: 6 })).toMatchObject({ code: 'history/none', count: 6 })
      })

      it('the memory ranks before the items arrive', async () => {
        here.edge.fault = (path) => (path.startsWith('items.') ? 'stall' : null)
        await open({ timeout: 5000 })
        await track(1)
        expect(await recommend({ limit: 3 })).toMatchObject({ code: 'pack/partial', count: 3 })
      })

      it('a new pack reaches an open page, between two calls, when it looks', async () => {
        here.edge.earlier = [pack, next]
        await open({}, () => {
          const now = Date.now.bind(Date)
          Object.assign(window, { ahead: 0 })
          Date.now = () => now() + (window as unknown as { ahead: number }).ahead
        })
        /** A person comes back to the page, minutes later. */
        const later = (minutes: number) =>
          here.tab.run((minutes) => {
            Object.assign(window, { ahead: minutes * 60_000 })
            document.dispatchEvent(new Event('visibilitychange'))
          }, minutes)
        expect(await recommend()).toMatchObject({ sequence: 1 })
        here.edge.pack = next
        await later(59)
        expect(await recommend()).toMatchObject({ sequence: 1 })
        await later(61)
        await expect
          .poll(() => recommend(), { timeout: 10_000 })
          .toMatchObject({ sequence: 2, stale: false })
      })
    })

    describe('ONNX Runtime', () => {
      it.each<[string, string, Fault]>([
        ['whose .wasm stalls', 'ort-wasm.wasm.gz', 'stall'],
        ['whose .wasm is missing', 'ort-wasm.wasm.gz', 404],
        ['whose worker is missing', 'ort-wasm.js', 404],
        ['whose worker stalls', 'ort-wasm.js', 'stall'],
      ])('%s: the instant engine answers', async (_, file, fault) => {
        here.edge.fault = (path) => (path === `tacit/${file}` ? fault : null)
        here.site.script = pageScript(`${here.edge.url}/tacit/`)
        await open({
          engine: 'ort',
          webgpu: 'off',
          timeout: 1000,
          assets: `${here.edge.url}/tacit`,
        })
        await track(1)
        expect(await recommend()).toMatchObject({ source: 'model', engine: 'instant', count: 10 })
        expect(await errors()).toEqual([])
      })
    })
  },
  PAGE_ENGINES,
)
