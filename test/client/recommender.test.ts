import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { readOptions } from '../../client/options.ts'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import type { RecommenderOptions } from '../../client/types.ts'
import { type BuiltPack, randomPack, seeded } from '../pack/random-pack.ts'
import { BASE, EDGE, type TestPlatform, testPlatform } from './platform.ts'

const CLIENT = resolve(import.meta.dirname, '../../client')

let pack: BuiltPack
beforeAll(async () => {
  pack = await randomPack()
})

async function open(
  options: Partial<RecommenderOptions> = {},
  platform: TestPlatform = testPlatform(pack),
) {
  const all: RecommenderOptions = { edge: `${EDGE}/`, engine: 'instant', ...options }
  const tacit = recommenderOver(openSession(readOptions(all, 'https://shop.example/'), platform))
  await tacit.ready
  return { tacit, platform }
}

describe('a recommender in Node, over an edge, a cache and a store in memory', () => {
  it('tracks, ranks, explains, exports and forgets', async () => {
    const { tacit } = await open({ consent: 'granted' })
    await tacit.explain('item-1')
    expect(await tacit.recommend()).toMatchObject({ source: 'popular', sequence: 1, stale: false })
    const at = Date.now()
    tacit.track('view', 'item-3', { at })
    const { items, source, engine, milliseconds } = await tacit.recommend({ limit: 4 })
    expect({ source, engine }).toEqual({ source: 'model', engine: 'instant' })
    expect(items).toHaveLength(4)
    expect(milliseconds).toBeGreaterThan(0)
    expect(await tacit.intents.list()).not.toEqual([])
    const events = [{ kind: 'view', item: 'item-3', time: at }]
    expect(await tacit.history.export()).toEqual({
      edge: EDGE,
      catalogue: 'default',
      exported: expect.stringMatching(/^\d{4}-.*Z$/),
      consent: 'granted',
      events,
      tastes: {},
    })
    await tacit.forget()
    expect(await tacit.history.list()).toEqual([])
    await tacit.dispose()
  })

  it('never rejects: without a pack every answer is empty and says why', async () => {
    const { tacit } = await open({}, testPlatform(null))
    const empty = { items: [], source: 'fallback', code: 'edge/status', sequence: null }
    const reason = `${BASE}/manifest: the edge answered 404`
    expect(await tacit.recommend()).toMatchObject({ ...empty, reason })
    expect(await tacit.similar('item-1')).toMatchObject(empty)
    expect(await tacit.popular()).toMatchObject(empty)
    expect(await tacit.rank([{ id: 'b' }, { id: 'a' }])).toMatchObject({
      items: [{ id: 'b' }, { id: 'a' }],
      code: 'edge/status',
    })
    expect(await tacit.explain('item-1')).toMatchObject({ score: null, code: 'edge/status' })
    expect(await tacit.catalogue()).toEqual({ items: [] })
    expect(await tacit.intents.list()).toEqual([])
    expect((await tacit.report()).adapter).toBe(`no pack: ${reason}`)
    const fallback = ['item-1', 'item-2', 'item-3']
    const own = await tacit.recommend({ min: 2, fallback, exclude: 'item-1' })
    expect(own.items.map(({ id, facts }) => [id, facts.id])).toEqual([
      ['item-2', 'item-2'],
      ['item-3', 'item-3'],
    ])
    await tacit.dispose()
  })

  it('fills the shelf once the edge is back, and tells the page', async () => {
    const { tacit, platform } = await open({}, testPlatform(null))
    const updates: (number | null)[] = []
    tacit.on('update', ({ sequence }) => updates.push(sequence))
    expect((await tacit.recommend()).items).toEqual([])
    platform.published = pack
    platform.wake('online')
    await expect.poll(() => updates).toEqual([1])
    expect((await tacit.recommend()).items).toHaveLength(10)
    await tacit.dispose()
  })

  it('an error, an unknown id or an abort gives an empty answer with its code', async () => {
    const { tacit } = await open()
    const filter = () => {
      throw new Error('filter failed')
    }
    const failed = await tacit.recommend({ filter })
    expect(failed).toMatchObject({ items: [], code: 'sdk/filter', reason: 'filter failed' })
    const unknown = await tacit.similar('gone')
    expect(unknown).toMatchObject({ code: 'items/unknown', sequence: 1 })
    const signal = AbortSignal.abort()
    const aborted = await tacit.popular({ signal })
    expect(aborted).toMatchObject({ source: 'fallback', items: [], code: 'sdk/aborted' })
    await tacit.dispose()
    expect(await tacit.recommend()).toMatchObject({ items: [], code: 'sdk/disposed' })
  })

  it('takes any option of a list, and warns', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const { tacit } = await open({ debug: true })
    for (const options of [null, 3, { limit: '3' }, { limit: Number.NaN }, { exclude: 7 }])
      expect((await tacit.recommend(options as never)).items).toHaveLength(10)
    const ids = async (options: object) =>
      (await tacit.recommend(options)).items.map(({ id }) => id)
    expect(await ids({ limit: 2.9 })).toHaveLength(2)
    expect(await ids({ limit: Number.POSITIVE_INFINITY })).toHaveLength(40)
    const [first] = await ids({})
    expect(await ids({ exclude: first })).not.toContain(first)
    await tacit.recommend({ limt: 3 } as never)
    const said = () => warn.mock.calls.map(([message]) => message)
    expect(said()).toContain('[tacit] limit: 3 is not a number from 0 to 100000: using 10')
    expect(said()).toContain('[tacit] limt is not an option of this list')
    warn.mockRestore()
  })

  it('with debug: says which ids the catalogue does not have, and why there is no pack', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const said = () => warn.mock.calls.map(([message]) => String(message).slice(0, 60))
    const { tacit } = await open({ debug: true })
    tacit.track('view', 'gone')
    tacit.track('query', 'boots')
    await tacit.recommend({ because: 'lost', exclude: ['item-1', 'missing'] })
    for (const id of ['gone', 'lost', 'missing'])
      await expect.poll(said).toContain(`[tacit] item "${id}" is not in the catalogue`)
    expect(said()).toHaveLength(3)
    await open({ debug: true }, testPlatform(null))
    expect(said()[3]).toMatch(/^\[tacit\] https:.*: the edge answered 404|manifest/)
    warn.mockRestore()
  })

  it('filters on the page, as deep as it must', async () => {
    const { tacit } = await open()
    const { items } = await tacit.recommend({ filter: ({ price = 0 }) => price < 3, limit: 5 })
    expect(items).toHaveLength(5)
    for (const { facts } of items) expect(facts.price).toBeLessThan(3)
    const none = await tacit.recommend({ filter: () => false })
    expect(none).toMatchObject({ items: [], source: 'popular' })
  })

  it('next() never repeats or skips, whatever happens meanwhile', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    console.log(`seed ${seed}`)
    const random = seeded(seed)
    const { tacit } = await open()
    for (let round = 0; round < 20; round++) {
      tacit.track('view', `item-${Math.floor(random() * 40)}`)
      const expected = (await tacit.recommend({ limit: 40 })).items.map(({ id }) => id)
      let page = await tacit.recommend({ limit: 7 })
      const shown = page.items.map(({ id }) => id)
      while (page.items.length > 0) {
        if (random() < 0.5) tacit.track('view', `item-${Math.floor(random() * 40)}`)
        page = await page.next()
        shown.push(...page.items.map(({ id }) => id))
      }
      expect(shown).toEqual(expected)
    }
    await tacit.dispose()
  })

  it('ranks the site’s own objects; unknown ones keep their places', async () => {
    const { tacit } = await open()
    tacit.track('view', 'item-3')
    const objects = ['item-9', 'x', 'item-4', 'y', 'item-12'].map((sku) => ({ sku }))
    const order = (await tacit.recommend({ limit: 40, includeSeen: true })).items
      .map(({ id }) => id)
      .filter((id) => objects.some(({ sku }) => sku === id))
    const skus = async (weight: number) =>
      (await tacit.rank(objects, { id: 'sku', weight })).items.map(({ sku }) => sku)
    expect(await skus(1)).toEqual([order[0], 'x', order[1], 'y', order[2]])
    expect(await skus(0)).toEqual(objects.map(({ sku }) => sku))
    const { items } = await tacit.rank(objects, { id: ({ sku }) => sku })
    expect(objects).toContain(items[0])
  })

  it('equal calls at the same time are computed once; each gets a list of its own', async () => {
    const { tacit } = await open()
    tacit.track('view', 'item-3')
    const lists = await Promise.all(Array.from({ length: 1000 }, () => tacit.recommend()))
    expect(new Set(lists.map(({ id }) => id)).size).toBe(1000)
    expect(new Set(lists.map(({ milliseconds }) => milliseconds)).size).toBe(1)
    lists[0].items.length = 0
    expect(lists[1].items).toHaveLength(10)
  })

  it('1,000 different calls at once are all answered, each by its own options', async () => {
    const { tacit } = await open()
    tacit.track('view', 'item-1')
    const calls = Array.from({ length: 1000 }, (_, n) => tacit.recommend({ limit: n % 30 }))
    const lengths = (await Promise.all(calls)).map(({ items }) => items.length)
    expect(lengths).toEqual(Array.from({ length: 1000 }, (_, n) => n % 30))
  })

  it('popular items of a kept pack are there before its tables are', async () => {
    const { tacit, platform } = await open({ consent: 'granted' })
    tacit.track('purchase', 'item-1')
    await expect.poll(async () => (await tacit.report()).stored[1]).toMatch(/Cache API/)
    await tacit.dispose()
    const { match } = platform.cache
    platform.published = null
    platform.cache.match = (url) =>
      String(url).includes('/items.') ? new Promise(() => {}) : match(url)
    const later = await open({ consent: 'granted', timeout: 500 }, platform)
    const { items, code } = await later.tacit.popular()
    expect([code, items.length, items.some(({ id }) => id === 'item-1')]).toEqual(['ok', 10, false])
    // What ranks waits for all of the pack, which does not come.
    expect((await later.tacit.recommend()).code).toBe('edge/status')
  })

  it('the first shelf of a kept pack leaves out what was bought or disliked, as all of it does', async () => {
    const platform = testPlatform(pack)
    const first = await open({ consent: 'granted' }, platform)
    const ids = async ({ tacit }: typeof first) =>
      (await tacit.popular({ limit: 5 })).items.map(({ id }) => id)
    await first.tacit.catalogue()
    const before = await ids(first)
    first.tacit.track('purchase', before[0])
    first.tacit.track('dislike', before[2])
    first.tacit.track('view', before[3])
    const whole = await ids(first)
    expect(whole.slice(0, 3)).toEqual([before[1], before[3], before[4]])
    await expect
      .poll(async () => (await first.tacit.report()).stored)
      .toContain('the pack, in the Cache API')
    await first.tacit.dispose()

    const { match } = platform.cache
    platform.cache.match = (url) =>
      /files\/(?!head)/.test(String(url)) ? new Promise(() => {}) : match(url)
    const second = await open({ consent: 'granted', timeout: 20_000 }, platform)
    expect(await ids(second)).toEqual(whole)
    expect((await second.tacit.popular({ limit: 5 })).code).toBe('ok')
    await second.tacit.dispose()
  })

  it('calls listeners after every change, also when one of them throws', async () => {
    const debug = vi.spyOn(console, 'debug').mockImplementation(() => {})
    const { tacit } = await open()
    let calls = 0
    tacit.on('change', () => {
      throw new Error('of the page')
    })
    const stop = tacit.on('change', () => {
      calls++
    })
    tacit.track('view', 'item-1')
    await tacit.consent.set('granted')
    await tacit.forget()
    expect(calls).toBe(3)
    stop()
    tacit.track('view', 'item-1')
    expect(calls).toBe(3)
    expect(debug).toHaveBeenCalledWith('[tacit]', new Error('of the page'))
    debug.mockRestore()
  })

  it('reports what runs, what is stored and what may be requested', async () => {
    const { tacit } = await open({ consent: 'granted', assets: 'https://shop.example/tacit' })
    await expect.poll(async () => (await tacit.report()).stored[1]).toMatch('in the Cache API')
    expect(await tacit.report()).toEqual({
      engine: 'instant',
      adapter: 'not requested: engine is instant',
      timings: {},
      place: 'page',
      consent: 'granted',
      stored: ['history: 0 events, in IndexedDB', 'the pack, in the Cache API'],
      requests: [
        `${BASE}/manifest`,
        `${BASE}/files/… (the same files for everybody)`,
        'https://shop.example/tacit/tacit-worker.js',
        'https://shop.example/tacit/tacit-queries.js',
      ],
    })
    const other = await open({ cache: 'session' })
    expect((await other.tacit.report()).stored[1]).toBe('the pack, in memory only')
  })

  it('requests the same, whatever the history', async () => {
    const visit = async (ids: string[]) => {
      const { tacit, platform } = await open({ consent: 'granted' })
      for (const id of ids) tacit.track('view', id)
      await tacit.recommend()
      await tacit.similar(ids[0])
      await tacit.intents.list()
      return platform.requests
    }
    const requests = await visit(['item-1', 'item-2'])
    // The manifest, and all files but the two of ONNX Runtime and the clusters.
    expect(requests).toHaveLength(1 + pack.manifest.files.length - 3)
    expect(await visit(['item-9'])).toEqual(requests)
  })

  it('settles every call, in any order of load, update, abort and dispose', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    console.log(`seed ${seed}`)
    const random = seeded(seed)
    const next = await randomPack({ sequence: 2, seed: 2 })
    for (let round = 0; round < 150; round++) {
      const platform = testPlatform(random() < 0.8 ? pack : null)
      const { fetch } = platform
      platform.fetch = async (url, init) => {
        const luck = random()
        await new Promise((go) => setTimeout(go, 5 * random()))
        if (luck < 0.03) return new Promise(() => {})
        if (luck < 0.1) throw new TypeError('network')
        return fetch(url, init)
      }
      const settings = readOptions({ edge: EDGE, engine: 'instant', timeout: 50 }, EDGE)
      const tacit = recommenderOver(openSession(settings, platform))
      const calls: Promise<unknown>[] = [tacit.ready]
      for (let step = 0; step < 12; step++) {
        const [luck, stop] = [random(), new AbortController()]
        if (luck < 0.4) calls.push(tacit.recommend({ signal: stop.signal }))
        else if (luck < 0.5) calls.push(tacit.similar('item-1'), tacit.explain('item-2'))
        else if (luck < 0.6) tacit.track('view', 'item-3')
        else if (luck < 0.7) platform.published = random() < 0.5 ? next : null
        else if (luck < 0.8) platform.wake('online')
        else if (luck < 0.85) calls.push(tacit.dispose())
        if (random() < 0.3) stop.abort()
        if (random() < 0.7) await new Promise((go) => setTimeout(go, 4 * random()))
      }
      const late = new Promise((_, fail) => {
        setTimeout(() => fail(new Error(`round ${round} of seed ${seed}`)), 3000).unref()
      })
      await Promise.race([Promise.all(calls), late])
      await tacit.dispose()
    }
  })
})

