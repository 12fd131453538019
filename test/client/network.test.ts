import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { scorerOnnx, studentOnnx } from '../../training/export/index.ts'
import { launchChromium } from '../browser/chromium.ts'
import { type Fault, type FaultyEdge, startFaultyEdge } from '../browser/faulty-edge.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import { type BuiltPack, randomContents, randomPack, seeded } from '../pack/random-pack.ts'

let browser: Browser
let site: Site
let edge: FaultyEdge
let pack: BuiltPack
let next: BuiltPack
let context: BrowserContext
let page: Page
let errors: string[]

async function workingPack(sequence: number): Promise<BuiltPack> {
  const shape = { items: 60, dim: 16, intents: 3, history: 12, seed: sequence, perItem: 16 }
  const { weights, kinds, score } = randomContents(shape)
  const { dim, intents, history } = shape
  return randomPack({
    ...shape,
    sequence,
    student: await studentOnnx(weights, { dim, intents, history, kinds: kinds.length }),
    scorer: await scorerOnnx({ dim, intents, pool: score.pool, temperature: score.temperature }),
  })
}

beforeAll(async () => {
  buildSdk()
  pack = await workingPack(1)
  next = await workingPack(2)
  browser = await launchChromium()
  site = await startSite(null)
  edge = await startFaultyEdge(pack)
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
  edge?.close()
})
beforeEach(async () => {
  Object.assign(site, { csp: null, script: SAME_ORIGIN })
  Object.assign(edge, { pack, earlier: [pack, next], fault: () => null, seen: [] })
  context = await browser.newContext()
  page = await newPage()
})
afterEach(() => context.close())

const SAME_ORIGIN = `import { createRecommender } from '/sdk/tacit.js'
window.createRecommender = createRecommender`

async function newPage(): Promise<Page> {
  const opened = await context.newPage()
  errors = []
  opened.on('pageerror', ({ message }) => errors.push(message))
  return opened
}

/** Opens the site's page with a recommender; does not wait for its pack. */
async function open(options: object = {}, prepare?: () => void): Promise<void> {
  await page.goto(site.url)
  await page.waitForFunction(() => 'createRecommender' in window)
  if (prepare) await page.evaluate(prepare)
  await page.evaluate(
    (options) => {
      window.tacit = window.createRecommender(options)
    },
    { edge: edge.url, consent: 'granted', engine: 'instant', timeout: 500, ...options } as never,
  )
}

const recommend = (options: object = {}) =>
  page.evaluate(async (options) => {
    const { items, ...rest } = await window.tacit.recommend(options)
    return { ...JSON.parse(JSON.stringify(rest)), count: items.length }
  }, options)
const track = (item: number) =>
  page.evaluate((id) => window.tacit.track('view', id), pack.loaded.catalogue.ids[item])
const place = () => page.evaluate(async () => (await window.tacit.report()).place)

/** A visit after which the pack is kept on the device. */
async function warm(): Promise<void> {
  await open()
  await track(1)
  const kept = () => page.evaluate(async () => (await window.tacit.report()).stored[1])
  await expect.poll(kept).toBe('the pack, in the Cache API')
  await page.close()
  page = await newPage()
}

const FILE = (path: string) => path.includes('.')

