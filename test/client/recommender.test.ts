import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import type { RecommenderOptions } from '../../client/types.ts'
import { type BuiltPack, randomPack } from '../pack/random-pack.ts'
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
  const tacit = recommenderOver(openSession(all, platform), all)
  await tacit.ready
  return { tacit, platform }
}

describe('a recommender in Node, over an edge, a cache and a store in memory', () => {
  it('tracks, ranks, explains, exports and forgets', async () => {
    const { tacit } = await open({ consent: 'granted' })
    expect(await tacit.recommend()).toMatchObject({ source: 'popular', sequence: 1, stale: false })
    const at = Date.now()
    tacit.track('view', 'item-3', { at })
    const { items, source, engine, milliseconds } = await tacit.recommend({ limit: 4 })
    expect({ source, engine }).toEqual({ source: 'model', engine: 'instant' })
    expect(items).toHaveLength(4)
    expect(milliseconds).toBeGreaterThan(0)
    expect(await tacit.intents()).not.toEqual([])
    const events = [{ kind: 'view', item: 'item-3', time: at }]
    expect(await tacit.history.export()).toEqual({
      edge: `${EDGE}/`,
      catalogue: 'default',
      exported: expect.stringMatching(/^\d{4}-.*Z$/),
      consent: 'granted',
      events,
    })
    await tacit.forget()
    expect(await tacit.history.list()).toEqual([])
    await tacit.dispose()
  })

  it('never rejects: without a pack every answer is empty and says why', async () => {
    const { tacit } = await open({}, testPlatform(null))
    const empty = { items: [], source: 'fallback', reason: 'the edge answered 404', sequence: null }
    expect(await tacit.recommend()).toMatchObject(empty)
    expect(await tacit.similar('item-1')).toMatchObject(empty)
    expect(await tacit.popular()).toMatchObject(empty)
    expect(await tacit.catalogue()).toEqual({ items: [] })
    expect(await tacit.intents()).toEqual([])
    expect((await tacit.report()).adapter).toBe('no pack: the edge answered 404')
  })

  it('an error, an unknown id or an abort gives an empty answer', async () => {
    const { tacit } = await open()
    const filter = () => {
      throw new Error('filter failed')
    }
    expect(await tacit.recommend({ filter })).toMatchObject({ items: [], reason: 'filter failed' })
    const unknown = await tacit.similar('gone')
    expect(unknown).toMatchObject({ reason: 'item "gone" is not in the catalogue', sequence: 1 })
    const signal = AbortSignal.abort()
    expect(await tacit.popular({ signal })).toMatchObject({ source: 'fallback', items: [] })
  })

  it('calls subscribers after every change, also when one of them throws', async () => {
    const debug = vi.spyOn(console, 'debug').mockImplementation(() => {})
    const { tacit } = await open()
    let calls = 0
    tacit.subscribe(() => {
      throw new Error('of the page')
    })
    const unsubscribe = tacit.subscribe(() => {
      calls++
    })
    tacit.track('view', 'item-1')
    await tacit.consent.set('granted')
    await tacit.forget()
    expect(calls).toBe(3)
    unsubscribe()
    tacit.track('view', 'item-1')
    expect(calls).toBe(3)
    expect(debug).toHaveBeenCalledWith('[tacit]', new Error('of the page'))
    debug.mockRestore()
  })

  it('reports what runs, what is stored and what may be requested', async () => {
    const { tacit } = await open({ consent: 'granted' })
    expect(await tacit.report()).toEqual({
      engine: 'instant',
      adapter: 'not requested: engine is instant',
      timings: {},
      consent: 'granted',
      stored: ['history: 0 events, in IndexedDB', 'the pack, in the Cache API'],
      requests: [`${BASE}/manifest`, `${BASE}/files/… (the same files for everybody)`],
    })
  })

  it('requests the same, whatever the history', async () => {
    const visit = async (ids: string[]) => {
      const { tacit, platform } = await open({ consent: 'granted' })
      for (const id of ids) tacit.track('view', id)
      await tacit.recommend()
      await tacit.similar(ids[0])
      await tacit.intents()
      return platform.requests
    }
    const requests = await visit(['item-1', 'item-2'])
    expect(requests).toHaveLength(1 + pack.manifest.files.length)
    expect(await visit(['item-9'])).toEqual(requests)
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
      const { ${file === 'index.ts' ? 'createRecommender' : 'rank'}: main } =
        await import(${JSON.stringify(pathToFileURL(resolve(CLIENT, file)).href)})
      process.stdout.write(JSON.stringify({ main: typeof main, read }))`
    const args = ['--input-type=module', '-e', code]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: CLIENT })
    expect(JSON.parse(stdout)).toEqual({ main: 'function', read: [] })
  })
})