describe('options', () => {
  const PAGE = 'https://shop.example/de/page.html?q=1#top'
  it.each<[unknown, string | null]>([
    ['https://Edge.Example/', 'https://edge.example'],
    [new URL('https://edge.example/tacit//'), 'https://edge.example/tacit'],
    ['/', 'https://shop.example'],
    ['api', 'https://shop.example/de/api'],
    ['https://edge.example?x=1#y', 'https://edge.example'],
    [undefined, null],
    [null, null],
    ['', null],
    ['data:text/html,x', null],
    ['https://', null],
    [7, null],
  ])('edge: %s', (edge, expected) => {
    const { edge: read, problem } = readOptions({ edge }, PAGE)
    if (expected === null) expect(problem?.code).toBe('options/edge')
    else expect([read, problem]).toEqual([expected, null])
  })

  it.each<[object, string]>([
    [{ engine: 'fast' }, 'engine: "fast" is none of auto, instant, ort: using auto'],
    [{ timeout: '2' }, 'timeout: "2" is not 50 to 600000 ms: using 2000'],
    [{ catalogue: 'a/b' }, 'catalogue: "a/b" is not a name: using default'],
    [{ assets: 7 }, "assets: 7 is not a URL: using the script's folder"],
  ])('%j warns and is replaced', (options, warning) => {
    expect(readOptions({ edge: EDGE, ...options }, PAGE).warnings).toEqual([warning])
  })

  it.each([undefined, null, 7, {}, { edge: null }])('%s never throws', async (options) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const platform = testPlatform(pack)
    const tacit = recommenderOver(openSession(readOptions(options, PAGE), platform))
    expect(await tacit.recommend()).toMatchObject({ items: [], code: 'options/edge' })
    expect(platform.requests).toEqual([])
    expect(warn.mock.calls[0][0]).toMatch(/^\[tacit\] edge: .* is not the URL of an edge: /)
    await tacit.dispose()
    warn.mockRestore()
  })
})

