import { beforeAll, describe, expect, it } from 'vitest'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import type { Fault } from '../browser/faulty-edge.ts'
import { type BuiltPack, seeded } from '../pack/random-pack.ts'
import { workingPack } from '../pack/working-pack.ts'
import { pageScript, sdkPage, watchWorkers } from './sdk-page.ts'

let pack: BuiltPack
beforeAll(async () => {
  pack = await workingPack({ sequence: 1, perItem: 16 })
})

inEachBrowser(
  'Workers, parts and policies',
  (browser, engine) => {
    const here = sdkPage(browser, () => pack)
    const { open, recommend, track, place, errors } = here
    const workers = () => here.tab.run(() => window.workers)
    // Under automation a Worker in Firefox may be silent for ever; then the page ranks, as other tests show.
    const needsWorker = { retry: engine === 'firefox' ? 1 : 0 }

    describe('the Worker', () => {
      it('does the work', needsWorker, async () => {
        await open({ timeout: 5000 }, watchWorkers)
        await recommend()
        expect(await place()).toBe('worker')
        expect(await workers()).toBe(1)
      })

      it.each<[string, () => void]>([
        ['is missing', () => Reflect.deleteProperty(window, 'Worker')],
        [
          'is forbidden',
          () => {
            window.Worker = class {
              constructor() {
                throw new DOMException('no', 'SecurityError')
              }
            } as never
          },
        ],
        [
          'is silent',
          () => {
            const Real = Worker
            window.Worker = class extends Real {
              constructor() {
                super(URL.createObjectURL(new Blob(['self.onmessage = () => {}'])))
              }
            } as never
          },
        ],
        [
          'is of another version',
          () => {
            const Real = Worker
            window.Worker = class extends Real {
              constructor() {
                super(
                  URL.createObjectURL(new Blob(["postMessage({ done: 'hello', protocol: 0 })"])),
                )
              }
            } as never
          },
        ],
      ])('that %s is replaced by the page', async (_, prepare) => {
        await open({}, prepare)
        await track(1)
        await expect.poll(() => recommend()).toMatchObject({ source: 'model', count: 10 })
        expect(await place()).toBe('page')
        expect(await errors()).toEqual([])
      })

      it('that dies is replaced by the page, without a lost call', async () => {
        await open({}, () => {
          const Real = Worker
          window.Worker = class extends Real {
            constructor(url: string | URL, options?: WorkerOptions) {
              super(url, options)
              Object.assign(window, { kill: () => this.terminate() })
            }
          } as never
        })
        await track(1)
        await recommend()
        await here.tab.run(() => (window as unknown as { kill(): void }).kill())
        expect(await recommend({ limit: 7 })).toMatchObject({ count: 7, sequence: 1 })
        expect(await place()).toBe('page')
      })

      it(
        'that starts while the page is busy for longer than the limit is kept',
        needsWorker,
        async () => {
          await open({}, () => {
            const Real = Worker
            window.Worker = class extends Real {
              constructor(url: string | URL, options?: WorkerOptions) {
                super(url, options)
                setTimeout(() => {
                  const began = Date.now()
                  while (Date.now() < began + 2000);
                })
              }
            } as never
          })
          await expect.poll(() => recommend()).toMatchObject({ source: 'popular', count: 10 })
          expect(await place()).toBe('worker')
        },
      )

      it('whose script arrives later than the limit is kept', needsWorker, async () => {
        here.site.script = pageScript(`${here.edge.url}/tacit/`)
        here.edge.fault = (path) => (path.startsWith('tacit/tacit-worker') ? 'slow' : null)
        await open({ timeout: 1500 })
        await expect.poll(() => recommend()).toMatchObject({ source: 'popular', count: 10 })
        expect(await place()).toBe('worker')
      })

      it('StrictMode: six mounts leave nothing, and start nothing', async () => {
        await here.arrive()
        await here.tab.run(watchWorkers)
        await here.tab.run((edge) => {
          for (let n = 0; n < 6; n++)
            void window.createRecommender({ edge, engine: 'ort' }).dispose()
        }, here.edge.url)
        await new Promise((passed) => setTimeout(passed, 500))
        expect([await workers(), here.edge.seen]).toEqual([0, []])
      })

      it('dispose at any moment leaves no Worker and answers every call', async () => {
        const seed = Math.floor(Math.random() * 2 ** 31)
        console.log(`seed ${seed}`)
        const random = seeded(seed)
        await here.arrive()
        await here.tab.run(watchWorkers)
        for (let round = 0; round < 25; round++) {
          const engine = random() < 0.4 ? ('ort' as const) : ('instant' as const)
          const codes = await here.tab.run(
            async ({ edge, engine, wait }) => {
              const tacit = window.createRecommender({ edge, engine, webgpu: 'off', timeout: 2000 })
              const calls = Array.from({ length: 5 }, (_, n) => tacit.recommend({ limit: n + 1 }))
              await new Promise((go) => setTimeout(go, wait))
              await tacit.dispose()
              return (await Promise.all([...calls, tacit.recommend()])).map(({ code }) => code)
            },
            { edge: here.edge.url, engine, wait: 800 * random() ** 2 },
          )
          for (const code of codes) expect(['history/none', 'sdk/disposed']).toContain(code)
        }
        await expect.poll(workers).toBe(0)
        expect(await errors()).toEqual([])
      }, 120_000)
    })

    describe('a part of the SDK', () => {
      const all = () =>
        here.tab.run(async () => {
          const { tacit } = window
          tacit.track('view', 'item-1')
          const list = await tacit.recommend({ fallback: ['a', 'b', 'c'], min: 2 })
          const next = await list.next()
          const found = await tacit.search('title')
          const ranked = await tacit.rank([{ id: 'y' }, { id: 'x' }])
          return {
            list: [list.code, list.items.map(({ id }) => id)],
            next: next.items.length,
            found: [found.code, found.query, found.items.length, found.total],
            ranked: [ranked.code, ranked.items.map(({ id }) => id)],
          }
        })

      /** A page whose copy of the SDK, on the edge, lacks a file or waits for it. */
      function withFault(file: string, fault: Fault): void {
        here.site.script = pageScript(`${here.edge.url}/tacit/`)
        here.edge.fault = (path) => (path.startsWith(`tacit/${file}`) ? fault : null)
      }

      it.each<[string, Fault, string]>([
        ['is missing', 404, 'sdk/core'],
        ['is silent', 'stall', 'sdk/timeout'],
      ])('that loads behind the entry and %s: lists are the site’s own, and say so', async (_, fault, code) => {
        withFault('tacit-later', fault)
        await open()
        expect(await all()).toEqual({
          list: [code, ['a', 'b']],
          next: 0,
          found: [code, 'title', 0, 0],
          ranked: [code, ['y', 'x']],
        })
        expect(await errors()).toEqual([])
      })

      // Firefox does not ask again for a module whose answer was bad.
      it.each<Fault>(
        engine === 'firefox' ? ['reset'] : ['reset', 'truncate', 503],
      )('for data layers that fails once, %s: nothing of the layer is lost', async (fault) => {
        let left = 1
        here.site.script = pageScript(`${here.edge.url}/tacit/`)
        here.edge.fault = (path) =>
          path.startsWith('tacit/tacit-data-layer') && left-- > 0 ? fault : null
        await open()
        await here.tab.run(() => {
          const ecommerce = { items: [{ item_id: 'a' }] }
          window.tacit.listen(Object.freeze([{ event: 'purchase', ecommerce }]) as never)
        })
        const items = () =>
          here.tab.run(async () => (await window.tacit.history.list()).map(({ item }) => item))
        await expect.poll(items).toEqual(['a'])
        expect(left).toBeLessThan(0)
      })

      it('for queries that is missing: everything else ranks', async () => {
        withFault('tacit-queries', 404)
        await open()
        await track(1)
        await here.tab.run(() => window.tacit.track('query', 'title'))
        expect(await recommend()).toMatchObject({ source: 'model', count: 10 })
        const found = await here.tab.run(async () => (await window.tacit.search('title')).code)
        expect(found).toBe('sdk/core')
        expect(await errors()).toEqual([])
      })
    })

    describe('Content-Security-Policy', needsWorker, () => {
      it.each<[string, () => [folder: string, csp: string], string, string]>([
        [
          'same origin, the lines of docs/sdk.md',
          () => [
            '/sdk/',
            `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${here.edge.url}`,
          ],
          'worker',
          'ort-wasm',
        ],
        [
          'from the edge, the lines of docs/sdk.md',
          () => [
            `${here.edge.url}/tacit/`,
            `default-src 'self'; script-src 'self' ${here.edge.url} 'wasm-unsafe-eval'; ` +
              `connect-src 'self' ${here.edge.url}; worker-src blob: ${here.edge.url}`,
          ],
          'worker',
          'ort-wasm',
        ],
        [
          'Trusted Types',
          () => ['/sdk/', "require-trusted-types-for 'script'; trusted-types tacit"],
          'worker',
          'ort-wasm',
        ],
        [
          'Trusted Types without our policy',
          () => ['/sdk/', "require-trusted-types-for 'script'; trusted-types other"],
          'page',
          'instant',
        ],
        [
          'no Workers',
          () => [
            '/sdk/',
            `default-src 'self'; worker-src 'none'; connect-src 'self' ${here.edge.url}`,
          ],
          'page',
          'instant',
        ],
        [
          'a nonce and strict-dynamic',
          () => [
            '/sdk/',
            "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; worker-src 'self'; " +
              "object-src 'none'; base-uri 'none'",
          ],
          'worker',
          'ort-wasm',
        ],
      ])('%s', async (_, policy, where, ranks) => {
        const [folder, csp] = policy()
        Object.assign(here.site, { script: pageScript(folder), csp })
        await open({ engine: 'ort', webgpu: 'off', timeout: 5000 })
        await track(1)
        expect(await recommend()).toMatchObject({ source: 'model', engine: ranks, count: 10 })
        expect(await place(), await here.tab.run(() => window.problems.join())).toBe(where)
        expect(await errors()).toEqual([])
      })

      it('that forbids the edge: says so', async () => {
        here.site.csp = "default-src 'self'; worker-src 'none'"
        await open()
        const { code, reason } = await recommend()
        expect(code).toBe('edge/unreachable')
        expect(reason).toContain('connect-src of the Content-Security-Policy')
      })
    })
  },
  PAGE_ENGINES,
)