describe('an edge that fails', () => {
  it.each<[Fault, string]>([
    ['stall', 'edge/timeout'],
    ['reset', 'edge/unreachable'],
    ['html', 'edge/invalid'],
    [500, 'edge/status'],
  ])('%s at first: every call settles, and the shelf fills once it is back', async (fault, code) => {
    edge.fault = () => fault
    await open()
    const began = Date.now()
    expect(await recommend()).toMatchObject({ source: 'fallback', code, count: 0 })
    const signal = () =>
      page.evaluate(async () => {
        const signal = AbortSignal.timeout(50)
        return (await window.tacit.recommend({ signal })).code
      })
    expect([code, 'sdk/aborted']).toContain(await signal())
    await page.evaluate(() => window.tacit.ready)
    expect(Date.now() - began).toBeLessThan(5000)
    await page.evaluate(() => {
      const tacit = window.tacit
      tacit.on('update', ({ sequence }) => Object.assign(window, { updated: sequence }))
    })
    edge.fault = () => null
    await page.evaluate(() => dispatchEvent(new Event('online')))
    await page.waitForFunction(() => 'updated' in window)
    expect(await recommend()).toMatchObject({ source: 'popular', code: 'history/none', count: 10 })
    expect(errors).toEqual([])
  })

  it.each<Fault>([
    'stall',
    'reset',
    500,
  ])('%s with everything kept: the kept pack answers first', async (fault) => {
    await warm()
    edge.fault = () => fault
    await open({ timeout: 5000 })
    const began = Date.now()
    expect(await recommend()).toMatchObject({ source: 'cache', count: 10, sequence: 1 })
    expect(Date.now() - began).toBeLessThan(4000)
    await page.evaluate(() => window.tacit.dispose())
  })

  it('an aborted signal ends any wait, with a code of its own', async () => {
    edge.fault = () => 'stall'
    await open({ timeout: 20_000 })
    const code = await page.evaluate(async () => {
      const stop = new AbortController()
      setTimeout(() => stop.abort(), 100)
      return (await window.tacit.recommend({ signal: stop.signal })).code
    })
    expect(code).toBe('sdk/aborted')
    const disposed = await page.evaluate(async () => {
      const answer = window.tacit.recommend()
      await window.tacit.dispose()
      return (await answer).code
    })
    expect(disposed).toBe('sdk/disposed')
  })

  it.each<Fault>(['damage', 'truncate'])('one %s: the file is fetched once more', async (fault) => {
    let left = 1
    edge.fault = (path) => (path.startsWith('items.') && left-- > 0 ? fault : null)
    await open()
    await track(1)
    const items = () => edge.seen.filter((path) => path.startsWith('items.')).length
    await expect.poll(items).toBe(2)
    await expect.poll(() => recommend({ limit: 40 })).toMatchObject({ source: 'model', code: 'ok' })
  })

  it('a file that stays damaged is refused, and says so; later visits mend it', async () => {
    edge.fault = (path) => (path.startsWith('items.') ? 'damage' : null)
    await open()
    await expect.poll(() => recommend()).toMatchObject({ code: 'pack/hash', count: 0 })
    edge.fault = () => null
    await open()
    expect(await recommend()).toMatchObject({ source: 'popular', count: 10 })
  })

  it('a slow edge may take longer than the limit, as long as bytes arrive', async () => {
    edge.fault = (path) => (FILE(path) && !path.startsWith('tacit') ? 'slow' : null)
    await open({ timeout: 1000 })
    expect(await recommend()).toMatchObject({ source: 'popular', count: 10 })
  })

  it('the head paints the first shelf before anything else arrives', async () => {
    const isAsked = (path: string) => /^(manifest|head|tacit)/.test(path)
    edge.fault = (path) => (isAsked(path) ? null : 'stall')
    await open({ timeout: 5000 })
    expect(await recommend({ limit: 6 })).toMatchObject({ code: 'history/none', count: 6 })
  })

  it('the memory ranks before the items arrive', async () => {
    edge.fault = (path) => (path.startsWith('items.') ? 'stall' : null)
    await open({ timeout: 5000 })
    await track(1)
    expect(await recommend({ limit: 3 })).toMatchObject({ code: 'pack/partial', count: 3 })
  })

  it('a new pack reaches an open page, between two calls, when it looks', async () => {
    await page.clock.install()
    await open()
    expect(await recommend()).toMatchObject({ sequence: 1 })
    edge.pack = next
    await page.clock.fastForward('00:59:00')
    expect(await recommend()).toMatchObject({ sequence: 1 })
    await page.clock.fastForward('00:02:00')
    await expect
      .poll(() => recommend(), { timeout: 10_000 })
      .toMatchObject({ sequence: 2, stale: false })
  })
})

describe('the Worker', () => {
  it('does the work', async () => {
    await open()
    await recommend()
    expect(await place()).toBe('worker')
    expect(page.workers()).toHaveLength(1)
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
            super(URL.createObjectURL(new Blob(["postMessage({ done: 'hello', protocol: 0 })"])))
          }
        } as never
      },
    ],
  ])('that %s is replaced by the page', async (_, prepare) => {
    await open({}, prepare)
    await track(1)
    await expect.poll(() => recommend()).toMatchObject({ source: 'model', count: 10 })
    expect(await place()).toBe('page')
    expect(errors).toEqual([])
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
    await page.evaluate(() => (window as unknown as { kill(): void }).kill())
    expect(await recommend({ limit: 7 })).toMatchObject({ count: 7, sequence: 1 })
    expect(await place()).toBe('page')
  })

  it('StrictMode: six mounts leave nothing, and start nothing', async () => {
    await page.goto(site.url)
    await page.waitForFunction(() => 'createRecommender' in window)
    await page.evaluate((edge) => {
      for (let n = 0; n < 6; n++) void window.createRecommender({ edge, engine: 'ort' }).dispose()
    }, edge.url)
    await page.waitForTimeout(500)
    expect([page.workers().length, edge.seen]).toEqual([0, []])
  })

  it('dispose at any moment leaves no Worker and answers every call', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    console.log(`seed ${seed}`)
    const random = seeded(seed)
    await page.goto(site.url)
    await page.waitForFunction(() => 'createRecommender' in window)
    for (let round = 0; round < 25; round++) {
      const engine = random() < 0.4 ? ('ort' as const) : ('instant' as const)
      const codes = await page.evaluate(
        async ({ edge, engine, wait }) => {
          const tacit = window.createRecommender({ edge, engine, webgpu: 'off', timeout: 2000 })
          const calls = Array.from({ length: 5 }, (_, n) => tacit.recommend({ limit: n + 1 }))
          await new Promise((go) => setTimeout(go, wait))
          await tacit.dispose()
          return (await Promise.all([...calls, tacit.recommend()])).map(({ code }) => code)
        },
        { edge: edge.url, engine, wait: 800 * random() ** 2 },
      )
      for (const code of codes) expect(['history/none', 'sdk/disposed']).toContain(code)
    }
    await expect.poll(() => page.workers().length).toBe(0)
    expect(errors).toEqual([])
  }, 120_000)
})