describe('a server', () => {
  it.each([
    'auto',
    'instant',
    'ort',
  ])('does nothing, and Node exits, with engine %s', async (engine) => {
    const code = `
      import { createRecommender } from ${JSON.stringify(pathToFileURL(resolve(CLIENT, 'index.ts')).href)}
      const tacit = createRecommender({ edge: 'http://127.0.0.1:9', consent: 'granted', engine: '${engine}' })
      tacit.track('view', 'item-1')
      const { items, code } = await tacit.recommend()
      console.log(JSON.stringify([items, code, await tacit.history.list(), createRecommender().consent.status]))`
    const args = ['--input-type=module', '-e', code]
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 10_000 })
    expect(JSON.parse(stdout)).toEqual([[], 'sdk/server', [], 'denied'])
  })
})

describe('importing', () => {
  it.each(['index.ts', 'core.ts'])('%s reads no global of a browser', async (file) => {
    // Not WebAssembly: Node needs it to strip types.
    const names =
      'window document navigator location indexedDB caches localStorage sessionStorage ' +
      'BroadcastChannel Worker fetch crypto performance'
    const code = `
      const read = []
      for (const name of ${JSON.stringify(names.split(' '))})
        Object.defineProperty(globalThis, name, { get() { read.push(name) } })
      const { ${file === 'index.ts' ? 'createRecommender' : 'createBrain'}: main } =
        await import(${JSON.stringify(pathToFileURL(resolve(CLIENT, file)).href)})
      process.stdout.write(JSON.stringify({ main: typeof main, read }))`
    const args = ['--input-type=module', '-e', code]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: CLIENT })
    expect(JSON.parse(stdout)).toEqual({ main: 'function', read: [] })
  })
})