describe('a part of the SDK', () => {
  const all = () =>
    page.evaluate(async () => {
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

  it.each<[string, 'abort' | 'stall', string]>([
    ['is missing', 'abort', 'sdk/core'],
    ['is silent', 'stall', 'sdk/timeout'],
  ])('that loads behind the entry and %s: lists are the site’s own, and say so', async (_, how, code) => {
    await page.route('**/tacit-later*', (route) => (how === 'abort' ? route.abort() : undefined))
    await open()
    expect(await all()).toEqual({
      list: [code, ['a', 'b']],
      next: 0,
      found: [code, 'title', 0, 0],
      ranked: [code, ['y', 'x']],
    })
    expect(errors).toEqual([])
  })

  it('for queries that is missing: everything else ranks', async () => {
    await context.route('**/tacit-queries*', (route) => route.abort())
    await open()
    await track(1)
    await page.evaluate(() => window.tacit.track('query', 'title'))
    expect(await recommend()).toMatchObject({ source: 'model', count: 10 })
    const found = await page.evaluate(async () => (await window.tacit.search('title')).code)
    expect(found).toBe('sdk/core')
    expect(errors).toEqual([])
  })
})

describe('ONNX Runtime', () => {
  it.each<[string, string, Fault]>([
    ['whose .wasm stalls', 'ort-wasm.wasm.gz', 'stall'],
    ['whose .wasm is missing', 'ort-wasm.wasm.gz', 404],
    ['whose worker is missing', 'ort-wasm.js', 404],
    ['whose worker stalls', 'ort-wasm.js', 'stall'],
  ])('%s: the instant engine answers', async (_, file, fault) => {
    edge.fault = (path) => (path === `tacit/${file}` ? fault : null)
    site.script = `import { createRecommender } from '${edge.url}/tacit/tacit.js'
window.createRecommender = createRecommender`
    await open({ engine: 'ort', webgpu: 'off', assets: `${edge.url}/tacit` })
    await track(1)
    expect(await recommend()).toMatchObject({ source: 'model', engine: 'instant', count: 10 })
    expect(errors).toEqual([])
  })
})

describe('Content-Security-Policy', () => {
  const from = (folder: string) => `import { createRecommender } from '${folder}tacit.js'
window.createRecommender = createRecommender`

  it.each<[string, () => [script: string, csp: string], string, string]>([
    [
      'same origin, the lines of docs/sdk.md',
      () => [
        from('/sdk/'),
        `default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ${edge.url}`,
      ],
      'worker',
      'ort-wasm',
    ],
    [
      'from the edge, the lines of docs/sdk.md',
      () => [
        from(`${edge.url}/tacit/`),
        `default-src 'self'; script-src 'self' ${edge.url} 'wasm-unsafe-eval'; ` +
          `connect-src 'self' ${edge.url}; worker-src blob: ${edge.url}`,
      ],
      'worker',
      'ort-wasm',
    ],
    [
      'Trusted Types',
      () => [from('/sdk/'), "require-trusted-types-for 'script'; trusted-types tacit"],
      'worker',
      'ort-wasm',
    ],
    [
      'Trusted Types without our policy',
      () => [from('/sdk/'), "require-trusted-types-for 'script'; trusted-types other"],
      'page',
      'instant',
    ],
    [
      'no Workers',
      () => [
        from('/sdk/'),
        `default-src 'self'; worker-src 'none'; connect-src 'self' ${edge.url}`,
      ],
      'page',
      'instant',
    ],
    [
      'a nonce and strict-dynamic',
      () => [
        from('/sdk/'),
        "script-src 'nonce-abc' 'strict-dynamic' 'wasm-unsafe-eval'; worker-src 'self'; " +
          "object-src 'none'; base-uri 'none'",
      ],
      'worker',
      'ort-wasm',
    ],
  ])('%s', async (_, policy, where, engine) => {
    const [script, csp] = policy()
    Object.assign(site, { script, csp })
    await open({ engine: 'ort', webgpu: 'off', timeout: 2000 })
    await track(1)
    expect(await recommend()).toMatchObject({ source: 'model', engine, count: 10 })
    expect(await place()).toBe(where)
    expect(errors).toEqual([])
  })

  it('that forbids the edge: says so', async () => {
    site.csp = "default-src 'self'; worker-src 'none'"
    await open()
    const { code, reason } = await recommend()
    expect(code).toBe('edge/unreachable')
    expect(reason).toContain('connect-src of the Content-Security-Policy')
  })
})
